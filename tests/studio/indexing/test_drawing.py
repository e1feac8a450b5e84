"""A mirror as rows: what is new is drawn, the rest is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.indexing import walking
from gto_studio.indexing.drawing import Drawn, Nothing, draw
from gto_studio.indexing.walking import Terms
from gto_studio.mirrors.visiting import Source, visit
from shell import new_repository
from studio.following import conditions


def nobody(*_: object) -> None:
    pass


def ids(drawn: Drawn) -> list[str]:
    return [row["id"] for chunk in drawn.chunks for row in chunk.rows["commit"]]


def test_of_commits_only_the_new_are_drawn_and_the_lost_are_named(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    first = shell.commit("1")
    lost = shell.commit("2")
    known = Nothing()
    known.refs = {"refs/heads/main": (lost, lost)}
    known.index_file = "artifacts.yaml"  # type: ignore[assignment]
    known.complete = True
    shell.git("tag", "kept", lost)
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)):
        pass  # the mirror has had it once
    shell.git("tag", "-d", "kept")
    shell.git("reset", "-q", "--hard", first)
    new = shell.commit("3")
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        drawn = draw(mirror, known, Terms(), nobody)
        assert (ids(drawn), drawn.gone) == ([new], {lost})
        assert ids(draw(mirror, Nothing(), Terms(), nobody)) == [new, first]


def test_objects_that_are_no_commits_stay_refs(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    head = shell.commit("1", files={"f": "x"})
    shell.git("tag", "blob", "HEAD:f")
    shell.git("update-ref", "refs/exps/stash", head)
    shell.git("update-ref", "refs/notes/x", head)
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        drawn = draw(mirror, Nothing(), Terms(), nobody)
    assert {row["name"]: row["commit"] for row in drawn.whole["ref"]} == {
        "refs/heads/main": head, "refs/tags/blob": None,
    }  # fmt: skip


def test_experiments_are_known_by_name_baseline_and_steps(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    baseline = shell.commit("1")
    main = shell.commit("2", minute=1)
    shell.git("checkout", "-q", "--detach", baseline)
    steps = [shell.commit(f"checkpoint {i}", minute=2 + i) for i in range(3)]
    lost = "ab" + "c" * 38

    def ref(baseline: str, name: str) -> str:
        return f"refs/exps/{baseline[:2]}/{baseline[2:]}/{name}"

    shell.git("update-ref", ref(baseline, "fir"), steps[-1])
    shell.git("update-ref", ref(lost, "oak"), steps[0])
    shell.git("checkout", "-q", "main")

    def drawn(known: Nothing) -> Drawn:
        with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
            return draw(mirror, known, Terms(), nobody)

    first = drawn(Nothing()).whole["experiment"]
    assert {row["name"]: (row["baseline"], row["commit"], row["steps"]) for row in first} == {
        "fir": (baseline, steps[2], [steps[1], steps[0]]),
        "oak": (lost, steps[0], None),
    }
    known = Nothing()
    known.index_file = "artifacts.yaml"  # type: ignore[assignment]
    known.experiments = lambda: {row["ref"]: {**row, "steps": ["as known"]} for row in first}  # type: ignore[method-assign]
    shell.git("update-ref", ref(lost, "oak"), main)
    assert {row["name"]: row["steps"] for row in drawn(known).whole["experiment"]} == {"fir": ["as known"], "oak": None}


def test_the_newest_commits_come_first_and_how_far_it_is_can_be_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "FIRST", 1)
    monkeypatch.setattr(walking, "GROWTH", 2)
    shell = new_repository(tmp_path / "models")
    made = [shell.commit(str(i), minute=i) for i in range(4)]
    heard: list[tuple[object, ...]] = []
    with visit(Source("R1", str(shell.path)), conditions(tmp_path)) as mirror:
        drawn = draw(mirror, Nothing(), Terms(), lambda *said: heard.append(said))
        assert heard == [("reading", 0, 4)]
        chunks = [[row["id"] for row in chunk.rows["commit"]] for chunk in drawn.chunks]
    assert chunks == [[made[3]], [made[2], made[1]], [made[0]]]
    assert heard == [("reading", 0, 4), ("reading", 1, 4), ("reading", 3, 4)]
