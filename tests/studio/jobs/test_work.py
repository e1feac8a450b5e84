from __future__ import annotations

import pytest

from gto_studio.errors import LeaseLost, Stopping
from gto_studio.jobs import work
from gto_studio.jobs.work import Task
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs


def a_task(store: Store) -> Task:
    with store.writing() as connection:
        jobs.want(connection, "sync", "a")
        claim = jobs.claim(connection, ["sync"], "me", lease_seconds=60)
    assert claim
    return Task(store, claim)


def progress(store: Store) -> object:
    with store.reading() as connection:
        return jobs.of(connection, "sync", ["a"])["a"].progress


def test_a_new_phase_is_shown_at_once_and_the_rest_now_and_then(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    task = a_task(store)
    monkeypatch.setattr(work, "SAY_SECONDS", 3_600.0)
    task.say("fetching", 1, of=9)
    task.say("fetching", 2, of=9)
    assert progress(store) == {"phase": "fetching", "done": 1, "of": 9}
    monkeypatch.setattr(work, "SAY_SECONDS", 0.0)
    task.say("fetching", 3, of=9)
    assert progress(store) == {"phase": "fetching", "done": 3, "of": 9}
    monkeypatch.setattr(work, "SAY_SECONDS", 3_600.0)
    task.say("reading")
    assert progress(store) == {"phase": "reading", "done": None, "of": None}


def test_a_task_stops_when_it_is_lost_or_the_worker_is_to_end(store: Store) -> None:
    task = a_task(store)
    task.check()
    task.ending.set()
    with pytest.raises(Stopping):
        task.say("reading")
    task.lost.set()
    with pytest.raises(LeaseLost):
        task.check()


def test_who_lost_the_lease_cannot_begin_to_write(store: Store) -> None:
    task = a_task(store)
    with store.writing() as connection:
        jobs.forget(connection, "sync", ["a"])
    with pytest.raises(LeaseLost), task.writing():
        pytest.fail("nobody holds it")
