"""The annotations of many commits are those that gto reads of each; known ones are not read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import gto
from gto.git.place import locate
from gto_studio.indexing.annotating import Annotating
from gto_studio.mirrors import blobs
from gto_studio.rules.annotation_sets import reading
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A history in which files come, change, take values from others, break, move and go."""
    shell = new_repository(tmp_path / "models")
    shell.commit("0", files={"README": "x"})
    shell.commit("1", files={"dvc.yaml": "stages: {}\n"})
    shell.commit("2", files={"artifacts.yaml": "churn: {path: a}\n"})
    shell.commit("3", files={"dvc.yaml": "vars: [p.yaml]\nartifacts: {nlp: {path: '${at}'}}\n"})
    shell.commit("4", files={"p.yaml": "at: x.pkl\n"})
    shell.commit("5", files={"p.yaml": "at: y.pkl\n"})
    shell.commit("6", files={"README": "y"})
    shell.commit("7", files={"sub/dvc.yaml": "artifacts: {cv: {path: z}, bad: {}}\n"})
    shell.commit("8", files={"artifacts.yaml": "{{"})
    shell.git("mv", "sub", "other")
    shell.commit("9")
    shell.git("rm", "-q", "artifacts.yaml", "dvc.yaml")
    shell.commit("10")
    shell.git("rm", "-q", "-r", "other")
    shell.commit("11")
    return shell


def trees_of(shell: Shell) -> list[str]:
    return shell.git("log", "--reverse", "--format=%T").split()


def annotate(
    shell: Shell, trees: list[str], known: dict[str, Any] | None = None
) -> tuple[dict[str, str | None], dict[str, Any]]:
    annotating = Annotating(locate(str(shell.path)), "artifacts.yaml", known or {})
    annotating.read(trees)
    return annotating.of, annotating.sets


def test_they_are_what_gto_reads(shell: Shell) -> None:
    of, sets = annotate(shell, trees_of(shell))
    repository = gto.open(shell.path)
    commits = [repository.resolve(id) for id in shell.git("log", "--reverse", "--format=%H").split()]
    for commit, read in repository.annotations(commits).items():
        id = of[repository.commits([commit])[commit].tree]
        assert reading(sets[id] if id else None) == read
    assert of[trees_of(shell)[5]] == of[trees_of(shell)[6]]
    assert (of[trees_of(shell)[1]], of[trees_of(shell)[-1]]) == (None, None)


@pytest.mark.parametrize("order", [1, -1])
def test_wherever_one_starts_the_sets_are_the_same(order: int, shell: Shell) -> None:
    trees = trees_of(shell)
    of, sets = annotate(shell, trees)
    for i in range(len(trees)):
        known = {tree: sets[id] if (id := of[tree]) else None for tree in trees[:i]}
        wanted = trees[::order]
        more, fresh = annotate(shell, wanted, known)
        assert more == of
        assert all(sets[id] == document for id, document in fresh.items())


def test_only_what_changed_is_read(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    trees = trees_of(shell)
    of, sets = annotate(shell, trees)
    asked: list[str] = []
    read = blobs.read

    def listening(place: Any, ids: Any) -> Any:
        wanted = list(ids)
        asked.extend(wanted)
        return read(place, wanted)

    monkeypatch.setattr(blobs, "read", listening)
    annotate(shell, [trees[7]], {trees[6]: sets[str(of[trees[6]])]})
    assert set(asked) == {shell.git("rev-parse", f"{trees[7]}:sub/dvc.yaml")}
