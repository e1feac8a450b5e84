"""Sign-ins that failed, by whom and from where, so that nobody tries for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from gto_studio.store.owned.tables import attempt as table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


def add(connection: Connection, subjects: Sequence[str], now: float) -> None:
    connection.execute(insert(table), [{"subject": subject, "at": now} for subject in subjects])


def count(connection: Connection, subject: str, since: float) -> tuple[int, float]:
    """How many there were since then, and when the last one was."""
    asked = select(func.count(), func.max(table.c.at)).where(table.c.subject == subject, table.c.at >= since)
    row = connection.execute(asked).one()
    return int(row[0]), float(row[1] or 0.0)


def forget(connection: Connection, subject: str, *, at: float | None = None) -> None:
    """All of them, or the one of that moment."""
    gone = delete(table).where(table.c.subject == subject)
    connection.execute(gone if at is None else gone.where(table.c.at == at))


def clear(connection: Connection, *, before: float) -> None:
    """Throw away what is older."""
    connection.execute(delete(table).where(table.c.at < before))
