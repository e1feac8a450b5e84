"""Reading `artifacts.yaml`: a mapping from an artifact's name to what is said about it.

The meaning is GTO 1.x's: unknown fields are ignored, an empty file is an error, `virtual: no` is false. Where
GTO gives up the whole repository for one bad entry, only that entry is lost here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto.annotations.entries import Annotation, Problem, Reading
from gto.annotations.fields import artifact_name, flag, optional_text, read_each, text, texts
from gto.annotations.yaml import UnreadableYaml, decode, keyed_values, parse

if TYPE_CHECKING:
    from gto.annotations.yaml import Node


def read_artifacts_yaml(data: bytes, *, file: str) -> Reading:
    """Everything that `artifacts.yaml` says. Never raises on bad input."""

    def read(name: str, node: Node) -> Annotation:
        if ":" in name:
            raise UnreadableYaml(f"'{name}': a name with a folder belongs in the dvc.yaml of that folder")
        fields = keyed_values(node, what="an entry")
        return Annotation(
            artifact=artifact_name(name),
            source=file,
            type=optional_text(fields, "type"),
            path=optional_text(fields, "path"),
            virtual=flag(fields, "virtual", default=True),
            labels=texts(fields, "labels"),
            description=text(fields, "description", default=""),
            custom=fields.get("custom"),
        )

    try:
        root = parse(decode(data))
        if root is None:
            raise UnreadableYaml("the file is empty")
        return read_each(root, read, file=file)
    except UnreadableYaml as error:
        return Reading(problems=(Problem(file, str(error)),))
