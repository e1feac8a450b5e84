from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.dvc.plot_files import Table
from gto_studio.dvc.plot_lines import columns, series
from gto_studio.dvc.plot_points import Line, Points


def drawn(rows: list[dict[str, Any]], template: str | None = None, named: Any = (("a", "y"),)) -> Points:
    lines = tuple(Line("abc", file, field, rows) for file, field in named)
    return Points("x", "y", "x", "y", "T", template, named, lines, ("abc",))


def test_text_becomes_numbers_and_what_is_none_a_gap() -> None:
    rows = [{"x": "0", "y": ".5"}, {"x": "1", "y": "nan"}, {"x": 2, "y": None}, {"x": "3e0", "y": "-inf"}, {"y": 1}]
    (line,) = series(drawn(rows)) or []
    assert (line.name, line.x, line.y) == (None, [0, 1, 2, 3], [0.5, None, None, None])


#: What a cell of a CSV file may hold: numbers in every spelling, and what only looks like one.
cells = st.one_of(
    st.floats().map(str),
    st.integers().map(str),
    st.sampled_from([" 1 ", "-0.0", "1e400", "9007199254740993", "", "1_000", "١", "0x1", "NaN", "\x1c2"]),
)


@given(st.lists(cells))
def test_a_column_reads_as_its_cells_would_alone(values: list[str]) -> None:
    alone = [columns(Table([{"x": value}, {"x": None}]))["x"][0] for value in values]
    together = columns(Table([{"x": value} for value in values])).get("x", [])
    words = any(isinstance(value, str) for value in alone)
    assert list(map(repr, together)) == list(map(repr, values if words else alone))


@pytest.mark.parametrize(
    ("rows", "template"),
    [
        ([{"x": "a", "y": 1}], None),
        ([{"x": 0, "y": "high"}], None),
        ([{"x": 0, "y": None}], None),
        ([{"x": 0, "y": "1_000"}], None),
        ([{"x": 0, "y": [1]}], None),
        ([{"x": 0, "y": 1}], "scatter"),
    ],
)
def test_what_is_no_line_of_numbers(rows: list[dict[str, Any]], template: str | None) -> None:
    assert series(drawn(rows, template)) is None


@pytest.mark.parametrize(
    ("named", "names"),
    [
        ((("a", "y"),), [None]),
        ((("a", "y"), ("a", "z")), ["y", "z"]),
        ((("a", "y"), ("b", "y")), ["a", "b"]),
        ((("a", "y"), ("b", "z")), ["a::y", "b::z"]),
    ],
)
def test_lines_are_told_apart_by_what_they_differ_in(named: Any, names: list[str | None]) -> None:
    assert [line.name for line in series(drawn([{"x": 0, "y": 1}], "simple", named)) or []] == names


def test_columns_of_numbers_and_columns_of_words() -> None:
    table = Table([{"a": "1", "b": "x", "c": float("nan")}, {"a": "", "b": "2", "d": {"k": 1}}])
    assert columns(table) == {"a": [1, None], "b": ["x", "2"], "c": [None, None], "d": [None, "{'k': 1}"]}
