"""The columns of a table: one a metric, a parameter, a file and a model, each with a value for each commit.

Files repeat from commit to commit. So what a file says is looked at once, however many commits have it, and a column
is made of the file's distinct contents before it is spread over the commits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from gto_studio.rules.table_readings import within

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from gto_studio.rules.table_readings import Filed
    from gto_studio.rules.table_rows import Commit

#: Between the keys of a value that is deep inside a file; no text that is stored has one.
JOINT = "\0"


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
    shapes = Shapes()
    columns: list[Made] = []
    for file, spread in of.files.items():
        for joined, values in shapes.columns([parts.get(part) for part in spread.contents]):
            path = joined.split(JOINT) if joined else []
            head = {"id": column_id(kind, file, path), "kind": kind, "file": file, "path": path, "type": _type(values)}
            columns.append(Made(head, spread.column(values)))
    return columns


class Shapes:
    """What files say, by key. Most contents of a file have the same keys: those are spelled and looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, tuple[str, ...]], int] = {}
        self._names: list[list[str]] = []

    def columns(self, contents: Sequence[Any]) -> Iterator[tuple[str, Sequence[Any]]]:
        """(keys joined by NUL, the value in each of the contents), in the order of the files. Lists are values."""
        alike: dict[tuple[int, ...], tuple[list[int], list[list[Any]]]] = {}
        for place, content in enumerate(contents):
            shape: list[int] = []
            values: list[Any] = []
            if isinstance(content, dict) and "data" in content:
                self._walk("", content["data"], shape, values)
            places, rows = alike.setdefault(tuple(shape), ([], []))
            places.append(place)
            rows.append(values)
        if len(alike) == 1:
            for shape_of, (_, rows) in alike.items():
                yield from zip(self._spelled(shape_of), zip(*rows, strict=True), strict=False)
            return
        found: dict[str, list[Any]] = {}
        for shape_of, (places, rows) in alike.items():
            for name, column in zip(self._spelled(shape_of), zip(*rows, strict=True), strict=False):
                if name not in found:
                    found[name] = [MISSING] * len(contents)
                for place, value in zip(places, column, strict=True):
                    found[name][place] = value
        yield from found.items()

    def _spelled(self, shape: tuple[int, ...]) -> list[str]:
        return [name for number in shape for name in self._names[number]]

    def _walk(self, prefix: str, value: Any, shape: list[int], values: list[Any]) -> None:
        if not isinstance(value, dict) or (prefix and is_special(value)):
            shape.append(self._number(prefix, ()))
            values.append(value)
        elif dict not in map(type, value.values()):
            if value:
                shape.append(self._number(prefix, tuple(value)))
                values += value.values()
        else:
            for key, inner in value.items():
                if isinstance(inner, dict):
                    self._walk(_joined(prefix, key), inner, shape, values)
                else:
                    shape.append(self._number(prefix, (key,)))
                    values.append(inner)

    def _number(self, prefix: str, keys: tuple[str, ...]) -> int:
        """By which some keys of a table are known; no keys: the table itself is a value."""
        known = self._known.get((prefix, keys))
        if known is None:
            known = self._known[prefix, keys] = len(self._names)
            self._names.append([_joined(prefix, key) for key in keys] if keys else [prefix])
        return known


def _joined(prefix: str, key: str) -> str:
    return f"{prefix}{JOINT}{key}" if prefix else key


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
        return "number" if all(is_special(value) for value in values if isinstance(value, dict)) else "text"
    return "text"


def is_special(value: Any) -> bool:
    """A number that JSON lacks."""
    return isinstance(value, dict) and value.keys() == {"$"} and value["$"] in ("nan", "inf", "-inf")


# --- files ------------------------------------------------------------------------------------------------------------


def files(
    listed: Sequence[Commit], readings: Mapping[str, Filed], parts: Mapping[str, Any], directory: str
) -> list[Made]:
    """A column a file that a pipeline reads or writes, or that DVC keeps: [size, number of files, hash]."""
    tracked = _Tracked(parts, directory)
    spread = _Spread(len(listed))
    changed: dict[str, list[int]] = {}
    for i, commit in enumerate(listed):
        if (filed := readings.get(commit.id)) is None:
            continue
        now = (filed.outs, filed.deps)
        spread.put(i, now)
        if commit.parents and (before := readings.get(commit.parents[0])) is not None:
            for path in tracked.changed((before.outs, before.deps), now):
                changed.setdefault(path, []).append(i)
    said = [tracked.of(pair) for pair in spread.contents]
    columns = []
    for path in dict.fromkeys(path for one in said for path in one):
        values = spread.column([one.get(path, MISSING) for one in said])
        if path in changed:
            values["changed"] = changed[path]
        head = {"id": column_id("files", path), "kind": "files", "file": path, "path": [], "type": "size"}
        columns.append(Made(head, values))
    return columns


#: The part with what is written, and the one with what is read.
Pair: TypeAlias = "tuple[str | None, str | None]"


class _Tracked:
    """The files of commits; commits that share what was read are looked at once."""

    def __init__(self, parts: Mapping[str, Any], directory: str) -> None:
        self._parts = parts
        self._directory = directory
        self._seen: dict[Pair, dict[str, tuple[Any, ...]]] = {}
        self._compared: dict[tuple[Pair, Pair], list[str]] = {}

    def of(self, pair: Pair) -> dict[str, tuple[Any, ...]]:
        """Path → (size, number of files, hash); what is written counts before what is read."""
        if pair not in self._seen:
            found: dict[str, tuple[Any, ...]] = {}
            for part in pair:
                for path, said in (self._parts.get(part or "") or {}).items():
                    if path not in found and within(path, self._directory):
                        found[path] = (said.get("size"), said.get("nfiles"), said.get("hash"))
            self._seen[pair] = found
        return self._seen[pair]

    def changed(self, before: Pair, now: Pair) -> list[str]:
        """The files that have another hash now, or that are new."""
        if before == now:
            return []
        if (before, now) not in self._compared:
            was, is_now = self.of(before), self.of(now)
            self._compared[before, now] = [
                path for path, content in is_now.items() if path not in was or was[path][2] != content[2]
            ]
        return self._compared[before, now]


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
        kinds = set(map(type, values))
        if len(kinds) == 1 and kinds <= _ALIKE and len(set(values)) * 2 > len(self.of):
            return {"all": list(map([*values, None].__getitem__, self.of))}
        distinct, numbers = _distinct(values, kinds)
        if len(distinct) * 2 > len(self.of) and None not in distinct:
            spread = [*values, None]
            if -1 in numbers:
                spread = [None if value is MISSING else value for value in spread]
            return {"all": list(map(spread.__getitem__, self.of))}
        return {"distinct": distinct, "of": list(map([*numbers, -1].__getitem__, self.of))}


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


#: Among values of one of these types, equal ones are the same.
_ALIKE = {float, int, str, bool, tuple}


def _distinct(values: Sequence[Any], kinds: set[type]) -> tuple[list[Any], list[int]]:
    """(each value once, which one it is for each): what is missing is -1. `kinds`: the types of them."""
    if len(kinds - {_Missing}) == 1 and kinds <= {*_ALIKE, _Missing}:
        found = [value for value in dict.fromkeys(values) if value is not MISSING]
        places = dict(zip(found, range(len(found)), strict=True)) | {MISSING: -1}
        return found, list(map(places.__getitem__, values))
    known: dict[str, int] = {}
    found = []
    numbers = []
    for value in values:
        if value is MISSING:
            numbers.append(-1)
            continue
        name = repr(value)  # 1, 1.0 and true are equal and not the same
        k = known.get(name)
        if k is None:
            k = known[name] = len(found)
            found.append(value)
        numbers.append(k)
    return found, numbers
