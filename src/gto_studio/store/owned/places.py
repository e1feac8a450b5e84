"""Which team a thing belongs to, and whether anybody may look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, or_, select

from gto_studio.store.owned import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def of_repository(connection: Connection, repository: str) -> tuple[str, bool] | None:
    """The team of a repository, and whether a public project shows it."""
    shown = exists().where(t.project.c.repository == t.repository.c.id, t.project.c.public)
    row = connection.execute(select(t.repository.c.team, shown).where(t.repository.c.id == repository)).first()
    return (row[0], bool(row[1])) if row else None


def of_project(connection: Connection, project: str) -> tuple[str, bool] | None:
    row = connection.execute(select(t.project.c.team, t.project.c.public).where(t.project.c.id == project)).first()
    return (row[0], bool(row[1])) if row else None


def of_alarm(connection: Connection, alarm: str) -> tuple[str, bool] | None:
    return _through_repository(connection, t.alarm.c.repository, t.alarm.c.id == alarm)


def of_change(connection: Connection, change: str) -> tuple[str, bool] | None:
    """Changes in work are the team's business, however public the repository."""
    return _through_repository(connection, t.change.c.repository, t.change.c.id == change)


def of_queued(connection: Connection, queued: str) -> tuple[str, bool] | None:
    """What is to be run is the team's business, as changes are."""
    return _through_repository(connection, t.queued_experiment.c.repository, t.queued_experiment.c.id == queued)


def of_subscription(connection: Connection, subscription: str) -> tuple[str, bool] | None:
    """What is told to whom is the business of the team alone."""
    found = connection.scalar(select(t.subscription.c.team).where(t.subscription.c.id == subscription))
    return (found, False) if found else None


def team(connection: Connection, name: str) -> str | None:
    """The id of the team with this id or slug."""
    found: str | None = connection.scalar(select(t.team.c.id).where(or_(t.team.c.id == name, t.team.c.slug == name)))
    return found


def teams(connection: Connection, among: Collection[str] | None) -> list[str]:
    """The ids of all teams, or of those among some."""
    asked = select(t.team.c.id).order_by(t.team.c.id)
    if among is not None:
        asked = asked.where(t.team.c.id.in_(sorted(among)))
    return list(connection.scalars(asked))


def _through_repository(
    connection: Connection, column: ColumnElement[str], which: ColumnElement[bool]
) -> tuple[str, bool] | None:
    asked = select(t.repository.c.team).join_from(column.table, t.repository, t.repository.c.id == column).where(which)
    found = connection.scalar(asked)
    return (found, False) if found else None
