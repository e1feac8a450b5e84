"""Notices: what open pages are told. Ids are in the order of commits, so who read up to one has missed none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, func, or_, select

from gto_studio.store import dialects, wakeups
from gto_studio.store.owned.tables import notice

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

#: Without taking turns, PostgreSQL would give out 5 and 6, commit 6, and commit 5 when 6 had been read.
TURN = 0x67746F6E


@dataclass(frozen=True, slots=True)
class NoticeRow:
    id: int
    at: float
    team: str | None
    topic: str
    data: dict[str, Any]


def tell(
    connection: Connection, topic: str, data: dict[str, Any], *, team: str | None = None, now: float | None = None
) -> None:
    """Tell the pages of a team (None: of everybody). The last thing a transaction does: others wait for their turn."""
    dialects.take_turn(connection, TURN)
    at = dialects.now(connection) if now is None else now
    connection.execute(notice.insert().values(at=at, team=team, topic=topic, data=data))
    wakeups.wake(connection)


def since(
    connection: Connection, last: int, *, teams: Collection[str] | None = None, limit: int = 1_000
) -> list[NoticeRow]:
    """Notices after the one with this id, the oldest first; `teams` None: of all teams."""
    question = select(notice).where(notice.c.id > last).order_by(notice.c.id).limit(limit)
    if teams is not None:
        question = question.where(or_(notice.c.team.is_(None), notice.c.team.in_(teams)))
    return [NoticeRow(**row) for row in connection.execute(question).mappings()]


def newest(connection: Connection, *, before: float | None = None) -> int:
    """The id of the newest notice, or of the newest that was told before this moment; 0 if there is none."""
    asked = select(notice.c.id).order_by(notice.c.id.desc()).limit(1)
    return connection.scalar(asked if before is None else asked.where(notice.c.at < before)) or 0


def oldest(connection: Connection) -> int:
    """The id of the oldest notice that is still there; 0 if there is none."""
    return connection.scalar(select(func.min(notice.c.id))) or 0


def clear_repeated(connection: Connection, topic: str, kind: str, *, before: float) -> int:
    """Forget those of a kind told before this moment, if the same was told later: the last one says it all."""
    last = select(func.max(notice.c.id)).where(notice.c.topic == topic, _is(kind)).scalar_subquery()
    old = (notice.c.topic == topic, _is(kind), notice.c.at < before, notice.c.id < last)
    return connection.execute(delete(notice).where(*old)).rowcount


def _is(kind: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = notice.c.data["kind"].as_string() == kind
    return found


def clear(connection: Connection, *, before: float) -> int:
    """Forget those told before this moment, but never the newest one: its id says how far we are."""
    return connection.execute(
        delete(notice).where(notice.c.at < before, notice.c.id < select(func.max(notice.c.id)).scalar_subquery())
    ).rowcount
