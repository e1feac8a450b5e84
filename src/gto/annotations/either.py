"""An annotation file of either kind: what it says, and its bytes with a request carried out.

`index` is the name that `.gto` gives to artifacts.yaml; every other file is a dvc.yaml.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gto.annotations import editing, splicing
from gto.annotations.artifacts_yaml import read_artifacts_yaml
from gto.annotations.changes import Change
from gto.annotations.dvc_yaml import needed_files, read_dvc_yaml
from gto.annotations.requests import Annotate, Remove
from gto.annotations.yaml import decode, plain
from gto.errors import ArtifactNotFound
from gto.registry.names import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto.annotations.entries import Reading


def reading(data: bytes, *, file: str, index: str, files: Mapping[str, bytes] = MappingProxyType({})) -> Reading:
    """What a file says. `files` holds those of `beside` that exist."""
    if file == index:
        return read_artifacts_yaml(data, file=file)
    return read_dvc_yaml(data, file=file, files=files)


def beside(data: bytes, *, file: str, index: str) -> Sequence[str]:
    """The files that a file takes values from."""
    return () if file == index else needed_files(data, file)


def has(data: bytes | None, artifact: str, *, file: str, index: str) -> bool:
    """Whether a file has an entry of the artifact, good or bad."""
    return splicing.find(decode(data or b""), _place(artifact, file, index)) is not None


def adopted(data: bytes | None, artifact: str, source: bytes, *, file: str, index: str) -> bytes:
    """A file's bytes with an entry that it lacks, as another state of the file (`source`) has it. CannotEdit."""
    place = _place(artifact, file, index)
    with editing.refusals_named(file):
        entry = splicing.find(decode(source), place)
        if entry is None:
            raise ArtifactNotFound(artifact, file=file)
        layout = editing.LAYOUT if file == index else editing.DVC_LAYOUT
        return splicing.put(decode(data or b""), place, plain(entry), sort=file == index, layout=layout).encode()


def edited(
    data: bytes | None, request: Annotate | Remove, *, file: str, index: str, types: Sequence[str] | None
) -> bytes | None:
    """A file's bytes (None: no file) with the request carried out; None if nothing is left.

    ArtifactNotFound if there is nothing to remove; else what `editing` refuses.
    """
    _, name = split(request.artifact)
    is_index = file == index
    if isinstance(request, Remove):
        if data is None:
            raise ArtifactNotFound(request.artifact, file=file)
        take = editing.remove_from_artifacts_yaml if is_index else editing.remove_from_dvc_yaml
        return take(data, name, file=file) or None
    change = Change(
        name,
        type=request.type,
        path=request.path,
        virtual=False if is_index and request.must_exist else None,
        labels=request.labels or None,
        description=request.description,
        custom=request.meta,
    )
    write = editing.annotate_artifacts_yaml if is_index else editing.annotate_dvc_yaml
    return write(data, change, file=file, types=types, update=True)


def _place(artifact: str, file: str, index: str) -> tuple[str, ...]:
    """Where the artifact's entry stands in a file."""
    _, name = split(artifact)
    return (name,) if file == index else ("artifacts", name)
