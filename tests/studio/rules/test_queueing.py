"""Queued experiments by values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.errors import WrongInput
from gto_studio.rules import queueing


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
