"""What somebody wants to say about an artifact, and in which file it belongs. Knows nothing of YAML."""

from __future__ import annotations

import posixpath

from gto.annotations.entries import DVC_YAML
from gto.errors import WrongArgs
from gto.record import Record
from gto.registry.names import split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gto.annotations.entries import Plain, Reading


class Annotate(Record):
    """Say something about an artifact. What is None (or empty) stays as it is; labels and `meta` are joined.

    `path` is written as given: seen from the folder of the dvc.yaml, or from the root for artifacts.yaml.
    `file` is the name of the file to write, None for the one that fits (`choose_file`).
    """

    artifact: str
    type: str | None = None
    path: str | None = None
    description: str | None = None
    labels: tuple[str, ...] = ()
    meta: Plain = None
    file: str | None = None
    must_exist: bool = False
    allow_same_path: bool = False


class Remove(Record):
    """Take away what is written about an artifact."""

    artifact: str
    file: str | None = None


def message_for(request: Annotate | Remove) -> str:
    """The message of a commit for which nobody wrote one."""
    return f"{'Annotate' if isinstance(request, Annotate) else 'Remove annotation of'} {request.artifact}"


def choose_file(artifact: str, reading: Reading, index: str, *, wanted: str | None = None) -> str:
    """The file in which an artifact is described, seen from the root.

    That is where something is written about it already; else the dvc.yaml of its folder; else `index`
    (artifacts.yaml) if the repository keeps annotations there and not in dvc.yaml; else dvc.yaml.
    """
    folder, _ = split(artifact)
    home = posixpath.join(folder, DVC_YAML)
    if wanted is not None:
        if wanted in (DVC_YAML, home):
            return home
        if wanted != index:
            raise WrongArgs(f"'{wanted}' is no file for annotations of '{artifact}'", hint=f"use {home} or {index}")
        if folder:
            raise WrongArgs(f"'{artifact}' has a folder in its name, so it belongs in {home}")
        return index
    sources = [a.source for a in reading.annotations if a.artifact == artifact]
    if sources:
        return home if home in sources else sources[0]
    kept = {a.source for a in reading.annotations}
    return index if not folder and index in kept and home not in kept else home
