"""A table for scripts and spreadsheets: a row a commit, with all values in full precision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gto.registry.events import Moment
from gto_studio.rules.feed import as_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What a row says before its values.
FIELDS = ("commit", "refs", "experiment", "baseline", "committed_at", "author", "author_email", "message", "note")


def rows(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The commits and experiments of a table's document, newest first. `values`: column id → value, if it has one."""
    commits, columns = document["commits"], [one["id"] for one in document["columns"]]
    experiments = {one["commit"]: one for one in document["experiments"]}
    notes = {one["commit"]: one["text"] for one in document["notes"]}
    spread = [_spread(one) for one in document["values"]]
    for i, id in enumerate(commits["id"]):
        experiment = experiments.get(i)
        yield {
            "commit": id,
            "refs": commits["refs"][i],
            "experiment": experiment["name"] if experiment else None,
            "baseline": experiment["baseline_id"] if experiment else None,
            "committed_at": Moment(commits["committed"][i], commits["offset"][i]).iso(),
            "author": commits["author"][i],
            "author_email": commits["author_email"][i],
            "message": commits["message"][i],
            "note": notes.get(i),
            "values": {name: values[i] for name, values in zip(columns, spread, strict=True) if values[i] is not _NONE},
        }


def lines(document: Mapping[str, Any]) -> Iterator[list[str]]:
    """The same as cells, below a line of names. A file is its hash, a model its version; no cell is a formula."""
    columns = document["columns"]
    yield [*FIELDS, *(as_cell(one["id"]) for one in columns)]
    for row in rows(document):
        said = row["values"]
        about = [", ".join(row[name]) if name == "refs" else row[name] for name in FIELDS]
        yield [
            *map(as_cell, about),
            *(_cell(said[one["id"]], one["kind"]) if one["id"] in said else "" for one in columns),
        ]


class _None:
    """No value, which is not the value null."""


_NONE = _None()


def _spread(values: Mapping[str, Any]) -> list[Any]:
    if values.get("all") is not None:
        return [_NONE if value is None else value for value in values["all"]]
    distinct = [*values["distinct"], _NONE]
    return [distinct[k] for k in values["of"]]


def _cell(value: Any, kind: str) -> str:
    if kind == "files":
        return as_cell(value[2])
    if kind == "models":
        return as_cell(value["version"])
    if isinstance(value, dict) and value.keys() == {"$"}:
        return str(value["$"])
    return as_cell(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
