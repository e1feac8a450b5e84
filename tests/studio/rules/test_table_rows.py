from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.table_readings import Compared, Filed
from gto_studio.rules.table_rows import Commit, Pushed, branches, chosen, is_skipped, names


def a_commit(id: str, at: int, *parents: str) -> Commit:
    return Commit(id, list(parents), at, 0, "Jo", "jo@example.com", id)


def said(**values: str) -> Compared:
    """What each commit says: one parameter file, of this content."""
    return Compared({id: Filed({"models/params.yaml": part}, {}) for id, part in values.items()}, {}, "")


@pytest.mark.parametrize(
    ("message", "skipped"),
    [
        ("Train", False),
        ("Train [skip studio]", True),
        ("Train\n\n[Skip Studio]", True),
        ("[skip gto] wip", True),
        ("skip studio", False),
        ("[skip ci]", False),
    ],
)
def test_marks_in_a_message(message: str, skipped: bool) -> None:
    assert is_skipped(message) is skipped


def test_names_and_branches() -> None:
    refs = {"refs/tags/v1": "b", "refs/heads/new": "b", "refs/heads/main": "a", "refs/heads/gone": "x"}
    assert names(refs)["b"] == ["new", "v1"]
    assert branches(refs, "main", {"b": 0, "a": 1}) == [("main", "a"), ("new", "b")]


HISTORY = [a_commit(f"c{i}", i, *([f"c{i - 1}"] if i else [])) for i in range(5, -1, -1)]


def test_what_only_an_experiment_leads_to_is_not_listed_but_its_tip_is() -> None:
    commits = [a_commit("tip", 9, "step"), a_commit("step", 8, "c2"), *HISTORY]
    found = chosen(commits, {"refs/heads/main": "c5"}, [Pushed("refs/exps/x", "x", "tip", "c2")], said())
    assert [commit.id for commit in found.listed] == ["tip", "c5", "c4", "c3", "c2", "c1", "c0"]
    assert found.parents["tip"] == ["c2"]
    assert "tip" not in found.reached


def test_a_start_date_leaves_out_what_is_older() -> None:
    old = Pushed("refs/exps/o", "o", "c1", "c0")
    found = chosen(HISTORY, {"refs/heads/main": "c5"}, [old], said(), since=3)
    assert [commit.id for commit in found.listed] == ["c5", "c4", "c3"]
    assert (found.parents["c3"], found.pushed) == ([], [])


def test_a_directory_keeps_what_changes_it_and_what_has_a_name() -> None:
    compared = said(c0="a", c1="a", c2="b", c3="b", c4="b", c5="b")
    refs = {"refs/heads/main": "c5", "refs/tags/v1": "c3"}
    found = chosen(HISTORY, refs, [], compared, narrowed=True)
    assert [commit.id for commit in found.listed] == ["c5", "c3", "c2", "c0"]
    assert found.parents == {"c5": ["c3"], "c3": ["c2"], "c2": ["c0"], "c0": []}


def test_a_directory_keeps_what_something_was_begun_from() -> None:
    compared = said(c0="a", c1="a", c2="a", c3="a", c4="a", c5="a", tip="b", other="a")
    commits = [a_commit("other", 10, "c4"), a_commit("tip", 9, "c1"), *HISTORY]
    pushed = [Pushed("refs/exps/t", "t", "tip", "c1"), Pushed("refs/exps/o", "o", "other", "c4")]
    found = chosen(commits, {"refs/heads/main": "c5"}, pushed, compared, narrowed=True, begun={"c3", "unknown"})
    assert [commit.id for commit in found.listed] == ["tip", "c5", "c3", "c1", "c0"]
    assert [one.name for one in found.pushed] == ["t"], "the other one changes nothing in it"
    assert found.parents == {"tip": ["c1"], "c5": ["c3"], "c3": ["c1"], "c1": ["c0"], "c0": []}


def test_commits_of_one_second_stand_in_the_order_of_descent_as_a_rebase_leaves_them() -> None:
    commits = [
        a_commit("z", 8, "d"),
        *(a_commit("a", 7, "b"), a_commit("b", 7, "c"), a_commit("c", 7, "x"), a_commit("d", 7, "a", "y")),
        *(a_commit("x", 7), a_commit("y", 7, "x")),
    ]
    found = chosen(commits, {"refs/heads/main": "z"}, [], said())
    assert [commit.id for commit in found.listed] == ["z", "d", "a", "b", "c", "y", "x"]


@st.composite
def histories(draw: st.DrawFn) -> list[Commit]:
    """Newest first, parents among the older ones."""
    n = draw(st.integers(1, 12))
    found = []
    for i in range(n):
        older = st.lists(st.integers(0, i - 1), max_size=2, unique=True) if i else st.just([])
        found.append(a_commit(f"c{i}", i, *(f"c{k}" for k in draw(older))))
    return found[::-1]


def ancestors(parents: dict[str, list[str]], id: str) -> set[str]:
    found: set[str] = set()
    todo = list(parents.get(id, ()))
    while todo:
        if (now := todo.pop()) not in found:
            found.add(now)
            todo += parents.get(now, ())
    return found


@given(histories(), st.data())
def test_leaving_commits_out_leaves_the_others_in_the_same_order_of_descent(
    commits: list[Commit], data: st.DataObject
) -> None:
    contents = {commit.id: data.draw(st.sampled_from("ab")) for commit in commits}
    found = chosen(commits, {"refs/heads/main": commits[0].id}, [], said(**contents), narrowed=True)
    listed = {commit.id for commit in found.listed}
    real = {commit.id: commit.parents for commit in commits}
    kept = {id: list(parents) for id, parents in found.parents.items()}
    for id in listed:
        assert ancestors(kept, id) == ancestors(real, id) & listed


@given(histories(), st.data())
def test_no_commit_stands_before_its_child_of_the_same_second(commits: list[Commit], data: st.DataObject) -> None:
    shuffled = sorted(commits, key=lambda commit: data.draw(st.integers()))
    at_once = [commit._replace(committed=1) for commit in shuffled]
    found = chosen(at_once, {"refs/heads/main": commits[0].id}, [], said())
    place = {commit.id: i for i, commit in enumerate(found.listed)}
    assert all(place[id] < place[parent] for id in place for parent in found.parents[id])
