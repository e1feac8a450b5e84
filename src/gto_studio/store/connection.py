"""Opening the database: one address, two engines, and short transactions.

SQLite runs in WAL mode, where readers never wait, and every writing transaction takes its lock at once (`BEGIN
IMMEDIATE`), so none can fail half-way for having begun as a reader. PostgreSQL runs at READ COMMITTED; whoever claims
a row says so in the statement (`FOR UPDATE SKIP LOCKED`).
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from gto_studio.store import preparation
from gto_studio.store.wakeups import Wakeups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

#: A writer waits so long for another one.
BUSY_SECONDS = 30.0

#: Values can be secrets, so no error quotes them. As many connections as a web process has threads.
_ENGINE: dict[str, Any] = {"hide_parameters": True, "pool_size": 10, "max_overflow": 90}


def is_busy(error: Exception) -> bool:
    """Whether the database only was away, full or in the midst of something else: trying again may help."""
    return isinstance(error, OperationalError) and not str(error.orig).startswith(_OUR_MISTAKES)


def what_it_says(error: Exception) -> str:
    """The first line of the database's own words."""
    return str(getattr(error, "orig", error)).partition("\n")[0]


#: What SQLite files under the same name as a lock or a full disk, and PostgreSQL does not.
_OUR_MISTAKES = ("no such table", "no such column", "near ")


class Store:
    """The database. Safe in threads; each `reading` or `writing` block is one transaction on one connection."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _sqlite(url) if self.is_sqlite else create_engine(url, pool_pre_ping=True, **_ENGINE)
        self._is_closed = False
        event.listen(self.engine, "checkin", self._returned)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def address(self) -> str:
        """The address spelled out, password included: for another process, never for a log."""
        return self.url.render_as_string(hide_password=False)

    def prepare(self) -> None:
        """Make the tables, or bring them up to date. Once, when a process starts; several may do so at a time."""
        if self.is_sqlite and self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        preparation.prepare(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One view of the data: every question in the block sees the same moment."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A change: all of it when the block ends well, nothing otherwise."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection = connection.execution_options(gto_writing=True)
            with connection.begin():
                yield connection

    def wakeups(self) -> Wakeups:
        """A way to wait until something may have changed. For one thread; close it."""
        return Wakeups(self.engine)

    def close(self) -> None:
        """Close every connection: those in use, when their transactions end."""
        self._is_closed = True
        self.engine.dispose()

    def _returned(self, connection: Any, _: object) -> None:
        if self._is_closed and connection is not None:
            connection.close()


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}, **_ENGINE)

    @event.listens_for(engine, "connect")
    def _(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        # FULL: what was announced before a push is still there when the power is back
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        writing = connection.get_execution_options().get("gto_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
