"""Points → lines of numbers, for charts that are drawn without Vega; and the columns of a data file."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gto_studio.dvc.plot_files import Table
    from gto_studio.dvc.plot_points import Points

#: The templates that draw plain lines.
LINES = (None, "linear", "simple")


@dataclass(frozen=True, slots=True)
class Series:
    """One line in numbers; None is a gap. `name` tells the lines of a row apart, None where it has but one."""

    row: str
    name: str | None
    x: list[float]
    y: list[float | None]


def series(points: Points) -> list[Series] | None:
    """The lines of a plot; None if they are not of numbers, or it is no plot of lines."""
    if points.template not in LINES:
        return None
    found = []
    for line in points.lines:
        x = _numbers([point.get(points.x) for point in line.points])
        y = _numbers([point.get(points.y) for point in line.points])
        if _WORD in x or _WORD in y or not any(isinstance(value, (int, float)) for value in y):
            return None
        if None in x:
            y = [b for a, b in zip(x, y, strict=True) if a is not None]
            x = [a for a in x if a is not None]
        found.append(Series(line.row, _name(points, line.file, line.field), x, y))
    return found or None


def columns(table: Table) -> dict[str, list[Any]]:
    """Field → its values, row by row; numbers as numbers where the whole column is of them."""
    fields = dict.fromkeys(field for row in table.rows for field in row)
    found: dict[str, list[Any]] = {}
    for field in fields:
        values = [row.get(field) for row in table.rows]
        numbers = _numbers(values)
        found[field] = [_plain(value) for value in values] if _WORD in numbers else numbers
    return found


def _name(points: Points, file: str, field: str) -> str | None:
    files = len({file for file, _ in points.named}) > 1
    fields = len({field for _, field in points.named}) > 1
    if files and fields:
        return f"{file}::{field}"
    return file if files else field if fields else None


_WORD = object()
#: Whole numbers below it are the same as a float.
_EXACT = 1 << 53


def _numbers(values: list[Any]) -> list[Any]:
    """`_number` of each; a column of a CSV file, which is all text and mostly numbers, as a whole."""
    if set(map(type, values)) == {str}:
        together = "".join(values)
        if together.isascii() and "_" not in together:
            with suppress(ValueError):
                return [
                    int(value)
                    if value.is_integer() and -_EXACT < value < _EXACT
                    else value if math.isfinite(value) else None
                    for value in map(float, values)
                ]  # fmt: skip
    return [_number(value) for value in values]


def _number(value: object) -> Any:
    """A number, None for none (nothing, not a number, endless), or _WORD for anything else."""
    if value is None or isinstance(value, bool):
        return None if value is None else int(value)
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else None
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return None
        if not text.isascii() or "_" in text:
            return _WORD
        try:
            value = float(text)
        except ValueError:
            return _WORD
        if value.is_integer() and abs(value) < _EXACT:
            return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return _WORD


def _plain(value: object) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
