"""A data file of a plot → its rows: CSV, TSV, JSON and YAML, under limits.

A row is a mapping of fields to values. Values of CSV and TSV stay text, as they do in DVC.
"""

from __future__ import annotations

import csv
import json
import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gto.annotations.yaml import UnreadableYaml, decode, parse, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TypeAlias

    Row: TypeAlias = dict[str, Any]

#: Larger files are not drawn.
BYTES_MAX = 10_000_000
#: So many rows of a file, and fields of a row, are taken.
ROWS_MAX = 200_000
FIELDS_MAX = 1_000


class UnreadablePlot(ValueError):
    """Why there is nothing to draw: `type` is one word for programs, `str(error)` the sentence."""

    def __init__(self, type: str, message: str) -> None:
        super().__init__(message)
        self.type = type


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and the field that is drawn if none is named."""

    rows: list[Row]
    last: str | None = None


def read_table(data: bytes, path: str, *, header: bool = True) -> Table:
    """The rows of a file, by its suffix; none where it holds no list of records. UnreadablePlot."""
    if len(data) > BYTES_MAX:
        raise UnreadablePlot("TooLarge", f"'{path}' is larger than {BYTES_MAX // 1_000_000} MB")
    suffix = posixpath.splitext(path)[1].lower()
    if suffix in (".csv", ".tsv"):
        return _table(_text(data, path), "\t" if suffix == ".tsv" else ",", path, header)
    if suffix == ".json":
        return _records(_json(data, path))
    if suffix in (".yaml", ".yml"):
        return _records(_yaml(data, path))
    raise UnreadablePlot("FileType", f"'{path}' is no JSON, YAML, CSV or TSV file, nor a picture")


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadablePlot("Unreadable", f"'{path}' is not UTF-8") from None


def _table(text: str, delimiter: str, path: str, header: bool) -> Table:
    lines = (line for line in csv.reader(_lines(text), delimiter=delimiter) if line)
    try:
        names = next(lines, []) if header else None
        rows: list[Row] = []
        for line in lines:
            fields = names if names is not None else list(map(str, range(len(line))))
            if len(rows) >= ROWS_MAX or len(fields) > FIELDS_MAX:
                raise UnreadablePlot("TooLarge", f"'{path}' has more than {ROWS_MAX:,} rows or {FIELDS_MAX:,} fields")
            missing = [None] * (len(fields) - len(line))
            rows.append(dict(zip(fields, line + missing if missing else line, strict=False)))
    except csv.Error as error:
        raise UnreadablePlot("Unreadable", f"'{path}': {error}") from None
    return Table(rows, _last(rows))


def _lines(text: str) -> Iterator[str]:
    return (f"{line}\n" for line in text.split("\n"))  # not at the other signs that Python takes for an end of line


def _json(data: bytes, path: str) -> object:
    try:
        return json.loads(_text(data, path))
    except RecursionError:
        raise UnreadablePlot("Unreadable", f"'{path}' is nested too deep") from None
    except ValueError as error:
        raise UnreadablePlot("Unreadable", f"'{path}' is no JSON: {error}") from None


def _yaml(data: bytes, path: str) -> object:
    try:
        node = parse(decode(data))
        return None if node is None else plain(node)
    except UnreadableYaml as error:
        raise UnreadablePlot("Unreadable", f"'{path}': {error}") from None


def _records(value: object) -> Table:
    """The list of objects that a value is, or holds at any depth; several are merged row by row."""
    lists = list(_lists(value, 0))
    rows: list[Row] = [{} for _ in range(max(map(len, lists), default=0))]
    for one in lists:
        for row, more in zip(rows, one, strict=False):
            row.update((str(key), item) for key, item in more.items())
    return Table(rows, _last(lists[0]) if lists else None)


def _last(rows: Sequence[Mapping[str, Any]]) -> str | None:
    return str(list(rows[0])[-1]) if rows and rows[0] else None


def _lists(value: object, depth: int) -> Iterator[list[Mapping[str, Any]]]:
    if isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            if len(value) > ROWS_MAX or any(len(item) > FIELDS_MAX for item in value):
                raise UnreadablePlot("TooLarge", f"more than {ROWS_MAX:,} rows or {FIELDS_MAX:,} fields")
            yield value
    elif isinstance(value, dict) and depth < _DEPTH_MAX:
        for item in value.values():
            yield from _lists(item, depth + 1)


#: Deeper than this nobody hides rows.
_DEPTH_MAX = 40
