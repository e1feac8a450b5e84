"""What the registry answers, as the objects of `gto.base` that callers of GTO 1.x know."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from gto import base
from gto.index import GTOInfo
from gto.index import as_artifact as annotated
from gto.registry.events import Moment
from gto.registry.names import ArtifactName
from gto.verbs.details import Enrichments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.registry import state
    from gto.registry.events import Event
    from gto.registry.listing import EventRow
    from gto.verbs.repository import Repository

_EVENTS: dict[str, Any] = {
    "create": base.Creation,
    "deprecate": base.Deprecation,
    "register": base.Registration,
    "deregister": base.Deregistration,
    "assign": base.Assignment,
    "unassign": base.Unassignment,
}


def as_datetime(moment: Moment) -> datetime:
    """A date with its offset."""
    zone = timezone(timedelta(minutes=moment.offset)) if moment.offset else timezone.utc
    return datetime.fromtimestamp(moment.seconds, zone)


def dated(data: Any) -> Any:
    """Plain data with datetimes for moments."""
    if isinstance(data, Moment):
        return as_datetime(data)
    if isinstance(data, dict):
        return {key: dated(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [dated(value) for value in data]
    return data


def as_event(row: EventRow) -> Any:
    """An event, and the version it is about."""
    return _event(row.event, row.version)


def as_artifacts(repository: Repository, artifacts: Sequence[state.Artifact]) -> list[base.Artifact]:
    """Artifacts with everything that is known of them; commits and annotations are read in one go."""
    enrich = Enrichments(repository, [version for one in artifacts for version in one.versions])
    return [
        base.Artifact(
            artifact=one.name,
            versions=[_version(version, enrich) for version in one.versions],
            deprecations=[_event(event, None) for event in one.deprecations],
        )
        for one in artifacts
    ]


def as_state(repository: Repository) -> base.BaseRegistryState:
    """The whole registry."""
    found = as_artifacts(repository, list(repository.state().artifacts.values()))
    return base.BaseRegistryState(artifacts={str(one.artifact): one for one in found})


def as_artifact(repository: Repository, name: str) -> base.Artifact:
    """One artifact. ArtifactNotFound."""
    return as_artifacts(repository, [repository.find(ArtifactName(name))])[0]


def _event(event: Event, version: str | None) -> Any:
    fields: dict[str, Any] = {
        "artifact": str(event.artifact),
        "created_at": as_datetime(event.at),
        "author": event.author,
        "author_email": event.author_email,
        "message": event.message,
        "commit_hexsha": str(event.commit),
        "tag": event.tag,
    }
    if event.action in ("register", "deregister", "assign", "unassign"):
        fields["version"] = version
    if event.stage is not None:
        fields["stage"] = str(event.stage)
    return _EVENTS[event.action](**fields)


def _version(version: state.Version, enrich: Enrichments) -> base.Version:
    shared = {
        "artifact": str(version.artifact),
        "commit_hexsha": str(version.commit),
        "version": version.text,
    }
    stages = {
        str(stage): base.VStage(
            **shared,
            stage=str(stage),
            assignments=[_event(e, version.text) for e in held.assignments],
            unassignments=[_event(e, version.text) for e in held.unassignments],
        )
        for stage, held in version.stages.items()
    }
    return base.Version(
        **shared,
        enrichments=_commits(version, enrich),
        registrations=[_event(e, e.version) for e in version.registrations],
        deregistrations=[_event(e, e.version) for e in version.deregistrations],
        stages=stages,
    )


def _commits(version: state.Version, enrich: Enrichments) -> list[base.Commit]:
    commit, annotation = enrich.commit(version), enrich.annotation(version)
    if commit is None:
        return []
    own = [GTOInfo(artifact=annotated(annotation))] if annotation else []
    return [
        base.Commit(
            artifact=str(version.artifact),
            created_at=as_datetime(commit.at),
            author=commit.author,
            author_email=commit.author_email,
            message=commit.message,
            commit_hexsha=str(commit.id),
            version=version.text,
            enrichments=[*own, *enrich.said(version)],
            committer=commit.committer,
            committer_email=commit.committer_email,
        )
    ]
