"""What is said about an artifact, as values. Knows no YAML, so remembered readings are cheap to show."""

from __future__ import annotations

import posixpath

from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    #: What JSON can hold. Dates are text as written; keys are text.
    Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

DVC_YAML = "dvc.yaml"


def declares_artifacts(data: bytes) -> bool:
    """Whether a dvc.yaml is worth loading the YAML library for: most say nothing about artifacts."""
    return b"artifacts" in data


class Annotation(Record):
    """One entry of an annotation file."""

    #: Full name: "resnet", or "models/cv:resnet" when it was read from models/cv/dvc.yaml.
    artifact: str
    #: The file it was read from, seen from the repository's root.
    source: str
    type: str | None = None
    #: As written: relative to the root (artifacts.yaml) or to the folder of the dvc.yaml. May be a URL.
    path: str | None = None
    #: Only artifacts.yaml says this: whether the artifact may live outside the repository.
    virtual: bool = True
    labels: tuple[str, ...] = ()
    description: str = ""
    #: Anything: `custom` of artifacts.yaml, `meta` of dvc.yaml.
    custom: Plain = None

    @property
    def location(self) -> str | None:
        """The path seen from the repository's root; a URL or an absolute path as it is.

        It may begin with "../": then it lies outside the repository.
        """
        if not self.path or "://" in self.path or posixpath.isabs(self.path):
            return self.path
        folder, file = posixpath.split(self.source)
        return posixpath.normpath(posixpath.join(folder if file == DVC_YAML else "", self.path))


class Problem(Record):
    """Why a file, or one entry of it, could not be used."""

    file: str
    message: str
    #: The entry's name as far as it is known; None when the whole file is meant.
    artifact: str | None = None


class Reading(Record):
    """What one file gave. A bad entry costs that entry, a bad file that file, nothing more."""

    annotations: tuple[Annotation, ...] = ()
    problems: tuple[Problem, ...] = ()
