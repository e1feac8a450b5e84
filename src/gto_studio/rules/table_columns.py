"""The columns of a table: one a metric, a parameter, a file and a model, each with a value for each commit.

Files repeat from commit to commit. So what a file says is looked at once, however many commits have it, and a column
is made of the file's distinct contents before it is spread over the commits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from gto_studio.rules.table_readings import within

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from gto_studio.rules.table_readings import Filed
    from gto_studio.rules.table_rows import Commit

#: Between the keys of a value that is deep inside a file; no text that is stored has one.
JOINT = "\0"
#: A file that is one single value.
WHOLE = ""


class _Missing:
    """No value there, which is not the value null."""


MISSING = _Missing()


class Registered(NamedTuple):
    """A version of an artifact at a commit, with the stages that it is in now."""

    artifact: str
    version: str
    commit: str
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A column: what stands above it, and its values."""

    head: dict[str, Any]
    values: dict[str, Any]


# --- metrics and parameters -----------------------------------------------------------------------------------------


def metrics_and_params(read: Sequence[Filed | None], parts: Mapping[str, Any], directory: str, kind: str) -> list[Made]:
    """A column a value of a file. `kind`: metrics or params. `read`: of each commit; None: not read."""
    of = _Contents(len(read))
    for i, filed in enumerate(read):
        if filed is not None:
            for file, part in (filed.metrics if kind == "metrics" else filed.params).items():
                if within(file, directory):
                    of.put(file, i, part)
    flat: dict[str, dict[str, Any]] = {}
    columns: list[Made] = []
    for file, spread in of.files.items():
        for part in spread.contents:
            if part not in flat:
                flat[part] = flattened(parts.get(part))
        said = [flat[part] for part in spread.contents]
        for joined in dict.fromkeys(key for one in said for key in one):
            path = joined.split(JOINT) if joined else []
            values = [one.get(joined, MISSING) for one in said]
            head = {"id": column_id(kind, file, path), "kind": kind, "file": file, "path": path, "type": _type(values)}
            columns.append(Made(head, spread.column(values)))
    return columns


def flattened(part: Any) -> dict[str, Any]:
    """The values of a file by their keys, joined by NUL: tables are gone into, lists are values."""
    found: dict[str, Any] = {}
    if isinstance(part, dict) and "data" in part:
        _flatten("", part["data"], found)
    return found


def _flatten(prefix: str, value: Any, found: dict[str, Any]) -> None:
    if not isinstance(value, dict) or (prefix and _is_special(value)):
        found[prefix] = value
        return
    for key, inner in value.items():
        joined = f"{prefix}{JOINT}{key}" if prefix else str(key)
        if isinstance(inner, dict):
            _flatten(joined, inner, found)
        else:
            found[joined] = inner


def column_id(kind: str, file: str, path: Sequence[str] = ()) -> str:
    """One text for each column: `metrics:eval.json:test.acc`. What separates is escaped where it is part of a name."""
    where = file.replace("\\", "\\\\").replace(":", "\\:")
    keys = ".".join(key.replace("\\", "\\\\").replace(".", "\\.") for key in path)
    return f"{kind}:{where}:{keys}" if path else f"{kind}:{where}"


def _type(values: Iterable[Any]) -> str:
    kinds = set(map(type, values)) - {_Missing, type(None)}
    if kinds <= {int, float}:
        return "number" if kinds else "text"
    if dict in kinds and kinds <= {int, float, dict}:
        return "number" if all(_is_special(value) for value in values if isinstance(value, dict)) else "text"
    return "text"


def _is_special(value: Any) -> bool:
    """A number that JSON lacks."""
    return isinstance(value, dict) and value.keys() == {"$"} and value["$"] in ("nan", "inf", "-inf")


# --- files ------------------------------------------------------------------------------------------------------------


def files(
    listed: Sequence[Commit], readings: Mapping[str, Filed], parts: Mapping[str, Any], directory: str
) -> list[Made]:
    """A column a file that a pipeline reads or writes, or that DVC keeps: [size, number of files, hash]."""
    tracked = _Tracked(parts, directory)
    of = _Contents(len(listed))
    changed: dict[str, list[int]] = {}
    for i, commit in enumerate(listed):
        now = tracked.of(readings.get(commit.id))
        for path, content in now.items():
            of.put(path, i, content)
        if not commit.parents or (before := readings.get(commit.parents[0])) is None:
            continue
        was = tracked.of(before)
        if was is not now:
            for path, content in now.items():
                if path not in was or was[path][2] != content[2]:
                    changed.setdefault(path, []).append(i)
    columns = []
    for path, spread in of.files.items():
        values: dict[str, Any] = spread.column([list(content) for content in spread.contents])
        if path in changed:
            values["changed"] = changed[path]
        columns.append(
            Made({"id": column_id("files", path), "kind": "files", "file": path, "path": [], "type": "size"}, values)
        )
    return columns


class _Tracked:
    """The files of commits; commits that share what was read share the very same mapping."""

    def __init__(self, parts: Mapping[str, Any], directory: str) -> None:
        self._parts = parts
        self._directory = directory
        self._seen: dict[tuple[str | None, str | None], dict[str, tuple[Any, ...]]] = {}

    def of(self, filed: Filed | None) -> dict[str, tuple[Any, ...]]:
        """Path → (size, number of files, hash); what is written counts before what is read."""
        key = (filed.outs, filed.deps) if filed is not None else (None, None)
        if key not in self._seen:
            found: dict[str, tuple[Any, ...]] = {}
            for part in key:
                for path, said in (self._parts.get(part or "") or {}).items():
                    if path not in found and within(path, self._directory):
                        found[path] = (said.get("size"), said.get("nfiles"), said.get("hash"))
            self._seen[key] = found
        return self._seen[key]


# --- models -----------------------------------------------------------------------------------------------------------


def models(
    listed: Sequence[Commit],
    written: Mapping[str, Sequence[str]],
    registered: Sequence[Registered],
    directory: str,
) -> list[Made]:
    """A column an artifact: the version at each commit, or that it is there and none is registered."""
    versions: dict[str, dict[str, Registered]] = {}
    for one in registered:
        if _belongs(one.artifact, directory):
            versions.setdefault(one.artifact, {}).setdefault(one.commit, one)
    names = dict.fromkeys(sorted(versions))
    for commit in listed:
        names |= dict.fromkeys(name for name in written.get(commit.annotations or "", ()) if _belongs(name, directory))
    columns = []
    for name in names:
        at = versions.get(name, {})
        holding = {id for id, artifacts in written.items() if name in artifacts}
        spread = _Spread(len(listed))
        for i, commit in enumerate(listed):
            if commit.id in at:
                spread.put(i, at[commit.id])
            elif commit.annotations in holding:
                spread.put(i, None)
        if not spread.contents:
            continue
        values = [
            {"version": one.version if one else None, "stages": list(one.stages) if one else [], "name": name}
            for one in spread.contents
        ]
        head = {"id": column_id("models", name), "kind": "models", "file": "", "path": [name], "type": "version"}
        columns.append(Made(head, spread.column(values)))
    return columns


def _belongs(artifact: str, directory: str) -> bool:
    """Whether an artifact's name (`folder:name`, or `name` at the root) is of a directory."""
    return not directory or within(artifact.rpartition(":")[0], directory)


# --- what could not be read -------------------------------------------------------------------------------------------


def errors(read: Sequence[Filed | None], parts: Mapping[str, Any], directory: str) -> list[dict[str, Any]]:
    """What was wrong with which file, and at which commits (their places)."""
    bad = {id: part["error"] for id, part in parts.items() if isinstance(part, dict) and _is_error(part.get("error"))}
    found: dict[tuple[str, str, str], list[int]] = {}
    for i, filed in enumerate(read):
        if filed is None:
            continue
        here: dict[tuple[str, str, str], None] = {}
        if bad:
            for file, part in (*filed.metrics.items(), *filed.params.items()):
                if part in bad:
                    here[_error(file, bad[part])] = None
        for problem in filed.problems:
            here[_error(str(problem.get("file", "")), problem)] = None
        for one in here:
            if within(one[0], directory) or not one[0]:
                found.setdefault(one, []).append(i)
    return [{"file": file, "type": type, "msg": msg, "commits": at} for (file, type, msg), at in found.items()]


def _is_error(said: Any) -> bool:
    return isinstance(said, dict) and "msg" in said


def _error(file: str, said: Mapping[str, Any]) -> tuple[str, str, str]:
    return file, str(said.get("type", "")), str(said.get("msg", said.get("message", "")))


# --- values over commits ----------------------------------------------------------------------------------------------


class _Spread:
    """Which of few contents each commit has; -1: none."""

    __slots__ = ("_known", "contents", "of")

    def __init__(self, rows: int) -> None:
        self.contents: list[Any] = []
        self.of = [-1] * rows
        self._known: dict[Hashable, int] = {}

    def put(self, row: int, content: Hashable) -> None:
        k = self._known.get(content)
        if k is None:
            k = self._known[content] = len(self.contents)
            self.contents.append(content)
        self.of[row] = k

    def column(self, values: Sequence[Any]) -> dict[str, Any]:
        """A value for each content, as a column: each distinct value once, or all as they are if most differ."""
        values = [_plain(value) for value in values]
        distinct, numbers = _distinct(values)
        whole = len(distinct) * 2 > len(self.of) and not any(value is None for value in distinct)
        if whole:
            spread: list[Any] = [*(None if value is MISSING else value for value in values), None]
            return {"all": [spread[k] for k in self.of]}
        numbers.append(-1)
        return {"distinct": distinct, "of": [numbers[k] for k in self.of]}


@dataclass(slots=True)
class _Contents:
    """The contents of several files over the commits."""

    rows: int
    files: dict[str, _Spread] = field(default_factory=dict)

    def put(self, file: str, row: int, content: Hashable) -> None:
        spread = self.files.get(file)
        if spread is None:
            spread = self.files[file] = _Spread(self.rows)
        spread.put(row, content)


def _distinct(values: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """(each value once, which one it is for each): what is missing is -1."""
    kinds = set(map(type, values)) - {_Missing}
    key: Callable[[Any], Hashable] | None = None
    if len(kinds) > 1 or kinds & {list, dict}:
        key = repr  # 1, 1.0 and true are equal and not the same
    known: dict[Hashable, int] = {}
    found: list[Any] = []
    numbers = []
    for value in values:
        if value is MISSING:
            numbers.append(-1)
            continue
        name = value if key is None else key(value)
        k = known.get(name)
        if k is None:
            k = known[name] = len(found)
            found.append(value)
        numbers.append(k)
    return found, numbers


def _plain(value: Any) -> Any:
    """JSON has no NaN and no infinity."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
    return value
