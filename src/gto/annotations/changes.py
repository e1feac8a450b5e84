"""What somebody asks an annotation file to say, and the rules it has to keep. Knows nothing of YAML."""

from __future__ import annotations

import posixpath

from gto.errors import PathIsUsed, UnknownType, WrongArgs
from gto.record import Record
from gto.registry.names import check_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gto.annotations.entries import Annotation, Plain


class Change(Record):
    """What is to be said about one artifact. None, or an empty text, leaves what is there."""

    #: As the file calls it: without the folder of a dvc.yaml.
    name: str
    type: str | None = None
    path: str | None = None
    #: False: the path has to exist in the commit. Only artifacts.yaml can say so.
    virtual: bool | None = None
    #: Joined with the labels that are there.
    labels: tuple[str, ...] | None = None
    description: str | None = None
    #: A mapping is joined with the one that is there; anything else replaces it.
    custom: Plain = None


def check(change: Change, *, types: Sequence[str] | None = None) -> None:
    """Names have to be names, and the type one of `types`, which `.gto` may list."""
    check_name(change.name)
    if change.type:
        check_name(change.type)
        if types is not None and change.type not in types:
            raise UnknownType(change.type, types)
    for label in change.labels or ():
        check_name(label)
    if change.virtual is False and not change.path:
        raise WrongArgs("`path` is required when `must_exist` is set to True")


def check_path(artifact: str, location: str | None, others: Iterable[Annotation]) -> None:
    """Two artifacts may not share a path or have one inside the other's; whoever allows it does not ask.

    `artifact` is the full name, `location` the path seen from the repository's root.
    """
    if not location:
        return
    for other in others:
        if other.artifact != artifact and other.location and _overlap(location, other.location):
            raise PathIsUsed(other.type, other.artifact, other.path)


def _overlap(one: str, other: str) -> bool:
    one, other = (place if "://" in place else posixpath.normpath(place) for place in (one, other))
    one, other = sorted((one.rstrip("/") + "/", other.rstrip("/") + "/"))
    return other.startswith(one) or one == "./"
