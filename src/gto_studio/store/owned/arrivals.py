"""What clients sent lately, and what became of it: the newest of each kind, and no more than so many."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, tuple_

from gto_studio.store import dialects
from gto_studio.store.owned.tables import arrival

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: More are of no help to anybody.
KEPT_MOST = 200

#: Of those that came in one moment, always in the same order.
_NEWEST_FIRST = (arrival.c.at.desc(), *arrival.primary_key)


@dataclass(frozen=True, slots=True)
class ArrivalRow:
    """`code` empty: it was taken. `url` is without secrets; empty where nothing could be read."""

    hint: str  # the first characters of the token; empty: none was sent
    url: str  # of the repository
    path: str  # what was called: /api/live, /webhook/dvc
    code: str  # of the error
    says: str  # what the client was told
    person: str | None  # whose token it is, or was
    token: str | None  # its name
    at: float


def note(connection: Connection, row: ArrivalRow) -> None:
    """Write down the newest of its kind."""
    statement = dialects.insert(connection, arrival).values(asdict(row))
    news = {name: statement.excluded[name] for name in ("says", "person", "token", "at")}
    keys = [column.name for column in arrival.primary_key]
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=news))
    old = select(*arrival.primary_key).order_by(*_NEWEST_FIRST).offset(KEPT_MOST).limit(KEPT_MOST)
    if gone := connection.execute(old).all():
        connection.execute(delete(arrival).where(tuple_(*arrival.primary_key).in_([tuple(key) for key in gone])))


def newest(connection: Connection) -> list[ArrivalRow]:
    """The newest first."""
    return [ArrivalRow(*row) for row in connection.execute(select(arrival).order_by(*_NEWEST_FIRST))]


def clear(connection: Connection, *, before: float) -> int:
    """Forget those that came before this moment."""
    return connection.execute(delete(arrival).where(arrival.c.at < before)).rowcount
