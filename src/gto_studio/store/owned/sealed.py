"""The columns that hold encrypted values: which there are, and how a new key reaches all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from gto_studio.store.owned.tables import git_connection, remote_secret, repository, subscription

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

#: Every such column; its table has an `id`.
COLUMNS = (
    repository.c.secret,
    repository.c.hook_secret,
    remote_secret.c.secret,
    subscription.c.secret,
    subscription.c.old_secret,
    git_connection.c.secret,
    git_connection.c.renewal,
)


def values(connection: Connection) -> list[bytes]:
    """Everything that is stored encrypted."""
    found: list[bytes] = []
    for column in COLUMNS:
        found += connection.scalars(select(column).where(column.is_not(None)))
    return found


def replace_all(connection: Connection, renewed: Callable[[bytes], bytes]) -> int:
    """Write each of them anew; how many there were."""
    count = 0
    for column in COLUMNS:
        table = column.table
        rows = connection.execute(select(table.c.id, column).where(column.is_not(None))).all()
        for id, value in rows:
            connection.execute(update(table).where(table.c.id == id).values({column: renewed(value)}))
        count += len(rows)
    return count
