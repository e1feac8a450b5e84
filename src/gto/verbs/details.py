"""Versions with everything that GTO 1.x's JSON says of them: commits, annotations, events.

The rows of `show NAME` say which versions; here their commits and `artifacts.yaml` are read, all in one go.
"""

from __future__ import annotations

from gto.registry.events import Commit, Event, Moment
from gto.registry.listing import VersionRow, event_data, stage_data, version_state
from gto.registry.state import Artifact, Version, VersionStage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from gto.annotations.entries import Annotation
    from gto.registry.names import CommitId
    from gto.verbs.repository import Repository


def versions_data(repository: Repository, rows: Sequence[VersionRow]) -> list[dict[str, object]]:
    """The rows of `show NAME --json`, keys in GTO 1.x's order."""
    enrich = Enrichments(repository, [row.version for row in rows])
    return [_version_data(row, enrich) for row in rows]


def state_data(repository: Repository) -> dict[str, object]:
    """The whole state as `print-state` prints it."""
    artifacts = repository.state().artifacts
    enrich = Enrichments(repository, [v for artifact in artifacts.values() for v in artifact.versions])
    return {"artifacts": {name: _artifact_data(artifact, enrich) for name, artifact in artifacts.items()}}


class Enrichments:
    """The commit behind each version, what artifacts.yaml says of the artifact there, and what plug-ins add to that."""

    def __init__(self, repository: Repository, versions: Sequence[Version]) -> None:
        ids = list(dict.fromkeys(version.commit for version in versions))
        self._commits: Mapping[CommitId, Commit] = repository.commits(ids)
        self._annotations: dict[tuple[CommitId, str], Annotation] = {
            (id, annotation.artifact): annotation
            for id, reading in repository.annotations(ids).items()
            for annotation in reading.annotations
            if annotation.source == repository.config.INDEX
        }
        self._said = _said_by_plug_ins(repository, self._annotations)

    def annotation(self, version: Version) -> Annotation | None:
        """What artifacts.yaml says of the artifact at the version's commit."""
        return self._annotations.get((version.commit, version.artifact))

    def said(self, version: Version) -> list[Any]:
        """What plug-ins say of it: instances of `gto.ext.EnrichmentInfo`."""
        return self._said.get((version.commit, version.artifact), [])

    def commit(self, version: Version) -> Commit | None:
        return self._commits.get(version.commit)

    def of(self, version: Version) -> list[dict[str, object]]:
        commit = self.commit(version)
        if commit is None:
            return []
        annotation = self.annotation(version)
        enrichments = [] if annotation is None else [annotation_data(annotation)]
        enrichments += [info.model_dump() for info in self.said(version)]
        return [
            {
                "priority": 0,
                "addition": True,
                "artifact": version.artifact,
                "created_at": commit.at,
                "author": commit.author,
                "author_email": commit.author_email,
                "message": commit.message,
                "commit_hexsha": version.commit,
                "version": version.text,
                "enrichments": enrichments,
                "committer": commit.committer,
                "committer_email": commit.committer_email,
            }
        ]


def _said_by_plug_ins(
    repository: Repository, annotations: Mapping[tuple[CommitId, str], Annotation]
) -> dict[tuple[CommitId, str], list[Any]]:
    if not annotations:
        return {}
    from gto.verbs import enriching  # loads importlib.metadata, 34 ms; only where something is annotated

    readers = enriching.readers(repository.config)
    where = repository.place.origin or repository.place.root
    return {
        (commit, artifact): enriching.ask(readers, where, annotation.path, commit)
        for (commit, artifact), annotation in annotations.items()
    }


def annotation_data(annotation: Annotation) -> dict[str, object]:
    """An annotation of `artifacts.yaml` as an enrichment in GTO 1.x's JSON."""
    return {
        "source": "gto",
        "artifact": {
            "type": annotation.type,
            "path": annotation.path,
            "virtual": annotation.virtual,
            "labels": list(annotation.labels),
            "description": annotation.description,
            "custom": annotation.custom,
        },
    }


def _version_data(row: VersionRow, enrich: Enrichments) -> dict[str, object]:
    version = row.version
    source = version.authoring
    data = version_state(version, enrich.of(version))
    data["stages"] = [_stage_data(held) for held in row.stages]
    commit = enrich.commit(version)
    data |= {"is_active": version.is_active, "activated_at": _activated_at(version, commit, row.created_at)}
    data |= _authorship(source, commit, row.created_at)
    data |= {"ref": row.ref, "discovered": version.is_discovered}
    return data


def _stage_data(held: VersionStage) -> dict[str, object]:
    newest = held.events[-1]
    activated_at = newest.at if newest.action == "assign" else None
    data = stage_data(held, with_word=True) | {"is_active": held.is_active, "activated_at": activated_at}
    return data | _authorship(held.authoring, None, held.authoring.at) | {"ref": held.authoring.tag}


def _artifact_data(artifact: Artifact, enrich: Enrichments) -> dict[str, object]:
    versions = []
    for version in artifact.versions:
        stages = {stage: stage_data(held, with_word=False) for stage, held in version.stages.items()}
        versions.append(version_state(version, enrich.of(version)) | {"stages": stages})
    return {
        "artifact": artifact.name,
        "versions": versions,
        "creations": [],
        "deprecations": [event_data(e, None) for e in artifact.deprecations],
    }


def _activated_at(version: Version, commit: Commit | None, created_at: Moment) -> Moment:
    """Since its first registration; without one, since the first that is known of it, the commit included."""
    if version.registrations:
        return version.registrations[0].at
    events = [*version.events, *(e for held in version.stages.values() for e in held.events)]
    return min([e.at for e in events] + ([commit.at] if commit else []), default=created_at)


def _authorship(event: Event | None, commit: Commit | None, created_at: Moment) -> dict[str, object]:
    source = event or commit
    return {
        "created_at": created_at,
        "author": source.author if source else None,
        "author_email": source.author_email if source else None,
        "message": source.message if source else None,
    }
