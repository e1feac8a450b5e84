"""What lets us in at a repository's data remotes, encrypted. It is never opened here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from gto_studio.store.owned.tables import remote_secret as table

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class RemoteSecretRow:
    """`address`: of the remote when somebody attached this; it is sent nowhere else. `fields`: their names."""

    id: str
    repository: str
    name: str
    address: str
    fields: list[str]
    secret: bytes
    changed: float
    changed_by: str


def of_repository(connection: Connection, repository: str) -> list[RemoteSecretRow]:
    """By the names of the remotes."""
    asked = select(table).where(table.c.repository == repository).order_by(table.c.name)
    return [RemoteSecretRow(*row) for row in connection.execute(asked)]


def save(connection: Connection, new: RemoteSecretRow) -> None:
    """Attach it to its remote, in the place of what was attached before."""
    remove(connection, new.repository, new.name)
    connection.execute(table.insert().values(asdict(new)))


def remove(connection: Connection, repository: str, name: str) -> None:
    connection.execute(delete(table).where(table.c.repository == repository, table.c.name == name))
