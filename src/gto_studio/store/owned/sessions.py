"""Sessions of people who signed in. Hashes come in; no secret is ever seen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from gto_studio.store.owned import people
from gto_studio.store.owned.tables import person
from gto_studio.store.owned.tables import session as table

if TYPE_CHECKING:
    from sqlalchemy import Connection


def add(connection: Connection, *, hash: str, person: str, now: float, expires: float) -> None:
    connection.execute(insert(table).values(hash=hash, person=person, created=now, expires=expires))


def find(connection: Connection, hash: str, now: float) -> people.PersonRow | None:
    """Whose session it is, if it still holds."""
    asked = select(*people.COLUMNS).join(table, table.c.person == person.c.id)
    row = connection.execute(
        asked.where(table.c.hash == hash, table.c.expires > now, person.c.disabled.is_(False))
    ).one_or_none()
    return people.PersonRow(*row) if row else None


def remove(connection: Connection, hash: str) -> None:
    connection.execute(delete(table).where(table.c.hash == hash))


def remove_all(connection: Connection, person: str, *, but: str | None = None) -> None:
    """All of a person's sessions, except for one."""
    connection.execute(delete(table).where(table.c.person == person, table.c.hash != (but or "")))


def clear(connection: Connection, *, before: float) -> None:
    """Throw away those that expired by then."""
    connection.execute(delete(table).where(table.c.expires <= before))
