"""The models dashboard: which rows are wanted, in which order, and what there is to filter by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from gto.registry.versions import precedence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    SortKey = Literal["name", "repository", "latest", "registered", "assigned"]

#: What an artifact is if nothing says what it is.
MODEL = "model"


class Row(NamedTuple):
    """What of an artifact can be filtered and sorted by. `number` is whatever the caller knows it by.

    A tuple, because thousands are made for one answer.
    """

    number: int
    name: str
    repository: str
    repository_name: str
    latest: str | None
    stages: Collection[str]
    type: str | None
    labels: Collection[str]
    description: str
    active: bool
    registered_at: int | None
    assigned_at: int | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows. An empty collection lets every row through."""

    q: str = ""
    stages: frozenset[str] = frozenset()
    repositories: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    deprecated: bool = False


def chosen(rows: Iterable[Row], filters: Filters) -> list[Row]:
    """The rows that every filter lets through: any of the stages, repositories and types, all of the labels."""
    words = filters.q.casefold().split()
    return [
        row
        for row in rows
        if (row.active or filters.deprecated)
        and (not filters.stages or not filters.stages.isdisjoint(row.stages))
        and (not filters.repositories or row.repository in filters.repositories)
        and (not filters.types or (row.type or MODEL) in filters.types)
        and filters.labels.issubset(row.labels)
        and (not words or _holds(row, words))
    ]


def ordered(rows: Iterable[Row], key: SortKey, *, descending: bool) -> list[Row]:
    """Sorted by the key, then by name and repository. What has no value stands last, whichever the direction."""
    value = _VALUES[key]
    named = sorted(rows, key=lambda row: (row.name.casefold(), row.name, row.repository_name, row.repository))
    if key == "name":
        return named[::-1] if descending else named
    with_value = [row for row in named if value(row) is not None]
    without = [row for row in named if value(row) is None]
    return sorted(with_value, key=value, reverse=descending) + without  # type: ignore[arg-type] # None is out


def facets(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """How many rows have each stage, label, type and repository, in alphabetical order."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("stages", "labels", "types", "repositories")}
    for row in rows:
        counts["stages"].update(set(row.stages))
        counts["labels"].update(set(row.labels))
        counts["types"][row.type or MODEL] += 1
        counts["repositories"][row.repository] += 1
    return {name: dict(sorted(count.items())) for name, count in counts.items()}


def _holds(row: Row, words: list[str]) -> bool:
    text = " ".join((row.name, row.repository_name, row.description, *row.labels)).casefold()
    return all(word in text for word in words)


_VALUES: dict[SortKey, Callable[[Row], object]] = {
    "name": lambda row: row.name,
    "repository": lambda row: row.repository_name.casefold(),
    "latest": lambda row: precedence(row.latest) if row.latest else None,
    "registered": lambda row: row.registered_at,
    "assigned": lambda row: row.assigned_at,
}
