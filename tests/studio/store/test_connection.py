"""Transactions, on both engines."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, teams
from gto_studio.store.owned.tables import job
from studio.rows import NOW


def test_a_change_is_made_whole_or_not_at_all(store: Store) -> None:
    def half() -> None:
        with store.writing() as connection:
            teams.add(connection, slug="one", name="One", now=NOW)
            raise KeyError

    with pytest.raises(KeyError):
        half()
    with store.reading() as connection:
        assert teams.seen_by(connection, None) == []


def test_reading_sees_one_moment(store: Store) -> None:
    with store.reading() as connection:
        assert teams.seen_by(connection, None) == []
        with store.writing() as other:
            teams.add(other, slug="one", name="One", now=NOW)
        assert teams.seen_by(connection, None) == []
    with store.reading() as connection:
        assert len(teams.seen_by(connection, None)) == 1


def test_reading_on_postgresql_cannot_write(store: Store) -> None:
    if store.is_sqlite:
        pytest.skip("SQLite has no transactions that only read")
    with store.reading() as connection, pytest.raises(DBAPIError, match="read-only"):
        teams.add(connection, slug="one", name="One", now=NOW)


def test_a_connection_that_read_can_write_afterwards(store: Store) -> None:
    for _ in range(3):
        with store.reading() as connection:
            connection.execute(select(job))
        with store.writing() as connection:
            jobs.want(connection, "sync", "a")
    with store.reading() as connection:
        assert jobs.every(connection)[0].wanted == 3


def test_an_error_quotes_no_value(store: Store) -> None:
    with store.reading() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text("SELECT * FROM nowhere WHERE x = :secret"), {"secret": "hunter2"})
    assert "hunter2" not in str(raised.value)


def test_many_read_at_once(store: Store) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            assert teams.seen_by(stack.enter_context(store.reading()), None) == []


def test_writers_wait_for_each_other(store: Store) -> None:
    def write(number: int) -> None:
        for _ in range(10):
            with store.writing() as connection:
                jobs.want(connection, "sync", f"{number}")
                jobs.want(connection, "sync", "shared")

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.reading() as connection:
        assert connection.scalar(select(func.sum(job.c.wanted))) == 80


def test_the_address_leads_to_the_same_database(store: Store) -> None:
    with store.writing() as connection:
        teams.add(connection, slug="one", name="One", now=NOW)
    other = Store(store.address)
    with other.reading() as connection:
        assert len(teams.seen_by(connection, None)) == 1
    other.close()


def test_what_is_in_use_when_the_end_comes_is_closed_afterwards(database: str) -> None:
    store = Store(database)
    with store.reading() as connection:
        connection.execute(text("SELECT 1"))
        raw = connection.connection.dbapi_connection
        assert raw is not None
        store.close()
        connection.execute(text("SELECT 1"))
    with pytest.raises(Exception, match="closed"):
        raw.cursor().execute("SELECT 1")
