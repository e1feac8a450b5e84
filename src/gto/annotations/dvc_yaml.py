"""Reading `artifacts:` of a dvc.yaml. All other parts of the file belong to DVC and are not looked at.

An artifact `m` of models/cv/dvc.yaml is called "models/cv:m". The meaning is DVC's: `path` is required,
keys that DVC doesn't know are errors, `${…}` is replaced. Where DVC gives up the whole file for a bad entry,
only that entry is lost here.
"""

from __future__ import annotations

import posixpath
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from gto.annotations.entries import Annotation, Problem, Reading, declares_artifacts
from gto.annotations.fields import artifact_name, read_each, text, texts
from gto.annotations.interpolation import files_of, gather, read_file, spelled
from gto.annotations.yaml import UnreadableYaml, decode, keyed_nodes, keyed_values, parse, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.annotations.entries import Plain
    from gto.annotations.yaml import Node

FIELDS = ("path", "type", "desc", "labels", "meta")


def needed_files(data: bytes, file: str) -> tuple[str, ...]:
    """The files, seen from the repository's root, that `read_dvc_yaml` wants to see. They may not exist."""
    if not declares_artifacts(data) or b"${" not in data:
        return ()
    try:
        return files_of(_vars(_sections(data)), posixpath.dirname(file))
    except UnreadableYaml:
        return ()


def read_dvc_yaml(data: bytes, *, file: str, files: Mapping[str, bytes] = MappingProxyType({})) -> Reading:
    """The artifacts that a dvc.yaml declares. `files` holds those of `needed_files` that exist.

    Never raises on bad input.
    """
    if not declares_artifacts(data):
        return Reading()
    try:
        sections = _sections(data)
        if "artifacts" not in sections:
            return Reading()
        folder = posixpath.dirname(file)
        values = gather(_vars(sections), folder, partial(_opened, files)) if b"${" in data else None

        def read(name: str, node: Node) -> Annotation:
            fields = keyed_values(node, what="an entry")
            _check(fields, node)
            if values is not None:
                name = values.put_in_name(name)
                fields = {field: values.put_in(value) for field, value in fields.items()}
            labels = fields.get("labels", [])
            return Annotation(
                artifact=artifact_name(f"{folder}:{name}" if folder else name),
                source=file,
                type=spelled(fields["type"]) if "type" in fields else None,
                path=spelled(fields["path"]),
                labels=tuple(map(spelled, labels)) if isinstance(labels, list) else (),
                description=spelled(fields.get("desc", "")),
                custom=fields.get("meta"),
            )

        return read_each(sections["artifacts"], read, file=file)
    except UnreadableYaml as error:
        return Reading(problems=(Problem(file, str(error)),))


def _opened(files: Mapping[str, bytes], place: str) -> dict[str, Plain] | None:
    return read_file(files[place], place) if place in files else None


def _sections(data: bytes) -> dict[str, Node]:
    root = parse(decode(data))
    if root is None:
        return {}
    repeated: set[str] = set()
    found = keyed_nodes(root, what="dvc.yaml", repeated=repeated)
    for section in ("artifacts", "vars"):
        if section in repeated:
            raise UnreadableYaml(f"`{section}` appears twice")
    return found


def _vars(sections: dict[str, Node]) -> Plain:
    return plain(sections["vars"]) if "vars" in sections else None


def _check(fields: dict[str, Plain], node: Node) -> None:
    """DVC checks an entry as it is written; what an expression gives may be a number as well."""
    if unknown := sorted(fields.keys() - FIELDS):
        raise UnreadableYaml(f"line {node.line}: unknown key '{unknown[0]}'")
    if "path" not in fields:
        raise UnreadableYaml(f"line {node.line}: `path` is missing")
    for field in ("path", "type", "desc"):
        if field in fields:
            text(fields, field)
    texts(fields, "labels")
