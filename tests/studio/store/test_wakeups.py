"""Waiting for the database to change, on both engines."""

from __future__ import annotations

import threading
import time

from sqlalchemy import text

from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs

LONG = 180.0


def test_a_commit_elsewhere_wakes_whoever_waits(store: Store) -> None:
    wakeups = store.wakeups()
    assert wakeups.wait(LONG)  # what happened before is for the caller to look at

    def ask() -> None:
        with store.writing() as connection:
            jobs.want(connection, "sync", "a")

    asking = threading.Timer(0.1, ask)
    began = time.monotonic()
    asking.start()
    assert wakeups.wait(LONG)
    assert time.monotonic() - began < LONG / 3
    asking.join()
    wakeups.close()


def test_nothing_happens_and_the_time_passes(store: Store) -> None:
    wakeups = store.wakeups()
    wakeups.wait(LONG)
    assert not wakeups.wait(0.2)
    wakeups.close()


def test_waiting_ends_when_it_is_told_to(store: Store) -> None:
    wakeups, ended = store.wakeups(), threading.Event()
    wakeups.wait(LONG)
    threading.Timer(0.1, ended.set).start()
    began = time.monotonic()
    assert not wakeups.wait(LONG, ended=ended)
    assert time.monotonic() - began < LONG / 3
    wakeups.close()


def test_a_change_that_is_taken_back_wakes_nobody(store: Store) -> None:
    wakeups = store.wakeups()
    wakeups.wait(LONG)
    try:
        with store.writing() as connection:
            jobs.want(connection, "sync", "a")
            raise KeyError
    except KeyError:
        pass
    assert not wakeups.wait(0.2)
    wakeups.close()


def test_a_lost_connection_is_made_again(store: Store) -> None:
    wakeups = store.wakeups()
    wakeups.wait(LONG)
    if not store.is_sqlite:
        with store.writing() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            connection.execute(text(f"{others} AND datname = current_database()"))
        assert not wakeups.wait(LONG)
    with store.writing() as connection:
        jobs.want(connection, "sync", "a")
    assert wakeups.wait(LONG)
    wakeups.close()
