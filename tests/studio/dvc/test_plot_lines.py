from __future__ import annotations

from typing import Any

import pytest

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
