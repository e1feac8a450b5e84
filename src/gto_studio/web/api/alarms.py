"""Alarms: tags that moved or vanished since they were first seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

from fastapi import Query
from fastapi.params import Path

from gto_studio.errors import NotFound
from gto_studio.identity.audit import audited
from gto_studio.store.owned import alarms, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.showing import may_write, visible
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from gto_studio.store.owned.alarms import AlarmRow
    from gto_studio.store.owned.repositories import RepositoryRow

ROWS_MAX = 1_000


def listing(
    ask: Ask,
    repository: Annotated[str | None, Query(max_length=26)] = None,
    team: Annotated[str | None, Query(max_length=64, description="Of one team, by id or slug")] = None,
    acknowledged: Annotated[bool, Query(description="Acknowledged ones, too")] = False,
) -> list[shapes.Alarm]:
    """Newest first."""
    with ask.parts.store.reading() as connection:
        found = {row.id: row for row in visible(ask, connection, team) if repository in (None, row.id)}
        rows = alarms.of_repositories(connection, list(found), open_only=not acknowledged, limit=ROWS_MAX)
    return [_shown(ask, row, found[row.repository]) for row in rows]


def acknowledge(ask: Ask, alarm: Annotated[str, Path(max_length=26)]) -> shapes.Alarm:
    """Say that somebody has looked at it."""
    with ask.parts.store.writing() as connection:
        news = alarms.acknowledge(connection, alarm, by=ask.actor.name, now=ask.parts.clock())
        row = alarms.find(connection, alarm)
        if row is None:
            raise NotFound("There is no such alarm")
        if news:
            audited(connection, ask.actor, "alarm.acknowledge", row.tag, {"kind": row.kind}, team=ask.team)
        return _shown(ask, row, repositories.get(connection, row.repository))


def _shown(ask: Asking, row: AlarmRow, repository: RepositoryRow) -> shapes.Alarm:
    return shapes.Alarm(
        id=row.id,
        repository=row.repository,
        repository_name=repository.name,
        kind=cast("Any", row.kind),
        tag=row.tag,
        before=row.before,
        after=row.after,
        event=row.event,
        seen_at=moment(row.seen),
        acknowledged_at=moment(row.acknowledged),
        acknowledged_by=row.acknowledged_by,
        may_write=may_write(ask.actor, repository.team),
    )
