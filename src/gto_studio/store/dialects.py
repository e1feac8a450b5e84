"""Where the two engines differ and SQLAlchemy does not hide it: upserts, the clock, and one writer at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, which are spelled alike on both."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row, unless one with its key is there (False)."""
    made = insert(connection, table).values(values).on_conflict_do_nothing()
    return connection.execute(made.returning(*table.primary_key)).first() is not None


def now(connection: Connection) -> float:
    """Seconds since 1970. PostgreSQL is asked, since the machines around it may not agree; SQLite is on this one."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())")) or 0)


def take_turn(connection: Connection, number: int) -> None:
    """From here to the end of the transaction, no other one that took the same number runs beside this.

    In SQLite any writer has the database to itself already.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
