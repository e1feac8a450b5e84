"""What Studio reads of a commit is what DVC reads of it, value for value, or listed in known_differences.toml.

Asked are the public repositories that GTO_PUBLIC_REPOSITORIES names, all their commits and experiments, and one that
is made here with every form (forms.py). The figures are printed.
"""

from __future__ import annotations

import fnmatch
import json
import math
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gto.git.place import locate
from gto_studio.dvc import layout
from gto_studio.indexing.reading import of_commits
from shell import Shell, new_repository

from .forms import FORMS
from .programs import Program

pytestmark = pytest.mark.slow

REPOSITORIES = [path for path in os.environ.get("GTO_PUBLIC_REPOSITORIES", "").split(":") if path]
KINDS = ("params", "metrics", "deps", "outs")
tomllib = pytest.importorskip("tomllib", reason="Python 3.10 reads no TOML, of which there is some to compare")
KNOWN = tomllib.loads(Path(__file__).with_name("known_differences.toml").read_text()).get("difference", [])


@dataclass
class Comparison:
    """What was compared, and what was not the same."""

    commits: int = 0
    values: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    different: list[dict[str, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        values = ", ".join(f"{count:,} {kind}" for kind, count in self.values.items())
        return (
            f"{self.commits} commits: {values}; {sum(self.failed.values())} files that neither can read; "
            f"{len(self.different)} differences"
        )


@pytest.fixture(scope="module")
def env(dvc: Program, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "PATH": f"{dvc.bin}{os.pathsep}{os.environ['PATH']}",
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(tmp_path_factory.mktemp("site")),
    }


@pytest.mark.parametrize("url", REPOSITORIES or [""], ids=lambda url: Path(url).parent.name or "none")
def test_public_repositories(url: str, env: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not url:
        pytest.skip("GTO_PUBLIC_REPOSITORIES names no repositories")
    shell = Shell(tmp_path, env)
    shell.git("clone", "--quiet", url, "clone")
    clone = shell.within(tmp_path / "clone")
    clone.git("fetch", "--quiet", "origin", "+refs/exps/*:refs/exps/*")
    clone.git("checkout", "--quiet", "--detach")
    _without_remote(clone)
    found = compared(clone)
    with capsys.disabled():
        print(f"\n  {Path(url).parent.name}: {found}")
    assert found.commits > 10
    assert found.different == []


def test_every_form(env: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = new_repository(tmp_path / "forms", env=env)
    shell.run("dvc", "init", "--quiet")
    (shell.path / "proj").mkdir()
    shell.within(shell.path / "proj").run("dvc", "init", "--quiet", "--subdir")
    (shell.path / "tracked").mkdir()
    (shell.path / "tracked" / "file.csv").write_text("a,b\n1,2\n")
    (shell.path / "folder").mkdir()
    for name in "ab":
        (shell.path / "folder" / name).write_text(name)
    shell.run("dvc", "add", "--quiet", "tracked/file.csv", "folder")
    subjects = {}
    for minute, (subject, files) in enumerate(FORMS):
        for name in [name for name, content in files.items() if content is None]:
            (shell.path / name).unlink()
        (shell.path / "sub" / "wd").mkdir(parents=True, exist_ok=True)
        shell.git("add", "--all")
        subjects[_written(shell, subject, files, minute)] = subject
        if subject in ("keys of files", "templates"):
            shell.run("dvc", "repro", "--quiet", "--keep-going", code=None)
            shell.git("add", "--all")
            subjects[shell.at(minute).commit(f"{subject}, run")] = f"{subject}, run"
    found = compared(shell, subjects)
    inside = compared(shell, subjects, project="proj")
    with capsys.disabled():
        print(f"\n  every form: {found}\n  a project inside: {inside}")
    met = found.different + inside.different
    assert [one for one in met if not any(_is(one, known) for known in KNOWN)] == []
    assert [known for known in KNOWN if not any(_is(one, known) for one in met)] == []


def compared(clone: Shell, subjects: Mapping[str, str] | None = None, *, project: str = "") -> Comparison:
    """Every commit and experiment of a project, as DVC shows it and as we read it."""
    found = Comparison()
    theirs = {entry["rev"]: entry for entry in shown(clone, project)}
    place = locate(str(clone.path))
    for rev, reading in of_commits(place, list(theirs)).items():
        found.commits += 1
        document = restored(reading.document())
        subject = (subjects or {}).get(rev, rev)
        said = theirs[rev]["data"]
        if said is None:
            if document["params"] or document["metrics"]:
                why = " ".join(theirs[rev]["error"]["msg"].split())
                found.different.append({"commit": subject, "kind": "commit", "file": "", "theirs": why})
            continue
        for kind in KINDS:
            prefix = f"{project}/" if project else ""
            expected = {prefix + file: one for file, one in comparable(said[kind] or {}).items()}
            ours = {
                file: one
                for file, one in document[kind].items()
                if layout.project_of(file, reading.projects) == project
            }
            for file in sorted(expected.keys() | ours.keys()):
                one, other = expected.get(file), ours.get(file)
                if one and other and "error" in one and "error" in other:
                    found.failed[kind] += 1
                elif one == other:
                    found.values[kind] += _count(one.get("data", 1) if one else 1)
                else:
                    found.different.append(
                        {"commit": subject, "kind": kind, "file": file, "theirs": one, "ours": other}
                    )
    return found


def shown(clone: Shell, project: str) -> Iterator[dict[str, Any]]:
    """Each commit and each experiment that `dvc exp show` shows; what `dvc metrics show` says is the same."""
    at = clone.within(clone.path / project)
    if not (at.path / ".dvc").is_dir():
        return
    entries = json.loads(at.run("dvc", "exp", "show", "--json", "--all-commits").out)
    yield from entries[1:]
    for entry in entries:
        for experiment in entry.get("experiments") or []:
            yield from experiment["revs"]


def test_metrics_are_those_of_dvc_metrics_show(env: dict[str, str], tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "forms", env=env)
    shell.run("dvc", "init", "--quiet")
    for minute, (subject, files) in enumerate(FORMS[:3]):
        _written(shell, subject, files, minute)
    [told] = json.loads(shell.run("dvc", "metrics", "show", "--json").out).values()
    head = shell.git("rev-parse", "HEAD")
    ours = restored(of_commits(locate(str(shell.path)), [head])[head].document())["metrics"]
    theirs = comparable(told["data"])
    assert theirs
    assert {file: one.get("data", "error") for file, one in ours.items()} == {
        file: one.get("data", "error") for file, one in theirs.items()
    }


def restored(value: Any) -> Any:
    """A document's value with numbers that JSON has no word for as their words."""
    if isinstance(value, dict):
        return f"<{value['$']}>" if set(value) == {"$"} else {key: restored(item) for key, item in value.items()}
    return [restored(item) for item in value] if isinstance(value, list) else value


def comparable(value: Any) -> Any:
    """DVC's value in the same form; integers beyond 64 bits are shown as the nearest float."""
    if isinstance(value, float) and not math.isfinite(value):
        return "<nan>" if math.isnan(value) else "<inf>" if value > 0 else "<-inf>"
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 64:
        return float(value)
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    return [comparable(item) for item in value] if isinstance(value, list) else value


def _written(shell: Shell, subject: str, files: Mapping[str, str | None], minute: int) -> str:
    return shell.commit(
        subject, minute=minute, files={name: content for name, content in files.items() if content is not None}
    )


def _without_remote(clone: Shell) -> None:
    """Data outside of Git is nowhere: what DVC says of it does not depend on the network then."""
    empty = clone.path.parent / "empty"
    empty.mkdir()
    for config in clone.path.glob("**/.dvc/config"):
        config.with_name("config.local").write_text(
            f"[core]\n    remote = nowhere\n['remote \"nowhere\"']\n    url = {empty}\n"
        )


def _count(value: Any) -> int:
    if isinstance(value, dict):
        return sum(map(_count, value.values()))
    return 1


def _is(difference: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    return (
        fnmatch.fnmatchcase(difference["commit"], known["commit"])
        and difference["kind"] == known["kind"]
        and fnmatch.fnmatchcase(difference["file"], known.get("file", "*"))
    )
