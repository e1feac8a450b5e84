"""Queued experiments by values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.errors import WrongInput
from gto_studio.rules import queueing


def test_a_grid_is_every_combination() -> None:
    params = {"params.yaml": {"train.lr": [0.1, 0.2], "train.depth": 3, "kind": ["a", "b"]}}
    assert queueing.expanded(params, grid=False) == [params]
    found = queueing.expanded(params, grid=True)
    assert [tuple(one["params.yaml"].values()) for one in found] == [
        (0.1, 3, "a"),
        (0.1, 3, "b"),
        (0.2, 3, "a"),
        (0.2, 3, "b"),
    ]
    assert queueing.expanded({}, grid=True) == [{}]


def test_a_grid_has_an_end() -> None:
    values = list(range(8))
    with pytest.raises(WrongInput, match="512 experiments"):
        queueing.expanded({"p": {"a": values, "b": values, "c": values}}, grid=True)
    with pytest.raises(WrongInput, match="no value"):
        queueing.expanded({"p": {"a": []}}, grid=True)


@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.dictionaries(st.sampled_from("xyz"), st.lists(st.integers(), min_size=1, max_size=3)),
    )
)
def test_each_experiment_of_a_grid_has_each_parameter_once(params: dict[str, dict[str, list[int]]]) -> None:
    count = 1
    for values in params.values():
        for choices in values.values():
            count *= len(choices)
    if count > queueing.GRID_MOST:
        return
    found = queueing.expanded(params, grid=True)
    assert len(found) == count
    for one in found:
        assert {file: set(values) for file, values in one.items()} == {file: set(of) for file, of in params.items()}
        assert all(one[file][path] in params[file][path] for file in params for path in params[file])


def test_names() -> None:
    assert queueing.names("lr", 1, {"other"}, 0) == ["lr"]
    assert queueing.names("lr", 3, {"lr-2"}, 0) == ["lr-1", "lr-3", "lr-4"]
    (made,) = queueing.names(None, 1, set(), 1234567)
    assert queueing.names(None, 1, {made}, 1234567) == [f"{made}-1"]
    with pytest.raises(WrongInput, match="already"):
        queueing.names("lr", 1, {"lr"}, 0)


@pytest.mark.parametrize("name", ["", "-x", "a b", "a/b", "a..b", "x.lock", "x.", "é", "a\n", "x" * 101, "$(id)"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(WrongInput):
        queueing.check_name(name)


@given(st.integers(min_value=0))
def test_names_that_are_made_are_names(chance: int) -> None:
    assert queueing.check_name(queueing.made(chance))


def test_a_progress_bar_is_shown_as_it_was_last() -> None:
    said = "start\r\n 10%|#\r 50%|###\r100%|#####\r\n\x1b[31mdone\x1b[0m\n\0 99%\r"
    assert queueing.tail(said) == "start\n100%|#####\ndone\n\ufffd 99%"


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_tail_is_an_end_that_fits(text: str, most: int) -> None:
    whole, found = queueing.tail(text, 1 << 20), queueing.tail(text, most)
    assert whole.endswith(found)
    assert len(found.encode()) <= most
