"""A mirror as rows: what is new is drawn, the rest is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.indexing.drawing import Nothing, draw
from gto_studio.mirrors import history
from gto_studio.mirrors.visiting import Source, visit
from shell import new_repository
from studio.following import conditions


def test_of_commits_only_the_new_are_drawn_and_the_lost_are_named(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    first = shell.commit("1")
    lost = shell.commit("2")
    known = Nothing()
    known.refs = {"refs/heads/main": (lost, lost)}
    known.index_file = "artifacts.yaml"  # type: ignore[assignment]
    shell.git("tag", "kept", lost)
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)):
        pass  # the mirror has had it once
    shell.git("tag", "-d", "kept")
    shell.git("reset", "-q", "--hard", first)
    new = shell.commit("3")
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        drawn = draw(mirror, known, lambda *_: None)
        assert [row["id"] for row in drawn.commits] == [new]
        assert drawn.gone == {lost}
        drawn = draw(mirror, Nothing(), lambda *_: None)
        assert {row["id"] for row in drawn.commits} == {first, new}


def test_objects_that_are_no_commits_stay_refs(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    head = shell.commit("1", files={"f": "x"})
    shell.git("tag", "blob", "HEAD:f")
    shell.git("update-ref", "refs/exps/ab/cd/exp", head)
    shell.git("update-ref", "refs/notes/x", head)
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        drawn = draw(mirror, Nothing(), lambda *_: None)
    assert {row["name"]: row["commit"] for row in drawn.whole["ref"]} == {
        "refs/heads/main": head, "refs/exps/ab/cd/exp": head, "refs/tags/blob": None,
    }  # fmt: skip


def test_how_far_the_reading_is_can_be_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CHUNK", 2)
    shell = new_repository(tmp_path / "models")
    for i in range(3):
        shell.commit(str(i))
    heard: list[tuple[object, ...]] = []
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        draw(mirror, Nothing(), lambda *said: heard.append(said))
    assert heard == [("reading", 0, 3), ("reading", 2, 3), ("reading", 3, 3)]
