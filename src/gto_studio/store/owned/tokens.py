"""Tokens: secrets for programs, each of a person. Hashes come in; no secret is ever seen here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, or_, select, update

from gto_studio.rules.access import Scope
from gto_studio.store.owned import people
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.tables import token as table

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: str
    hint: str
    person: str
    team: str | None
    name: str
    scopes: frozenset[Scope]
    created: float
    used: float | None
    expires: float | None


def add(
    connection: Connection,
    *,
    hash: str,
    hint: str,
    person: str,
    team: str | None,
    name: str,
    scopes: frozenset[Scope],
    expires: float | None,
    now: float,
) -> TokenRow:
    new = TokenRow(new_id(now), hint, person, team, name, scopes, now, None, expires)
    connection.execute(
        insert(table).values(
            id=new.id,
            hash=hash,
            hint=hint,
            person=person,
            team=team,
            name=name,
            scopes=sorted(scope.value for scope in scopes),
            created=now,
            expires=expires,
        )
    )
    return new


def of_person(connection: Connection, person: str) -> list[TokenRow]:
    """Those that were not revoked; expired ones included, so that one sees why something stopped."""
    asked = select(table).where(table.c.person == person, table.c.revoked.is_(None))
    return [_token(row) for row in connection.execute(asked.order_by(table.c.id))]


def find(connection: Connection, hash: str, now: float) -> tuple[TokenRow, people.PersonRow] | None:
    """A token that still holds, and whose it is."""
    row = connection.execute(
        select(table).where(
            table.c.hash == hash,
            table.c.revoked.is_(None),
            or_(table.c.expires.is_(None), table.c.expires > now),
        )
    ).one_or_none()
    owner = people.find(connection, row.person) if row else None
    return (_token(row), owner) if row and owner and not owner.disabled else None


def find_any(connection: Connection, hash: str) -> TokenRow | None:
    """A token, also if it was revoked or has expired: for saying why it is refused."""
    row = connection.execute(select(table).where(table.c.hash == hash)).one_or_none()
    return _token(row) if row else None


def used(connection: Connection, id: str, now: float) -> None:
    connection.execute(update(table).where(table.c.id == id).values(used=now))


def revoke(connection: Connection, person: str, id: str, now: float) -> TokenRow | None:
    """The token, if it was this person's and could still be used."""
    held = and_(table.c.id == id, table.c.person == person, table.c.revoked.is_(None))
    row = connection.execute(select(table).where(held)).one_or_none()
    if row is None or not connection.execute(update(table).where(held).values(revoked=now)).rowcount:
        return None
    return _token(row)


def revoke_all(connection: Connection, person: str, now: float) -> int:
    """All of a person's tokens; how many there were."""
    held = and_(table.c.person == person, table.c.revoked.is_(None))
    return connection.execute(update(table).where(held).values(revoked=now)).rowcount


def _token(row: Row[Any]) -> TokenRow:
    scopes = frozenset(Scope(name) for name in row.scopes)
    return TokenRow(row.id, row.hint, row.person, row.team, row.name, scopes, row.created, row.used, row.expires)
