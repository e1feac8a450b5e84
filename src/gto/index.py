"""What is annotated about an artifact, as GTO 1.x gave it to Python, and its checks of paths.

Serves callers of `api.describe`. Annotations are written by `api.register(…, type=…)`, `gto annotate` and
`gto.verbs.annotating`; the managers of GTO 1.x that wrote artifacts.yaml are not part of this package.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gto.ext import EnrichmentInfo
from gto.legacy.model import Model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gto.annotations.entries import Annotation


@dataclass(kw_only=True)
class Artifact(Model):
    """One entry of artifacts.yaml, or of `artifacts:` in a dvc.yaml."""

    type: str | None = None
    path: str | None = None
    virtual: bool = True
    labels: list[str] = field(default_factory=list)
    description: str | None = ""
    custom: Any = None


@dataclass(kw_only=True)
class GTOInfo(EnrichmentInfo):
    """An entry as the enrichment of a version."""

    source: str = "gto"
    artifact: Artifact

    def get_object(self) -> Artifact:
        return self.artifact

    def get_human_readable(self) -> str:
        return self.artifact.model_dump_json()

    def get_path(self) -> str:
        return self.artifact.path or ""


def as_artifact(annotation: Annotation) -> Artifact:
    """An annotation as callers of GTO 1.x know it."""
    return Artifact(
        type=annotation.type,
        path=annotation.path,
        virtual=annotation.virtual,
        labels=list(annotation.labels),
        description=annotation.description,
        custom=annotation.custom,
    )


def find_repeated_path(path: str | Path, paths: Iterable[str | Path]) -> Path | None:
    """Which of `paths` is the same as `path`, or lies in it, or has it inside; None if none does."""
    wanted = Path(path).resolve()
    for other in paths:
        found = Path(other).resolve()
        if wanted == found or wanted in found.parents or found in wanted.parents:
            return found
    return None


def check_if_path_exists(path: str | Path, scm: Any = None) -> bool:
    """Whether a file or folder is there; with `scm`, in its work tree."""
    return Path(scm.root_dir if scm else "", path).exists()
