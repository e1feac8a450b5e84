"""What the annotation files of many commits say, each file read once however many commits have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto.annotations import either
from gto.annotations.entries import DVC_YAML, Problem, Reading
from gto.verbs.annotated import NO_FILE
from gto_studio.mirrors import blobs
from gto_studio.mirrors.trees import along, exactly, named
from gto_studio.rules import storable
from gto_studio.rules.annotation_sets import Part, Sheet, assembled, is_annotation_file, part, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.git.place import Place
    from gto_studio.mirrors.trees import Step


class Annotating:
    """One reading of trees, the oldest first. `sets` has the annotation sets met, by id; `of` which tree has which."""

    def __init__(self, place: Place, index: str, known: Mapping[str, Mapping[str, Any] | None]) -> None:
        """`known`: trees that were read before, and their documents; what has not changed since is not read again."""
        self._place = place
        self._index = index
        self._known = list(known.items())
        self._uses: dict[tuple[str, str], tuple[str, ...]] = {}
        self._parts: dict[Sheet, Part] = {}
        self.sets: dict[str, dict[str, Any]] = {}
        self.of: dict[str, str | None] = {}

    def read(self, wanted: Sequence[str]) -> None:
        """Read the annotations of these trees."""
        ordered = [*(tree for tree, _ in self._known), *dict.fromkeys(wanted)]
        steps = list(along(self._place.path, ordered, [named(DVC_YAML), exactly(self._index)]))
        self._recall(steps)
        content = self._open(steps)
        beside = sorted({path for uses in self._uses.values() for path in uses})
        others = list(along(self._place.path, ordered, [exactly(path) for path in beside]))
        sheets = list(self._sheets(steps, others))
        for (_, document), known in zip(self._known, sheets, strict=False):
            parts = parts_of(document) if document else {}
            self._parts |= {sheet: parts.get(storable.name(sheet.path), Part()) for sheet in known}
        fresh = {sheet for now in sheets[len(self._known) :] for sheet in now if sheet not in self._parts}
        self._parse(sorted(fresh, key=lambda sheet: (sheet.path, sheet.id, sheet.beside)), content)
        before: tuple[Sheet, ...] | None = None
        made: tuple[str, dict[str, Any]] | None = None
        for step, now in list(zip(steps, sheets, strict=True))[len(self._known) :]:
            if now is not before:
                made = assembled({sheet: self._parts[sheet] for sheet in now})
                before = now
            self.of[step.tree] = made[0] if made else None
            if made is not None:
                self.sets[made[0]] = made[1]

    def _recall(self, steps: Sequence[Step]) -> None:
        """From which others the files of known trees take values."""
        here: dict[str, str] = {}
        for (_, document), step in zip(self._known, steps, strict=False):
            _apply(here, step)
            uses: Mapping[str, Sequence[str]] = document["uses"] if document else {}
            for path, id in here.items():
                self._uses[path, id] = tuple(uses.get(storable.name(path), ()))

    def _open(self, steps: Sequence[Step]) -> dict[str, bytes | None]:
        """The files that were never read, and from which others they take values."""
        fresh = dict.fromkeys(
            (path, id)
            for step in steps
            for path, id in step.changes.items()
            if id is not None and is_annotation_file(path, self._index) and (path, id) not in self._uses
        )
        content = dict(blobs.read(self._place, [id for _, id in fresh]))
        for path, id in fresh:
            self._uses[path, id] = tuple(either.beside(content[id] or b"", file=path, index=self._index))
        return content

    def _sheets(self, steps: Sequence[Step], others: Sequence[Step]) -> Iterator[tuple[Sheet, ...]]:
        """For each tree its annotation files; the very same tuple where nothing changed."""
        here: dict[str, str] = {}
        there: dict[str, str] = {}
        now: tuple[Sheet, ...] = ()
        for step, other in zip(steps, others, strict=True):
            if step.changes or other.changes:
                _apply(here, step)
                _apply(there, other)
                now = tuple(self._sheet(path, id, there) for path, id in here.items())
            yield now

    def _sheet(self, path: str, id: str, there: Mapping[str, str]) -> Sheet:
        uses = self._uses[path, id]
        return Sheet(path, id, tuple((other, there[other]) for other in uses if other in there))

    def _parse(self, sheets: Sequence[Sheet], content: dict[str, bytes | None]) -> None:
        needed = [id for sheet in sheets for id in (sheet.id, *(id for _, id in sheet.beside)) if id not in content]
        content |= dict(blobs.read(self._place, needed))
        for sheet in sheets:
            data = content[sheet.id]
            files = {path: content[id] or b"" for path, id in sheet.beside}
            if data is None:
                reading = Reading(problems=(Problem(sheet.path, NO_FILE),))
            else:
                reading = either.reading(data, file=sheet.path, index=self._index, files=files)
            self._parts[sheet] = part(reading, self._uses[sheet.path, sheet.id])


def _apply(state: dict[str, str], step: Step) -> None:
    for path, id in step.changes.items():
        if id is None:
            state.pop(path, None)
        else:
            state[path] = id
