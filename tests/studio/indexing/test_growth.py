"""A long history costs once; after that a push costs what was pushed, and an unchanged repository one question."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from gto.git import run
from gto_studio.indexing.walking import Terms
from gto_studio.mirrors import blobs, history
from gto_studio.store.connection import Store
from servers.remote import create_bare, run_git
from studio.following import Followed, follow

COMMITS = 10_000
VERSIONS = 100


def long_history(path: Path) -> None:
    """Each commit changes parameters, metrics and what is written about the artifact; some are versions of it."""
    create_bare(path)
    stream = []

    def file(name: str, text: str) -> None:
        stream.append(f"M 644 inline {name}\ndata {len(text)}\n{text}\n")

    for i in range(COMMITS):
        who = f"Jo Tester <jo@example.com> {1_700_000_000 + i} +0000\n"
        stream.append(f"commit refs/heads/main\nmark :{i + 1}\nauthor {who}committer {who}data 2\nc\n")
        file("params.yaml", f"lr: {i}\n")
        file("metrics.json", f'{{"acc": {i}}}')
        file("dvc.yaml", f"artifacts: {{churn: {{path: m.pkl, desc: '{i}'}}}}\nparams: [params.yaml]\n")
        stream.append("\n")
        if i % (COMMITS // VERSIONS) == 0:
            number = i // (COMMITS // VERSIONS)
            stream.append(f"tag churn@v{number}.0.0\nfrom :{i + 1}\ntagger {who}data 2\nm\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input="".join(stream).encode(), check=True)


def push(path: Path, file: str, text: str) -> list[str]:
    """One more commit; gives the ids of the commit and of the file."""
    who = "Jo Tester <jo@example.com> 1800000000 +0000\n"
    stream = (
        f"commit refs/heads/main\nauthor {who}committer {who}data 5\nlater\nfrom refs/heads/main^0\n"
        f"M 644 inline {file}\ndata {len(text)}\n{text}\n\n"
    )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=path, input=stream.encode(), check=True)
    return [run_git(path, "rev-parse", name).strip() for name in ("main", f"main:{file}")]


class Listening:
    """What is asked of git: its calls, and the commits and files that are opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[list[str]] = []
        self.opened: list[str] = []
        spawn, read, contents = os.posix_spawnp, blobs.read, history.objects.contents

        def spawning(program: str, words: list[str], env: dict[str, str], **rest: Any) -> int:
            self.calls.append(words)
            return spawn(program, words, env, **rest)

        def reading(place: Any, ids: Any) -> Any:
            wanted = list(ids)
            self.opened += wanted
            return read(place, wanted)

        def opening(at: str, ids: Any) -> Any:
            self.opened += ids
            return contents(at, ids)

        monkeypatch.setattr(run.os, "posix_spawnp", spawning)
        monkeypatch.setattr(blobs, "read", reading)
        monkeypatch.setattr(history.objects, "contents", opening)

    def network(self) -> list[str]:
        return [word for words in self.calls for word in words if word in ("ls-remote", "fetch", "clone", "push")]


@pytest.fixture
def followed(tmp_path: Path) -> Followed:
    long_history(tmp_path / "models.git")
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    store.prepare()
    return follow(store, tmp_path, str(tmp_path / "models.git"))


def test_after_a_push_only_what_was_pushed_is_read(followed: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(followed.source.url)
    terms = Terms()  # a worker keeps them, and with them what was parsed
    with monkeypatch.context() as patch:
        listening = Listening(patch)
        followed.sync(terms=terms)
    assert len(followed.rows("commit")) == COMMITS
    assert len(followed.rows("reading")) == COMMITS
    assert listening.network()[:2] == ["ls-remote", "clone"]
    assert set(listening.network()[2:]) == {"fetch"}  # of each chunk the files that speak of artifacts, and values
    assert len(listening.calls) < COMMITS / 10

    with monkeypatch.context() as patch:
        listening = Listening(patch)
        followed.sync(terms=terms)
    assert listening.network() == ["ls-remote"]
    assert listening.opened == []

    pushed = push(path, "dvc.yaml", "artifacts: {churn: {path: other.pkl}}\n")
    with monkeypatch.context() as patch:
        listening = Listening(patch)
        followed.sync(terms=terms)
    beside = run_git(path, "rev-parse", "main:params.yaml").strip()  # the new dvc.yaml might take values from it
    assert set(pushed) <= set(listening.opened) <= {*pushed, beside}
    assert listening.network() == ["ls-remote", "fetch", "fetch"]
    assert len(listening.calls) < 40
    assert followed.rows("artifact")[0]["path"] == "other.pkl"

    pushed = push(path, "README", "x")
    with monkeypatch.context() as patch:
        listening = Listening(patch)
        followed.sync(terms=terms)
    assert set(listening.opened) == {pushed[0]}
    assert listening.network() == ["ls-remote", "fetch"]
    followed.store.close()
