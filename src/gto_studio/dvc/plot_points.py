"""A plot of several commits → the data that is drawn: one list of points, each with the row of the table it is of.

The same points as `dvc plots diff`: what a plot is like is merged from the rows, the first one counts; the lines of
every row come from its own files. One row's failure is that row's only.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gto_studio.dvc.plot_definitions import Definition, Source
from gto_studio.dvc.plot_files import Table, UnreadablePlot, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from gto_studio.dvc.plot_files import Row

    #: The bytes of a file, or why there are none; absent: not there.
    Content: TypeAlias = bytes | UnreadablePlot | None

#: What DVC calls these: the number of a row, and a value where lines are of differing fields.
STEP = "step"
Y_VALUE, X_VALUE = "dvc_inferred_y_value", "dvc_inferred_x_value"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one row of the table."""

    row: str
    #: What it is of: its file, shortened by what all have in common, and its field.
    file: str
    field: str
    points: list[Row]


@dataclass(frozen=True, slots=True)
class Points:
    """The data of a plot. `lines` are in the order of the rows, and within a row as written."""

    x: str
    y: str
    x_label: str
    y_label: str
    title: str
    template: str | None
    #: (file, field) of every line that a row may have, as in `Line`.
    named: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    #: The rows that were asked for and have this plot, drawn or not.
    rows: tuple[str, ...] = ()
    #: Row → why it is not, or not wholly, drawn.
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_drawn(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True, slots=True)
class Shown:
    """A plot in one row of the table: what its commit says it is, and what is in the files."""

    row: str
    definition: Definition
    content: Mapping[str, Content]


def points(shown: Sequence[Shown], name: str | None = None) -> Points:
    """The data of one plot. `shown`: the rows that have it, the first one says what it is like.

    `name` is its title if none is said, else its own name.
    """
    first = _merged([one.definition for one in shown])
    errors: dict[str, str] = {}
    read: list[tuple[str, dict[str, Table]]] = []
    for one in shown:
        tables, failed = _tables(one, first)
        read.append((one.row, tables))
        if failed:
            errors[one.row] = failed
    x, y = _named(first, [tables for _, tables in read])
    y_name = _common([source.field or "" for source in y]) or Y_VALUE
    x_name = STEP if x is None else _common([source.field or "" for source in x]) or X_VALUE
    short = _shortened([source.file for source in y])
    lines: list[Line] = []
    for row, tables in read:
        try:
            lines += _lines(row, tables, (x, y), (x_name, y_name), short)
        except UnreadablePlot as error:  # noqa: PERF203
            errors.setdefault(row, str(error))
    said = first.settings
    return Points(
        x=x_name,
        y=y_name,
        x_label=_said(said, "x_label") or ("x" if x_name == X_VALUE else x_name),
        y_label=_said(said, "y_label") or ("y" if y_name == Y_VALUE else y_name),
        title=_said(said, "title") or name or first.name,
        template=_said(said, "template"),
        named=tuple((short[source.file], source.field or "") for source in y),
        lines=tuple(lines),
        rows=tuple(one.row for one in shown),
        errors=errors,
    )


def _merged(definitions: Sequence[Definition]) -> Definition:
    """What the plot is like: everything that the first row says of it, then what only others say."""
    first = definitions[0]
    settings: dict[str, Any] = {}
    x, y = first.x, first.y
    for one in definitions:
        settings = {**one.settings, **settings}
        x = one.x if x is None else x
        y = one.y if all(source.field is None for source in y) else y
    return Definition(first.id, first.name, first.file, first.kind, y, x, settings, first.images, first.skipped)


def _tables(one: Shown, first: Definition) -> tuple[dict[str, Table], str | None]:
    """The files of a row that could be read, and what is wrong with another one."""
    found: dict[str, Table] = {}
    failed: str | None = None
    header = one.definition.settings.get("header", first.settings.get("header", True)) is not False
    for path in dict.fromkeys([*one.definition.files]):
        content = one.content.get(path)
        try:
            if content is None:
                raise UnreadablePlot("Missing", f"The commit has no file '{path}'")
            if isinstance(content, UnreadablePlot):
                raise content
            found[path] = read_table(content, path, header=header)
        except UnreadablePlot as error:
            failed = failed or str(error)
    if not any(table.rows for table in found.values()) and failed is None:
        failed = "There is no list of records in it" if found else None
    return found, failed


def _named(
    first: Definition, tables: Sequence[Mapping[str, Table]]
) -> tuple[tuple[Source, ...] | None, tuple[Source, ...]]:
    """The x and the y of each line, by field; x None: the number of the row."""
    y = tuple(Source(source.file, source.field or _last(source.file, tables)) for source in first.y)
    if first.x is None:
        return None, y
    if isinstance(first.x, str):
        return tuple(Source(source.file, first.x) for source in y), y
    if len(first.x) == 1:
        return first.x * len(y), y
    return first.x, y


def _last(file: str, tables: Sequence[Mapping[str, Table]]) -> str | None:
    return next((one[file].last for one in tables if file in one and one[file].last is not None), None)


def _lines(
    row: str,
    tables: Mapping[str, Table],
    sources: tuple[Sequence[Source] | None, Sequence[Source]],
    names: tuple[str, str],
    short: Mapping[str, str],
) -> list[Line]:
    (x, y), (x_name, y_name) = sources, names
    if x is not None and len(x) != len(y):
        raise UnreadablePlot(
            "Sources", f"There are {len(x)} fields for x and {len(y)} for y: one each, or one x for all"
        )
    found = []
    for i, source in enumerate(y):
        table = tables.get(source.file)
        if table is None or not table.rows:
            continue
        _check(table, source)
        across = x[i] if x is not None else None
        values = _values(tables, across, source) if across is not None else range(len(table.rows))
        if values is None:
            continue
        if across is not None and across.file == source.file and x_name != X_VALUE and y_name != Y_VALUE:
            found.append(Line(row, short[source.file], source.field or "", table.rows))
            continue
        drawn: list[Row] = []
        for record, value in zip(table.rows, values, strict=False):
            point = dict(record)
            if y_name == Y_VALUE:
                point[Y_VALUE] = record.get(source.field or "")
            if across is None or across.file != source.file or x_name == X_VALUE:
                point[x_name] = value
            drawn.append(point)
        found.append(Line(row, short[source.file], source.field or "", drawn))
    return found


def _values(tables: Mapping[str, Table], x: Source, y: Source) -> Sequence[Any] | None:
    """The x of each row of a line; None: its file is not there, which is said already."""
    table = tables.get(x.file)
    if table is None:
        return None
    _check(table, x)
    if len(table.rows) != len(tables[y.file].rows):
        raise UnreadablePlot(
            "Lengths", f"'{x.field}' of '{x.file}' and '{y.field}' of '{y.file}' differ in how many rows they have"
        )
    return [record.get(x.field or "") for record in table.rows]


def _check(table: Table, source: Source) -> None:
    """Whether a file has a field; the rows need not all have it."""
    if table.rows and not any(source.field in record for record in table.rows):
        there = ", ".join(map(str, table.rows[0]))
        raise UnreadablePlot("NoField", f"'{source.file}' has no field '{source.field}', but {there[:200] or 'none'}")


def _common(fields: Sequence[str]) -> str | None:
    return fields[0] if fields and len(set(fields)) == 1 else None


def _shortened(files: Sequence[str]) -> dict[str, str]:
    """Each file without the folders that all of them are in; as it is where there is but one."""
    different = list(dict.fromkeys(files))
    folder = posixpath.commonpath([posixpath.dirname(file) for file in different]) if len(different) > 1 else ""
    return {file: posixpath.relpath(file, folder) if folder else file for file in different}


def _said(settings: Mapping[str, Any], key: str) -> str | None:
    value = settings.get(key)
    return str(value) if value is not None and not isinstance(value, (dict, list)) else None
