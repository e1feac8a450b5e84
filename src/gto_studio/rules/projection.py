"""A registry, and what is written about its artifacts, as rows of the derived tables.

The same rows come from the same repository, however often and from wherever one starts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gto.registry import listing
from gto.registry.listing import View
from gto.registry.names import ArtifactName
from gto.registry.state import Artifact
from gto_studio.rules import annotation_sets, storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gto.annotations.entries import Annotation
    from gto.registry.events import Event
    from gto.registry.names import CommitId
    from gto.registry.oddities import Oddity
    from gto.registry.state import Registry, Version
    from gto_studio.rules.storable import Row

EVERYTHING = View(deprecated=True)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the default branch. `document`: its annotations, as `rules.annotation_sets` has them."""

    commit: CommitId
    document: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """Everything that tags and the head's annotations amount to, as rows without the repository's id."""

    event: list[Row] = field(default_factory=list)
    artifact: list[Row] = field(default_factory=list)
    version: list[Row] = field(default_factory=list)
    assignment: list[Row] = field(default_factory=list)

    @property
    def commits(self) -> set[str]:
        """The commits that carry a version."""
        return {row["commit"] for row in self.version}


def project(registry: Registry, head: Head | None, *, index: str) -> Registered:
    """The rows of a registry, to which annotations at the head add artifacts and versions, as in `gto show`."""
    rows = Registered(event=[_event(i, row) for i, row in enumerate(listing.event_rows(registry, ascending=True))])
    written: dict[str, Annotation] = {}
    if head is not None:
        said = annotation_sets.reading(head.document).annotations
        written = {annotation.artifact: annotation for annotation in reversed(said)}
        _discover(registry, head, said, index)
    for artifact in registry.artifacts.values():
        rows.artifact.append(_artifact(artifact, written.get(artifact.name)))
        rows.version.extend(_versions(artifact))
        rows.assignment.extend(_assignments(artifact))
    return rows


def _discover(registry: Registry, head: Head, said: Sequence[Annotation], index: str) -> None:
    """Add the artifacts that only annotations speak of, with the head as a version; of those in `index` in any case."""
    for annotation in said:
        name = ArtifactName(annotation.artifact)
        artifact = registry.artifacts.get(name)
        if artifact is None:
            artifact = registry.artifacts[name] = Artifact(name)
            artifact.discover(head.commit)
        elif annotation.source == index:
            artifact.discover(head.commit)


def _artifact(artifact: Artifact, written: Annotation | None) -> Row:
    latest = artifact.latest
    return {
        "name": artifact.name,
        "registered": artifact.is_registered,
        "active": artifact.is_active,
        "latest": latest.text if latest else None,
        "latest_commit": latest.commit if latest else None,
        "last_registered": _newest(artifact.events, "register"),
        "last_assigned": _newest(artifact.events, "assign"),
        "annotated": written is not None,
        "type": written.type if written else None,
        "path": written.path if written else None,
        "location": written.location if written else None,
        "labels": list(written.labels) if written else [],
        "description": written.description if written else "",
        "source": written.source if written else None,
    }


def problem_rows(odd: Iterable[Oddity], others: Iterable[tuple[str, str, str, str]]) -> list[Row]:
    """What is odd about tags, then about files: (code, subject, sentence, repair)."""
    found = [(o.code, o.tags[0] if o.tags else "", o.says, o.repair) for o in sorted(odd, key=lambda o: o.counts)]
    columns = ("code", "subject", "says", "repair")
    return [
        {"position": i, **{column: storable.text(value) for column, value in zip(columns, one, strict=True)}}
        for i, one in enumerate(dict.fromkeys([*found, *others]))
    ]


def _event(position: int, row: listing.EventRow) -> Row:
    event = row.event
    return {
        "tag": event.tag,
        "position": position,
        "action": event.action,
        "artifact": event.artifact,
        "version": row.version,
        "named_version": event.version,
        "stage": event.stage,
        "counter": event.counter,
        "commit": event.commit,
        **_authorship(event),
        "object": event.id,
    }


def _versions(artifact: Artifact) -> list[Row]:
    return [
        {
            "artifact": artifact.name,
            "version": row.version.text,
            "commit": row.version.commit,
            "rank": rank,
            "registered": row.version.is_registered,
            "active": row.version.is_active,
            **_version_authorship(row.version),
        }
        for rank, row in enumerate(listing.version_rows(artifact, EVERYTHING))
    ]


def _version_authorship(version: Version) -> Row:
    source = version.authoring
    if source is None:
        return dict.fromkeys(("tag", "seconds", "offset", "author", "author_email", "message"))
    return {"tag": source.tag, **_authorship(source)}


def _assignments(artifact: Artifact) -> list[Row]:
    return [
        {
            "artifact": artifact.name,
            "stage": stage,
            "version": held[0].version.text,
            "commit": held[0].version.commit,
            "tag": held[0].authoring.tag,
            **_authorship(held[0].authoring),
        }
        for stage, held in artifact.stages().items()
    ]


def _authorship(event: Event) -> Row:
    return {
        "seconds": event.seconds,
        "offset": event.offset,
        "author": storable.text(event.author),
        "author_email": storable.text(event.author_email),
        "message": storable.text(event.message),
    }


def _newest(events: Sequence[Event], action: str) -> int | None:
    return max((event.seconds for event in events if event.action == action), default=None)
