"""Alarms: tags that moved or vanished since they were first seen. They outlive a rebuild, for Git does not tell."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from gto_studio.store import dialects
from gto_studio.store.owned import notices
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.tables import alarm as table
from gto_studio.store.owned.tables import repository

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class AlarmRow:
    id: str
    repository: str
    kind: str
    tag: str
    before: str
    after: str | None
    event: dict[str, Any] | None
    seen: float
    acknowledged: float | None
    acknowledged_by: str | None


def add(
    connection: Connection,
    *,
    repository: str,
    kind: str,
    tag: str,
    before: str,
    after: str | None,
    event: dict[str, Any] | None,
    now: float | None = None,
) -> AlarmRow:
    """Raise an alarm: `kind` is moved or vanished, `before` and `after` are ids of tag objects."""
    at = dialects.now(connection) if now is None else now
    new = AlarmRow(new_id(at), repository, kind, tag, before, after, event, at, None, None)
    connection.execute(table.insert().values(asdict(new)))
    return new


def find(connection: Connection, id: str) -> AlarmRow | None:
    row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return AlarmRow(*row) if row else None


def of_repositories(
    connection: Connection,
    repositories: Collection[str],
    *,
    open_only: bool = False,
    before: str | None = None,
    limit: int = 100,
) -> list[AlarmRow]:
    """The newest first; `before` is the id of the last one of the page before."""
    question = select(table).where(table.c.repository.in_(repositories)).order_by(table.c.id.desc()).limit(limit)
    if open_only:
        question = question.where(table.c.acknowledged.is_(None))
    if before is not None:
        question = question.where(table.c.id < before)
    return [AlarmRow(*row) for row in connection.execute(question)]


def count_open(connection: Connection, repositories: Collection[str]) -> dict[str, int]:
    """How many alarms of each repository nobody has acknowledged; those without any are missing."""
    question = (
        select(table.c.repository, func.count())
        .where(table.c.repository.in_(repositories), table.c.acknowledged.is_(None))
        .group_by(table.c.repository)
    )
    return {row[0]: row[1] for row in connection.execute(question)}


def acknowledge(connection: Connection, id: str, *, by: str, now: float) -> bool:
    """Somebody has seen it. False: it is unknown, or somebody had already."""
    changed = connection.execute(
        update(table)
        .where(table.c.id == id, table.c.acknowledged.is_(None))
        .values(acknowledged=now, acknowledged_by=by)
        .returning(table.c.repository)
    ).first()
    if changed is None:
        return False
    team = connection.scalar(select(repository.c.team).where(repository.c.id == changed.repository))
    notices.tell(connection, "alarm", {"alarm": id, "repository": changed.repository}, team=team, now=now)
    return True
