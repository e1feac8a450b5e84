"""A file's bytes → what it says, as parameters or as metrics, in the way that DVC shows them.

Parameters are shown as they are, or the wanted keys of them. Of metrics, numbers, true and false, texts and
mappings of them are shown; lists, nulls and empty mappings are not.
"""

from __future__ import annotations

import csv
import fnmatch
import posixpath
from typing import TYPE_CHECKING

from gto.annotations.yaml import UnreadableYaml, decode
from gto.comparison.values import UnreadableValues, read_nested
from gto_studio.dvc.asking import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gto.annotations.entries import Plain

#: So many values of one file are shown.
VALUES_MAX = 10_000
#: So many rows of a table of metrics are looked at.
ROWS_MAX = 10_000
_TABLES = {".csv": ",", ".tsv": "\t"}


def suffix(path: str) -> str:
    """What a file's name says of its format."""
    return posixpath.splitext(path)[1].lower()


def read(data: bytes, kind: str) -> Plain | Failure:
    """What a file of a format (its suffix) says."""
    if kind == ".json" and not data.strip():
        return Failure("Unreadable", "the file is empty, which JSON cannot be")
    try:
        return _limited(read_nested(data, kind and f"file{kind}"))
    except UnreadableValues as error:
        return Failure("Unreadable", str(error))


def read_table(data: bytes, kind: str) -> Plain | Failure:
    """Values from a file that a project's settings name: a table's, if it is one, else those of `read`.

    Two columns of names and values are that; of any other table it is the last row that counts.
    """
    if kind not in _TABLES:
        return read(data, kind)
    try:
        text = decode(data).removeprefix("\ufeff")
        rows = [row for row, _ in zip(csv.reader(text.splitlines(), delimiter=_TABLES[kind]), range(ROWS_MAX)) if row]  # noqa: B905
    except (UnreadableYaml, csv.Error) as error:
        return Failure("Unreadable", str(error))
    if len(rows) < 2:
        return {}
    header, *values = rows
    names = [row[0] for row in values]
    if all(len(row) == 2 for row in rows) and len(set(names)) == len(names) and not any(map(_is_number, names)):
        return {name: _number(value) for name, value in values}
    return {name: _number(value) for name, value in zip(header, values[-1], strict=False) if name}


def metrics(value: Plain) -> Plain:
    """What of a file is shown as metrics: {} if nothing is."""
    if isinstance(value, dict):
        return _metrics(value)
    return {} if value is None or isinstance(value, list) else value


def picked(value: Plain, keys: Iterable[str]) -> Plain:
    """Only the wanted keys (dotted; `*` is any name) of a file, nested as it has them."""
    found: Plain = {}
    for key in keys:
        for steps, one in _matching(value, key.split(".")):
            found = _put(found, steps, one)
    return found


def get(value: Plain, key: str) -> Plain | Failure:
    """What stands at a dotted key."""
    return next((one for _, one in _matching(value, key.split("."))), Failure("Missing", f"there is no '{key}'"))


def _metrics(value: dict[str, Plain]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            if inner := _metrics(item):
                found[key] = inner
        elif item is not None and not isinstance(item, list):
            found[key] = item
    return found


def _matching(value: Plain, steps: list[str]) -> Iterator[tuple[tuple[str | int, ...], Plain]]:
    if not steps:
        yield (), value
        return
    step, *rest = steps
    items: Iterable[tuple[str | int, Plain]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    is_pattern = any(sign in step for sign in "*?[")
    for key, item in items:
        if str(key) == step or (is_pattern and fnmatch.fnmatchcase(str(key), step)):
            for inner, found in _matching(item, rest):
                yield (key, *inner), found


def _put(into: Plain, steps: tuple[str | int, ...], value: Plain) -> Plain:
    """The same with a value at its place; items before it in a list that nobody asked for are null.

    What is changed here may be the file's own: it can only be given what it has already.
    """
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, int):
        items = into if isinstance(into, list) else []
        items += [None] * (step + 1 - len(items))
        items[step] = _put(items[step], tuple(rest), value)
        return items
    known = into if isinstance(into, dict) else {}
    known[step] = _put(known.get(step), tuple(rest), value)
    return known


def _limited(value: Plain) -> Plain | Failure:
    left = VALUES_MAX
    todo = [value]
    while todo:
        item = todo.pop()
        left -= 1
        if left < 0:
            return Failure("TooLarge", f"the file has more than {VALUES_MAX:,} values")
        if isinstance(item, dict):
            todo += item.values()
        elif isinstance(item, list):
            left -= len(item) // 10  # a long list is one cell
    return value


def _is_number(text: str) -> bool:
    return not isinstance(_number(text), str)


def _number(text: str) -> Plain:
    text = text.strip()
    for kind in (int, float):
        try:
            return kind(text[:400])
        except ValueError:  # noqa: PERF203
            continue
    return text
