"""Waiting for the database to change, without asking it all the time.

PostgreSQL says so (LISTEN/NOTIFY); SQLite counts what other connections committed (`PRAGMA data_version`), which costs
microseconds to read. Either may wake in vain, and whoever waits asks again after a while anyway.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Connection, Engine

CHANNEL = "gto_studio"

#: How often SQLite's counter is read.
GLANCE_SECONDS = 0.05


def wake(connection: Connection) -> None:
    """Wake everybody who waits, once this transaction is committed."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


class Wakeups:
    """One waiter. It has a connection of its own; use it from one thread, and close it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        #: Listening goes past SQLAlchemy, which else gives the driver's errors its own names.
        self._driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._connection: Any = None
        self._seen: int | None = None

    def wait(self, seconds: float, *, ended: threading.Event | None = None) -> bool:
        """Until something may have changed (True), or so many seconds have passed or `ended` is set (False)."""
        ended = ended or threading.Event()
        deadline = time.monotonic() + seconds
        try:
            while not ended.is_set() and (left := deadline - time.monotonic()) > 0:
                if self._changed(min(left, 0.5 if not self._is_sqlite else GLANCE_SECONDS), ended):
                    return True
        except (DBAPIError, self._driver_error):
            # The server went away: whoever waits will see that for himself, and we begin anew.
            self.close()
            ended.wait(max(0.0, min(1.0, deadline - time.monotonic())))
        return False

    def close(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _changed(self, seconds: float, ended: threading.Event) -> bool:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not self._is_sqlite:
                self._connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            else:
                self._seen = self._data_version()
            return True  # what happened before we listened is for the caller to look at
        if not self._is_sqlite:
            return any(
                True for _ in self._connection.connection.dbapi_connection.notifies(timeout=seconds, stop_after=1)
            )
        ended.wait(seconds)
        before, self._seen = self._seen, self._data_version()
        return before != self._seen

    def _data_version(self) -> int:
        return int(self._connection.connection.dbapi_connection.execute("PRAGMA data_version").fetchone()[0])
