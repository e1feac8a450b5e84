"""What the annotation files of a tree say, as a document that commits share as long as no such file changes.

A document is known by the files that say anything: their paths, their contents, and the contents of the files from
which they take values. It can be taken apart again, so that of a new commit only the changed files have to be read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gto.annotations.entries import DVC_YAML, Annotation, Problem, Reading
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Sheet:
    """An annotation file as it is in a tree: its content, and the files that it takes values from, as they are."""

    path: str
    id: str
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What one file says, as a document holds it."""

    annotations: tuple[dict[str, Any], ...] = ()
    problems: tuple[dict[str, Any], ...] = ()
    uses: tuple[str, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return not (self.annotations or self.problems or self.uses)


def is_annotation_file(path: str, index: str) -> bool:
    return path == index or path.rpartition("/")[2] == DVC_YAML


def part(said: Reading, uses: Sequence[str]) -> Part:
    """What was read of a file, and which files it takes values from."""
    return Part(
        tuple(
            storable.plain({**one._asdict(), "source": storable.name(one.source), "location": one.location})
            for one in said.annotations
        ),
        tuple(storable.plain({**one._asdict(), "file": storable.name(one.file)}) for one in said.problems),
        tuple(storable.name(path) for path in uses),
    )


def parts_of(document: Mapping[str, Any]) -> dict[str, Part]:
    """A document taken apart: by file, what it says. A file that is not in it says nothing."""
    uses: Mapping[str, Sequence[str]] = document["uses"]
    paths = [*uses, *(a["source"] for a in document["annotations"]), *(p["file"] for p in document["problems"])]
    return {
        path: Part(
            tuple(a for a in document["annotations"] if a["source"] == path),
            tuple(p for p in document["problems"] if p["file"] == path),
            tuple(uses.get(path, ())),
        )
        for path in dict.fromkeys(paths)
    }


def assembled(sheets: Mapping[Sheet, Part]) -> tuple[str, dict[str, Any]] | None:
    """The id and the document of a tree's files, in the order of their paths; None if they say nothing."""
    speaking = [(sheet, part) for sheet, part in sheets.items() if not part.says_nothing]
    if not speaking:
        return None
    speaking.sort(key=lambda both: both[0].path.encode("utf-8", "surrogateescape"))
    digest = hashlib.sha256()
    for sheet, _ in speaking:
        for path, id in ((sheet.path, sheet.id), *sheet.beside):
            digest.update(f"{path}\0{id}\0".encode("utf-8", "surrogateescape"))
        digest.update(b"\0")
    document = {
        "annotations": [annotation for _, part in speaking for annotation in part.annotations],
        "problems": [problem for _, part in speaking for problem in part.problems],
        "uses": {storable.name(sheet.path): list(part.uses) for sheet, part in speaking if part.uses},
    }
    return digest.hexdigest(), document


def reading(document: Mapping[str, Any] | None) -> Reading:
    """What a document says, as it was read; nothing if there is none."""
    found = document or {"annotations": (), "problems": ()}
    return Reading(tuple(map(_annotation, found["annotations"])), tuple(Problem(**one) for one in found["problems"]))


def _annotation(said: Mapping[str, Any]) -> Annotation:
    fields = {name: said[name] for name in Annotation._fields}
    return Annotation(**{**fields, "labels": tuple(said["labels"])})
