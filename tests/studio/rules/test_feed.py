from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.feed import as_cell, cursor_of, place_of


@given(st.integers(-(2**40), 2**40), st.from_regex(r"[0-9A-Z]{26}", fullmatch=True), st.integers(0, 10**9))
def test_a_cursor_leads_back_to_where_it_came_from(seconds: int, repository: str, position: int) -> None:
    assert place_of(cursor_of((seconds, repository, position))) == (seconds, repository, position)


@given(st.text())
def test_what_is_no_cursor_is_none(text: str) -> None:
    found = place_of(text)
    assert found is None or place_of(cursor_of(found)) == found


@pytest.mark.parametrize("text", ["", "1", "1.A", "1.A.", "1.A.x", "x.A.1", "1.a b.2", "1.A.٣", f"{'9' * 40}.A.1"])
def test_these_are_none(text: str) -> None:
    assert place_of(text) is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_a_spreadsheet_is_given_nothing_to_run(text: str) -> None:
    assert as_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [(None, ""), ("", ""), ("v1.0.0", "v1.0.0"), ("a=b", "a=b")])
def test_anything_else_stays_as_it_is(value: str | None, cell: str) -> None:
    assert as_cell(value) == cell
