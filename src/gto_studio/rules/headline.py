"""The values on a project's card: its first metrics at the head of the default branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from gto_studio.rules.table_columns import JOINT, Shapes, column_id
from gto_studio.rules.table_readings import within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A card has room for so many.
MOST = 3


class Headline(NamedTuple):
    """One metric. `path`: its keys inside the file."""

    column: str
    file: str
    path: list[str]
    value: Any


def headline(metrics: Mapping[str, Any], directory: str, state: Mapping[str, Any] | None = None) -> list[Headline]:
    """The first metrics of a directory. `metrics`: file → what was read of it.

    `state`: the view that the project opens with; what is first there comes first here, what is hidden is left out.
    """
    found: dict[str, Headline] = {}
    for file, part in metrics.items():
        if not within(file, directory):
            continue
        for joined, (value, *_) in Shapes().columns([part]):
            path = joined.split(JOINT) if joined else []
            one = Headline(column_id("metrics", file, path), file, path, value)
            found[one.column] = one
    columns = state.get("columns") if state else None
    order, hidden = _texts(columns, "order"), _texts(columns, "hidden")
    wanted = dict.fromkeys([*order, *found])
    return [found[id] for id in wanted if id in found and id not in hidden][:MOST]


def _texts(columns: Any, name: str) -> Sequence[str]:
    """What a page once saved may be anything."""
    said = columns.get(name) if isinstance(columns, dict) else None
    return [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
