"""Making the tables: owned ones by migrations, derived ones anew whenever they look different from the last time.

Owned rows exist nowhere else and are carried from step to step. Derived rows come from Git, so their tables are never
migrated: they are dropped, made, and filled by a sync of every repository.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Column, MetaData, Table, Text, inspect, select, text
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from gto_studio.errors import DatabaseTooNew
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned import jobs
from gto_studio.store.owned.tables import metadata as owned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

#: Alembic keeps the migration that runs in a global.
_ONE_AT_A_TIME = threading.Lock()

#: Two processes that start at once take turns: the number of an advisory lock in PostgreSQL.
TURN = 0x67746F

#: The derived tables as they were made: which, and by what definition.
made = Table("derived_table", MetaData(), Column("name", Text, primary_key=True), Column("shape", Text, nullable=False))


def prepare(engine: Engine) -> None:
    """Bring the tables up to date, whatever is there: nothing, older ones, or those that are needed.

    Raises DatabaseTooNew if a newer version of gto made them.
    """
    with alone(engine) as connection:
        migrate(connection)
        make_derived(connection)


def migrate(connection: Connection, to: str = "head") -> None:
    """Take the owned tables to a step of the migrations, the newest unless said otherwise. Raises DatabaseTooNew."""
    config = Config()
    config.set_main_option("script_location", "gto_studio.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        if "Can't locate revision" in str(error):
            raise DatabaseTooNew from error
        raise


def revision(connection: Connection) -> str | None:
    """The step of the migrations at which the owned tables are."""
    return MigrationContext.configure(connection).get_current_revision()


def drop_all(connection: Connection) -> None:
    """Take away all tables of ours, whatever is in them, and no others."""
    there = MetaData()
    there.reflect(connection)
    ours = {*owned.tables, *derived.metadata.tables, made.name, "alembic_version"}
    there.drop_all(connection, [table for table in there.sorted_tables if table.name in ours])


def make_derived(connection: Connection) -> None:
    """Make the derived tables, unless they are there as they are needed; then every repository is to be read."""
    made.create(connection, checkfirst=True)
    rows = connection.execute(select(made)).all()
    was = {row.name: row.shape for row in rows}
    today = {table.name: _shape(connection, table) for table in derived.metadata.sorted_tables}
    if was == today:
        return
    there = set(inspect(connection).get_table_names())
    for name in sorted(there & (was.keys() | today.keys())):
        Table(name, MetaData()).drop(connection)
    derived.metadata.create_all(connection, checkfirst=False)
    connection.execute(made.delete())
    connection.execute(made.insert(), [{"name": name, "shape": shape} for name, shape in today.items()])
    jobs.want_all_syncs(connection)


def _shape(connection: Connection, table: Table) -> str:
    """What a table is defined by: its columns and indexes as SQL, and what SHAPE says of their meaning."""
    statements: list[ExecutableDDLElement] = [
        CreateTable(table),
        *(CreateIndex(index) for index in sorted(table.indexes, key=lambda i: str(i.name))),
    ]
    spelled = "\n".join(str(statement.compile(dialect=connection.dialect)) for statement in statements)
    return f"{derived.SHAPE}:{hashlib.sha256(spelled.encode()).hexdigest()[:16]}"


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other preparation runs beside."""
    with _ONE_AT_A_TIME, engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})
                yield connection
            return
        # Making a table anew means dropping it, which with foreign keys on would delete what refers to it.
        raw = connection.connection.dbapi_connection
        if raw is None:
            raise RuntimeError("the pool gave no connection")
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.execution_options(gto_writing=True).begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"a migration broke references: {broken}")
        finally:
            raw.execute("PRAGMA foreign_keys=ON")
