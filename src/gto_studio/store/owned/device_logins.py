"""Requests of programs that can't open a browser for a token, which a person answers elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, select, update

from gto_studio.rules.access import Scope
from gto_studio.store.owned.tables import device_login as table

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: So long an expired request is remembered, to say that it expired.
KEPT_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class DeviceRow:
    hash: str
    user_code: str
    client: str
    name: str
    scopes: frozenset[Scope]
    expires: float
    person: str | None
    team: str | None
    refused: bool
    address: str | None = None


def add(connection: Connection, new: DeviceRow) -> None:
    connection.execute(
        insert(table).values(
            hash=new.hash,
            user_code=new.user_code,
            client=new.client,
            name=new.name,
            scopes=sorted(scope.value for scope in new.scopes),
            expires=new.expires,
            refused=new.refused,
            address=new.address,
        )
    )


def find(connection: Connection, *, hash: str | None = None, user_code: str | None = None) -> DeviceRow | None:
    same = table.c.hash == hash if hash is not None else table.c.user_code == user_code
    row = connection.execute(select(table).where(same)).one_or_none()
    if row is None:
        return None
    scopes = frozenset(Scope(name) for name in row.scopes)
    return DeviceRow(
        row.hash,
        row.user_code,
        row.client,
        row.name,
        scopes,
        row.expires,
        row.person,
        row.team,
        row.refused,
        row.address,
    )


def make_room(connection: Connection, most: int, now: float) -> None:
    """Where `most` requests wait for an answer, one goes: the oldest of the address that has the most of them."""
    undecided = and_(table.c.person.is_(None), table.c.refused.is_(False), table.c.expires > now)
    count = func.count()
    waiting = connection.execute(
        select(table.c.address, count.label("waiting"))
        .where(undecided)
        .group_by(table.c.address)
        .order_by(count.desc(), func.min(table.c.expires))
    ).all()
    if sum(row.waiting for row in waiting) < most:
        return
    oldest = (
        select(table.c.hash)
        .where(undecided, table.c.address.is_not_distinct_from(waiting[0].address))
        .order_by(table.c.expires, table.c.hash)
        .limit(1)
    )
    connection.execute(delete(table).where(table.c.hash.in_(oldest)))


def answer(
    connection: Connection,
    hash: str,
    *,
    person: str | None,
    scopes: frozenset[Scope],
    team: str | None,
    now: float,
) -> bool:
    """Write down a yes (by `person`) or a no (None); False if it was answered or expired before."""
    waiting = and_(
        table.c.hash == hash,
        table.c.person.is_(None),
        table.c.refused.is_(False),
        table.c.expires > now,
    )
    words = sorted(scope.value for scope in scopes)
    values = {"person": person, "refused": person is None, "scopes": words, "team": team}
    return bool(connection.execute(update(table).where(waiting).values(**values)).rowcount)


def take(connection: Connection, hash: str) -> bool:
    """Use up an answered request: its token is given out once."""
    return bool(connection.execute(delete(table).where(table.c.hash == hash)).rowcount)


def clear(connection: Connection, *, now: float) -> None:
    """Throw away those that expired a while ago."""
    connection.execute(delete(table).where(table.c.expires <= now - KEPT_SECONDS))
