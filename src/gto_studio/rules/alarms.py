"""Registry tags that are not what they were: moved to another object, or gone. Tags are made once and then stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gto.registry import tags

if TYPE_CHECKING:
    from collections.abc import Mapping

_TAGS = "refs/tags/"


@dataclass(frozen=True, slots=True)
class Alarm:
    """`before` and `after` are the ids of what the tag named."""

    kind: Literal["moved", "vanished"]
    tag: str
    before: str
    after: str | None = None


def raised(before: Mapping[str, str], after: Mapping[str, str]) -> list[Alarm]:
    """What became of the registry's tags, between two listings of refs (full name → object)."""
    found = []
    for ref, was in before.items():
        tag = ref.removeprefix(_TAGS)
        now = after.get(ref)
        if now != was and ref.startswith(_TAGS) and tags.parse(tag) is not None:
            found.append(Alarm("vanished" if now is None else "moved", tag, was, now))
    return found
