"""Links by which somebody is invited into a team. Hashes come in; no secret is ever seen here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from gto_studio.rules.access import Role
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.tables import invite as table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class InviteRow:
    id: str
    team: str
    role: Role
    created: float
    created_by: str
    expires: float


def add(
    connection: Connection, *, hash: str, team: str, role: Role, created_by: str, expires: float, now: float
) -> InviteRow:
    new = InviteRow(new_id(now), team, role, now, created_by, expires)
    connection.execute(
        insert(table).values(
            id=new.id, hash=hash, team=team, role=int(role), created=now, created_by=created_by, expires=expires
        )
    )
    return new


def of_team(connection: Connection, team: str, now: float) -> list[InviteRow]:
    asked = select(table).where(table.c.team == team, table.c.expires > now).order_by(table.c.id)
    return [_invite(row) for row in connection.execute(asked)]


def find(connection: Connection, hash: str, now: float) -> InviteRow | None:
    row = connection.execute(select(table).where(table.c.hash == hash, table.c.expires > now)).one_or_none()
    return _invite(row) if row else None


def take(connection: Connection, hash: str, now: float) -> InviteRow | None:
    """The invitation, used up; of two who come at once only one gets it."""
    found = find(connection, hash, now)
    if found is None or not connection.execute(delete(table).where(table.c.id == found.id)).rowcount:
        return None
    return found


def remove(connection: Connection, team: str, id: str) -> bool:
    return bool(connection.execute(delete(table).where(table.c.team == team, table.c.id == id)).rowcount)


def _invite(row: Row[Any]) -> InviteRow:
    return InviteRow(row.id, row.team, Role(row.role), row.created, row.created_by, row.expires)


def clear(connection: Connection, *, before: float) -> None:
    """Throw away those that expired by then."""
    connection.execute(delete(table).where(table.c.expires <= before))
