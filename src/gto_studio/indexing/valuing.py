"""What the files of commits say of parameters, metrics and data: of those that carry a version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto.annotations.entries import DVC_YAML
from gto.comparison.pipelines import DVC_LOCK
from gto_studio.mirrors import blobs
from gto_studio.mirrors.trees import along, exactly, named
from gto_studio.rules import readings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gto.git.place import Place
    from gto_studio.mirrors.trees import Step

#: So many trees are read at a time.
CHUNK = 200


def read(place: Place, trees: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The document of each tree. Trees that resemble each other are best read one after the other."""
    found: dict[str, dict[str, Any]] = {}
    wanted = list(dict.fromkeys(trees))
    for start in range(0, len(wanted), CHUNK):
        found |= _read(place, wanted[start : start + CHUNK])
    return found


def _read(place: Place, trees: Sequence[str]) -> dict[str, dict[str, Any]]:
    patterns = [named(DVC_YAML), named(DVC_LOCK), named("*.dvc")]
    files = _states(along(place.path, trees, patterns))
    content = dict(blobs.read(place, {id for state in files for id in state.values()}))
    names = [readings.named(state, content.get) for state in files]
    paths = sorted({path for one in names for path in (*one.params, *one.metrics)})
    values = _states(along(place.path, trees, [exactly(path) for path in paths]))
    content |= dict(blobs.read(place, {id for state in values for id in state.values()} - content.keys()))
    return {
        tree: readings.document(one, state, there, content.get)
        for tree, one, state, there in zip(trees, names, files, values, strict=True)
    }


def _states(steps: Iterable[Step]) -> list[Mapping[str, str]]:
    """What each tree has; where nothing changed, the very same mapping as before."""
    found: list[Mapping[str, str]] = []
    now: dict[str, str] = {}
    for step in steps:
        if step.changes:
            merged = now | {path: id for path, id in step.changes.items() if id is not None}
            now = {path: id for path, id in merged.items() if step.changes.get(path, id) is not None}
        found.append(now)
    return found
