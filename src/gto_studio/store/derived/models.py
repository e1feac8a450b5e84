"""What there is of artifacts, versions and annotations, as the last sync of each repository found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from gto_studio.store.derived import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, Select, Table


# Thousands of these are made for one answer, and a frozen dataclass takes five times as long to make.


class ArtifactRow(NamedTuple):
    repository: str
    name: str
    registered: bool
    active: bool
    latest: str | None
    latest_commit: str | None
    last_registered: int | None
    last_assigned: int | None
    annotated: bool
    type: str | None
    path: str | None
    location: str | None
    labels: list[str]
    description: str
    source: str | None


class AssignmentRow(NamedTuple):
    repository: str
    artifact: str
    stage: str
    version: str
    commit: str
    tag: str
    seconds: int
    offset: int
    author: str
    author_email: str
    message: str


@dataclass(frozen=True, slots=True)
class AboutRow:
    repository: str
    default_branch: str | None
    head: str | None
    stages: list[str] | None
    directories: list[str]
    workflows: list[dict[str, Any]]
    ci: list[str] | None


@dataclass(frozen=True, slots=True)
class ProblemRow:
    code: str
    subject: str
    says: str
    repair: str


def artifacts(connection: Connection, repositories: Collection[str]) -> list[ArtifactRow]:
    """Every artifact of these repositories, deprecated ones included."""
    return [ArtifactRow._make(row) for row in connection.execute(_of(t.artifact, repositories))]


def artifact(connection: Connection, repository: str, name: str) -> ArtifactRow | None:
    asked = _of(t.artifact, [repository]).where(t.artifact.c.name == name)
    row = connection.execute(asked).one_or_none()
    return ArtifactRow(*row) if row else None


def count(connection: Connection, repositories: Collection[str]) -> dict[str, int]:
    """How many artifacts in effect each repository has; those without any are missing."""
    asked = (
        select(t.artifact.c.repository, func.count())
        .where(t.artifact.c.repository.in_(repositories), t.artifact.c.active)
        .group_by(t.artifact.c.repository)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def stages_in_use(connection: Connection, repositories: Collection[str]) -> dict[str, list[str]]:
    """The stages that a version is in, by repository, in alphabetical order."""
    a = t.assignment.c
    asked = select(a.repository, a.stage).where(a.repository.in_(repositories)).distinct()
    found: dict[str, list[str]] = {}
    for repository, stage in connection.execute(asked):
        found.setdefault(repository, []).append(stage)
    return {repository: sorted(stages) for repository, stages in found.items()}


def assignments(connection: Connection, repositories: Collection[str]) -> list[AssignmentRow]:
    """Which version is in which stage of each artifact, stages in alphabetical order."""
    asked = _of(t.assignment, repositories).order_by(t.assignment.c.stage)
    return [AssignmentRow._make(row) for row in connection.execute(asked)]


def about(connection: Connection, repositories: Collection[str]) -> dict[str, AboutRow]:
    """Facts about repositories; those that were never read are missing."""
    a = t.about.c
    columns = (a.repository, a.default_branch, a.head, a.stages, a.directories, a.workflows, a.ci)
    asked = select(*columns).where(a.repository.in_(repositories))
    return {row[0]: AboutRow(*row) for row in connection.execute(asked)}


def only_written(connection: Connection, repository: str, artifact: str) -> list[str]:
    """The commits at which the artifact is a version only because annotations at the head speak of it."""
    v = t.version.c
    asked = select(v.commit).where(v.repository == repository, v.artifact == artifact, v.tag.is_(None))
    return list(connection.scalars(asked))


def problems(connection: Connection, repository: str) -> list[ProblemRow]:
    asked = _of(t.problem, [repository]).order_by(t.problem.c.position)
    return [ProblemRow(row.code, row.subject, row.says, row.repair) for row in connection.execute(asked)]


def count_problems(connection: Connection, repositories: Collection[str]) -> dict[str, int]:
    asked = (
        select(t.problem.c.repository, func.count())
        .where(t.problem.c.repository.in_(repositories))
        .group_by(t.problem.c.repository)
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def annotation_sets(connection: Connection, repository: str, ids: Collection[str] | None = None) -> dict[str, Any]:
    """Sets of annotations by id (None: all of the repository): `{"annotations": […], "problems": […]}`."""
    asked = select(t.annotation_set.c.id, t.annotation_set.c.document).where(
        t.annotation_set.c.repository == repository
    )
    if ids is not None:
        asked = asked.where(t.annotation_set.c.id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(asked)}


def forget_readings(connection: Connection, repository: str) -> None:
    """Throw away what was read of files and commits, so that the next sync reads all of it again.

    Refs and events stay: it is by them that the sync notices a tag that moved or vanished meanwhile.
    """
    for table in (t.about, t.commit, t.annotation_set, t.reading, t.part, t.extent):
        connection.execute(table.delete().where(table.c.repository == repository))


def remotes(connection: Connection, repository: str) -> dict[str, Any]:
    """Where DVC keeps the repository's data, as the head of its default branch says: see `about.remotes`."""
    return connection.scalar(select(t.about.c.remotes).where(t.about.c.repository == repository)) or {}


def _of(table: Table, repositories: Collection[str]) -> Select[Any]:
    return select(table).where(table.c.repository.in_(repositories))
