"""Plots as `dvc plots show` and `dvc plots diff` draw them: the same specification, point for point, for every plot.

On a repository that has every form, and on the public ones that GTO_PUBLIC_REPOSITORIES names. What differs stands in
DIFFERENT, with the reason.
"""

from __future__ import annotations

import base64
import json
import math
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from gto.git.place import locate
from gto_studio.dvc.plot_files import UnreadablePlot
from gto_studio.dvc.plot_listing import listing
from gto_studio.dvc.plot_points import Shown, points
from gto_studio.dvc.plot_specs import places, specification
from gto_studio.indexing.reading import of_commits
from shell import Shell, new_repository

from .programs import Program

pytestmark = pytest.mark.slow

PUBLIC = [path for path in os.environ.get("GTO_PUBLIC_REPOSITORIES", "").split(":") if path]
#: So many commits of each are drawn.
COMMITS_MAX = 6

NOTHING_TO_DRAW = "DVC leaves a file without records out; we say so"
A_FAULT = "DVC stumbles over a record with more fields than the first one; we draw it"
DIFFERENT = {
    "bom.csv": "DVC takes the mark at the beginning of a file for a part of the first field's name",
    "long.csv": "DVC leaves out a table with a line that is too long; we take the fields that it has",
    "ragged.json": A_FAULT,
    "R1": A_FAULT,
    "R3": A_FAULT,
    "dl/b.JPG": "DVC takes only pictures with a suffix in small letters",
    "empty.csv": NOTHING_TO_DRAW,
    "head.csv": NOTHING_TO_DRAW,
    "nolist.json": NOTHING_TO_DRAW,
    "nums.json": NOTHING_TO_DRAW,
    "dl/metrics.json": NOTHING_TO_DRAW,
}

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
TEMPLATE = (
    '{"data": {"values": "<DVC_METRIC_DATA>"}, "title": "<DVC_METRIC_TITLE>", "mark": "bar",'
    ' "encoding": {"x": {"field": "<DVC_METRIC_X>"}, "color": "<DVC_METRIC_COLOR>"}}'
)
FIRST: dict[str, str | bytes] = {
    "dvc.yaml": """\
stages:
  s:
    cmd: echo
    plots:
    - st.csv: {cache: false, x: x, y: y, title: Stage, template: scatter}
    - noh.csv: {cache: false, header: false}
    - both.csv: {cache: false, x: y, y: x, title: Stage}
    - dl: {cache: false}
  w:
    cmd: echo
    wdir: w
    plots:
    - deep/s.csv: {cache: false}
plots:
- a.csv
- d
- d: {x: step}
- d/sub: {x: step, title: Sub}
- img
- l.json: {x: a, y: b, title: L, x_label: XL, y_label: YL, template: simple}
- t.tsv: {x: x, y: [x, y]}
- Multi: {x: x, y: {a.csv: [y, z], b.csv: val}}
- Named: {x: fpr, y: {sklearn/roc.json: tpr}, template: simple}
- Other: {x: {b.csv: x}, y: {a.csv: y}}
- Both: {x: {a.csv: z, b.csv: x}, y: {a.csv: y, b.csv: val}}
- nest.json
- uneven.json
- y.yaml
- sklearn/cm.json: {template: confusion, x: actual, y: predicted, title: CM}
- Normal: {template: confusion_normalized, x: actual, y: {sklearn/cm.json: predicted}}
- Bars: {template: bar_horizontal, x: x, y: {a.csv: y}}
- Sorted: {template: bar_horizontal_sorted, x: x, y: {a.csv: y}}
- Jitter: {template: scatter_jitter, x: x, y: {a.csv: y}}
- Smooth: {template: smooth, x: x, y: {a.csv: y}}
- missing.csv: {x: a}
- NoField: {x: nope, y: {a.csv: y}}
- OnlyY: {y: {a.csv: [y, z]}}
- Same: {x: x, y: {p/train.json: y, p/q/train.json: y}}
- Mixed: {x: x, y: {p/train.json: [y, x], p/q/train.json: y}, template: scatter}
- Mine: {x: x, y: {p/train.json: y}, template: mine}
- Path: {x: x, y: {p/train.json: y}, template: tpl/t.json}
- Half: {x: x, y: {a.csv: y, none.csv: z}}
- Counted: {x: {a.csv: x, b.csv: x}, y: {a.csv: [y, z], b.csv: val}}
- both.csv: {x: x, y: y, title: Top}
- Title: {x: x, y: {a.csv: y}, title: old}
- Gone: {x: x, y: {a.csv: y}}
- Changed: {x: x, y: {a.csv: y}}
- step.csv
- short.csv: {x: x}
- bom.csv: {x: x}
- long.csv: {x: x}
- ragged.json
- R1: {x: a, y: {ragged.json: z}}
- empty.csv
- head.csv
- nolist.json
- nums.json
- bad.json
""",
    "sub/dvc.yaml": "plots:\n- dvclive/plots: {x: step}\n- ../a.csv: {x: x, y: y}\n",
    "sub/dvclive/plots/m.tsv": "step\tm\n0\t1\n",
    "a.csv": "x,y,z\n0,1,2\n1,3,4\n2,5,1e-3\n",
    "b.csv": "x,val\n0,7\n1,8\n2,9\n",
    "t.tsv": "x\ty\n0\t.5\n1\t.25\n",
    "nest.json": '{"train": [{"a": 1, "b": 2}, {"a": 2, "b": null}], "test": [{"c": 5}, {"c": 6}], "n": 7}',
    "uneven.json": '{"u": [{"a": 1}, {"a": 2}], "v": [{"c": 3, "b": 4}]}',
    "l.json": '[{"a": 1, "b": 2.5, "c": "t"}, {"a": 2, "b": NaN}, {"a": 3, "b": Infinity}]',
    "y.yaml": "- q: 1\n  w: yes\n- q: 1e-3\n  w: b\n",
    "d/loss.csv": "step,loss\n0,1\n1,.5\n",
    "d/sub/acc.tsv": "step\tacc\n0\t.1\n1\t.5\n",
    "d/pic.png": PNG,
    "img/one.png": PNG,
    "img/steps/0.png": PNG,
    "img/steps/10.png": PNG,
    "sklearn/roc.json": '{"roc": [{"fpr": 0, "tpr": 0, "t": Infinity}, {"fpr": 1, "tpr": 1, "t": 0.1}]}',
    "sklearn/cm.json": '[{"actual": "1", "predicted": "0"}, {"actual": "0", "predicted": "0"}]',
    "p/train.json": '[{"x": 0, "y": 1}, {"x": 1, "y": 2}]',
    "p/q/train.json": '[{"x": 0, "y": 3}, {"x": 1, "y": 4}]',
    "noh.csv": "1,2\n3,4\n",
    "st.csv": "x,y\n0,1\n",
    "both.csv": "x,y\n0,1\n",
    "w/deep/s.csv": "x,y\n0,1\n",
    "dl/a.svg": "<svg/>",
    "dl/b.JPG": PNG,
    "dl/c.csv": "x,y\n0,1\n",
    "dl/sub/c.csv": "x,y\n0,1\n",
    "dl/metrics.json": '{"a": 1}',
    "step.csv": "step,y\n5,1\n6,2\n",
    "short.csv": "x,y\n0,1\n1\n",
    "bom.csv": "\ufeffx,y\n0,1\n",
    "long.csv": "x,y\n0,1,7\n1,2\n",
    "ragged.json": '[{"a": 1}, {"a": 2, "z": 3}]',
    "empty.csv": "",
    "head.csv": "x,y\n",
    "nolist.json": '{"a": 1}',
    "nums.json": "[1, 2]",
    "bad.json": '{"a": [',
    ".dvc/plots/mine.json": TEMPLATE,
    "tpl/t.json": TEMPLATE,
}
SECOND: dict[str, str | bytes] = {
    "a.csv": "x,y,z\n0,10,20\n1,30,40\n",
    "dvc.yaml": """\
plots:
- New: {x: x, y: {a.csv: y}}
- Title: {x: x, y: {a.csv: y}, title: new, y_label: L}
- Changed: {x: z, y: {b.csv: val}}
- Multi: {x: x, y: {a.csv: [y, z], b.csv: val}}
- Other: {x: {b.csv: x}, y: {a.csv: y}}
- d: {x: step}
- img
- a.csv: {x: x}
""",
}


@pytest.fixture(scope="module")
def env(dvc: Program) -> dict[str, str]:
    return {"PATH": f"{dvc.bin}{os.pathsep}{os.environ['PATH']}", "DVC_NO_ANALYTICS": "1"}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory, env: dict[str, str]) -> Shell:
    shell = new_repository(tmp_path_factory.mktemp("plots") / "made", env=env)
    shell.run("dvc", "init", "--quiet")
    shell.commit("First", files=FIRST)
    shell.commit("Second", minute=1, files=SECOND)
    return shell


@pytest.mark.parametrize("revisions", [["HEAD~1"], ["HEAD"], ["HEAD~1", "HEAD"], ["HEAD", "HEAD~1"]], ids="-".join)
def test_every_form(generated: Shell, revisions: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    same, different = compared(generated, revisions)
    with capsys.disabled():
        print(f"\n{len(same)} plots of {' and '.join(revisions)} are the same")
    assert len(same) > 6
    assert set(different) <= set(DIFFERENT), different


@pytest.mark.skipif(not PUBLIC, reason="GTO_PUBLIC_REPOSITORIES names no repositories")
@pytest.mark.parametrize("repository", PUBLIC, ids=lambda path: Path(path).parent.name)
def test_public_repositories(
    repository: str, tmp_path: Path, env: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "clone", "--quiet", repository, tmp_path / "clone"], check=True)
    shell = Shell(tmp_path / "clone", env)
    commits = shell.git("log", "--format=%H", "--", "*dvc.yaml").splitlines()
    spread = commits[:: max(1, len(commits) // COMMITS_MAX)][:COMMITS_MAX]
    counts = [0, 0]
    for revisions in [*([one] for one in spread), spread[:2]]:
        same, different = compared(shell, revisions) if revisions else ([], {})
        counts[0] += len(same)
        counts[1] += len(different)
        assert not different, (revisions, different)
    with capsys.disabled():
        print(f"\n{Path(repository).parent.name}: {counts[0]} plots of {len(spread)} commits are the same")


def compared(shell: Shell, revisions: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """(the plots that are the same, those that are not with what each side says)."""
    said = theirs(shell, revisions)
    drawn, failed = ours(shell, revisions)
    same = [name for name, spec in said[0].items() if drawn.get(name) == spec]
    different: dict[str, Any] = {
        name: (said[0].get(name), drawn.get(name))
        for name in said[0].keys() | drawn.keys()
        if said[0].get(name) != drawn.get(name)
    }
    # where DVC cannot read a commit at all, whatever we read of it is more than it does
    if None in said[1]:
        return same, {name: both for name, both in different.items() if both[1] is None}
    different |= {name: ("error", said[1].get(name), failed.get(name)) for name in said[1].keys() ^ failed.keys()}
    return same, different


def theirs(shell: Shell, revisions: Sequence[str]) -> tuple[dict[str, Any], dict[str | None, Any]]:
    """(plot → its specification, or the pictures it has), (plot → errors; None: of a whole commit)."""
    words = ["--json", "--out", str(shell.path.parent / "drawn")]
    if len(revisions) == 1:
        shell.git("checkout", "--quiet", "--force", shell.git("rev-parse", revisions[0]))
        text = shell.run("dvc", "plots", "show", *words).out.replace('"workspace"', f'"{revisions[0]}"')
        shell.git("checkout", "--quiet", "--force", "-") if "HEAD" in revisions[0] else None
    else:
        text = shell.run("dvc", "plots", "diff", *revisions, *words).out
    found = json.loads(text)
    drawn: dict[str, Any] = {}
    for name, entries in found.get("data", {}).items():
        for entry in entries:
            if entry["type"] == "image":
                drawn.setdefault(name, set()).update(entry["revisions"])
            else:
                content = entry["content"]
                drawn[name] = finite(json.loads(content) if isinstance(content, str) else content)
    return drawn, {error.get("name"): error for error in found.get("errors", [])}


def ours(shell: Shell, revisions: Sequence[str]) -> tuple[dict[str, Any], dict[str | None, Any]]:
    """The same of what we read and draw."""
    ids = {revision: shell.git("rev-parse", revision) for revision in revisions}
    readings = of_commits(locate(str(shell.path)), list(ids.values()))
    plots = listing({revision: readings[id].plots for revision, id in ids.items()})
    drawn: dict[str, Any] = {}
    failed: dict[str | None, Any] = {}
    for plot in plots:
        if plot.first.kind == "image":
            for revision, one in plot.of.items():
                for path, _ in one.images:
                    drawn.setdefault(path, set()).add(revision)
            continue
        shown = [
            Shown(revision, one, {path: content(shell, ids[revision], path) for path in one.files})
            for revision, one in plot.of.items()
        ]
        found = points(shown, plot.name)
        if found.errors:
            failed[plot.name] = dict(found.errors)
        at = ids[next(iter(plot.of))]
        template = next((data for path in places(found.template) if (data := content(shell, at, path))), None)
        if found.is_drawn:
            try:
                drawn[plot.name] = specification(found, template)
            except UnreadablePlot as error:
                failed[plot.name] = str(error)
    return drawn, failed


def content(shell: Shell, commit: str, path: str) -> bytes | None:
    done = subprocess.run(["git", "cat-file", "blob", f"{commit}:{path}"], cwd=shell.path, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def finite(value: Any) -> Any:
    """A value in which what JSON has no word for is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: finite(item) for key, item in value.items()}
    return [finite(item) for item in value] if isinstance(value, list) else value
