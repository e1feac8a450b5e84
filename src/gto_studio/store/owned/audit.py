"""The audit: who did what, as long as the database lasts. Rows are added and read, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, select

from gto_studio.store.owned.tables import audit as table

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class AuditRow:
    id: str
    at: float
    person: str | None
    name: str
    action: str
    team: str | None
    subject: str
    detail: dict[str, Any]


def add(connection: Connection, row: AuditRow) -> None:
    connection.execute(insert(table).values(**{name: getattr(row, name) for name in AuditRow.__slots__}))


def seen_by(
    connection: Connection,
    *,
    sees: frozenset[str] | None,
    action: str | None = None,
    person: str | None = None,
    before: str | None = None,
    limit: int = 100,
) -> list[AuditRow]:
    """Newest first. `sees`: the teams whose rows are asked for; None: all rows. `before`: an id, for the next page."""
    asked = select(*(table.c[name] for name in AuditRow.__slots__)).order_by(table.c.id.desc()).limit(limit)
    if sees is not None:
        asked = asked.where(table.c.team.in_(sees))
    if action:
        asked = asked.where(or_(table.c.action == action, table.c.action.startswith(f"{action}.", autoescape=True)))
    if person:
        asked = asked.where(table.c.person == person)
    if before:
        asked = asked.where(table.c.id < before)
    return [AuditRow(*row) for row in connection.execute(asked)]
