"""A commit out of thin air: files as a mapping, and a reading driven through it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gto_studio.dvc.asking import Contents, Failure, Kept, Outside, Parsed, Paths
from gto_studio.dvc.reading import NO_SOURCES, Reading, Sources, read
from gto_studio.dvc.survey import structure


def reading_of(
    files: Mapping[str, str | bytes],
    *,
    parsed: Parsed | None = None,
    sources: Sources = NO_SOURCES,
    kept: Mapping[str, bytes | Failure] | None = None,
) -> Reading:
    """What a commit with these files says. `kept`: contents outside Git, by hash."""
    content = {path: data.encode() if isinstance(data, str) else data for path, data in files.items()}
    ids = {path: f"id of {data!r}" for path, data in content.items()}
    by_id = {ids[path]: data for path, data in content.items()}
    going = read(structure(ids), parsed or Parsed(), sources)
    answer: Any = None
    while True:
        try:
            question = going.send(answer)
        except StopIteration as end:
            found: Reading = end.value
            return found
        match question:
            case Paths(wanted):
                folders = tuple(path for path in wanted if path.endswith("/"))
                answer = {path: id for path, id in ids.items() if path in wanted or path.startswith(folders)}
            case Contents(wanted):
                answer = {id: by_id[id] for id in wanted}
            case Outside(wanted):
                answer = {one: (kept or {})[_name(one)] for one in wanted if _name(one) in (kept or {})}


def _name(kept: Kept) -> str:
    return f"{kept.hash}/{kept.inside}" if kept.inside else kept.hash
