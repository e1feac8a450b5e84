"""Values as people and DVC write them into YAML, and paths in them, seen from the root of the repository."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gto.annotations.entries import Plain


def text(value: Plain) -> str:
    """Text; none where something else is written."""
    return value if isinstance(value, str) else ""


def mapping(value: Plain) -> dict[str, Plain]:
    """Keys and values; none where something else is written."""
    return value if isinstance(value, dict) else {}


def commands(value: Plain) -> tuple[str, ...]:
    """`cmd:` is a line, or a list of lines."""
    return tuple(line for line in (value if isinstance(value, list) else [value]) if isinstance(line, str))


def place_of(folder: str, path: str) -> str | None:
    """A path seen from the root; None if it lies outside of the repository, or is a URL."""
    if not path or "://" in path or posixpath.isabs(path):
        return None
    place = join(folder, path)
    return None if not place or place == ".." or place.startswith("../") else place


def join(folder: str, path: str) -> str:
    """A path of a folder, seen from the root; "" is the root."""
    place = posixpath.normpath(posixpath.join(folder, path))
    return "" if place == "." else place


def mappings(listed: Plain) -> Iterator[dict[str, Plain]]:
    """The mappings in a list."""
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict):
            yield item
