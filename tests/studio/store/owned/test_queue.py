"""Queued experiments as rows: taken once, lost when nobody is heard of, told twice, called off."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection

from gto_studio.errors import LeaseLost, NotFound
from gto_studio.rules.queueing import ATTEMPTS_MOST
from gto_studio.store.connection import Store
from gto_studio.store.owned import projects, queue
from gto_studio.store.owned.ids import new_id
from studio.rows import NOW, a_queued, a_repository


@pytest.fixture
def project(store: Store) -> projects.ProjectRow:
    with store.writing() as connection:
        repository = a_repository(connection)
        return projects.add(
            connection, team=repository.team, repository=repository.id, name="p", directory="", public=False, now=NOW
        )


def taken(connection: Connection, project: str, claim: str, now: float = NOW) -> queue.QueuedRow | None:
    return queue.claim(connection, [project], runner="box", claim=claim, lease_seconds=60, now=now)


def test_the_one_that_waits_longest_is_taken_once(store: Store, project: projects.ProjectRow) -> None:
    with store.writing() as connection:
        rows = [
            a_queued(connection, project.id, project.repository, id=new_id(NOW + number), name=f"n-{number}")
            for number in range(3)
        ]
        assert queue.is_due(connection, [project.id], now=NOW)
        assert not queue.is_due(connection, ["other"], now=NOW)
        found = [taken(connection, project.id, f"c-{number}") for number in range(4)]
        assert [row and row.id for row in found] == [*(row.id for row in rows), None]
        assert not queue.is_due(connection, [project.id], now=NOW + 59)
        assert queue.of_project(connection, project.id, limit=2) == [found[2], found[1]]
        assert queue.count_open(connection, project.id) == 3
        assert queue.taken_names(connection, project.repository, "b" * 40) == {"n-0", "n-1", "n-2"}
        assert queue.taken_names(connection, project.repository, "c" * 40) == set()


def test_two_who_ask_at_once_get_two(store: Store, project: projects.ProjectRow) -> None:
    with store.writing() as connection:
        for number in range(6):
            a_queued(connection, project.id, project.repository, name=f"n-{number}")
    found: list[str] = []

    def take(number: int) -> None:
        with store.writing() as connection:
            row = taken(connection, project.id, f"c-{number}")
        found.extend([row.id] if row else [])

    threads = [threading.Thread(target=take, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(set(found))
    assert found


def test_who_is_not_heard_of_loses_it(store: Store, project: projects.ProjectRow) -> None:
    with store.writing() as connection:
        id = a_queued(connection, project.id, project.repository).id
        taken(connection, project.id, "first")
        assert queue.settle(connection, now=NOW + 59) == []
        queue.renew(connection, id, lease_seconds=60, log="half", now=NOW + 59)
        assert not queue.any_to_settle(connection, now=NOW + 118)
        assert queue.any_to_settle(connection, now=NOW + 119)
        (waiting,) = queue.settle(connection, now=NOW + 119)
        assert (waiting.state, waiting.attempts) == ("queued", 1)
        # back before anybody else came: it goes on as if nothing had been
        assert queue.held(connection, id, "first").state == "queued"
        queue.renew(connection, id, lease_seconds=60, log=None, now=NOW + 120)
        assert (queue.get(connection, id).state, queue.log(connection, id)) == ("running", "half")
        queue.settle(connection, now=NOW + 180)
        second = taken(connection, project.id, "second", NOW + 181)
        assert second is not None
        assert second.attempts == 2
        with pytest.raises(LeaseLost):
            queue.held(connection, id, "first")
        queue.end(connection, id, "done", ref="refs/exps/x", commit="d" * 40, now=NOW + 190)
        ended = queue.held(connection, id, "second")  # who tells it twice is told the same
        assert (ended.state, ended.commit, ended.ended) == ("done", "d" * 40, NOW + 190)


def test_it_is_given_up_after_so_many(store: Store, project: projects.ProjectRow) -> None:
    with store.writing() as connection:
        id = a_queued(connection, project.id, project.repository).id
        for number in range(ATTEMPTS_MOST):
            assert taken(connection, project.id, str(number), NOW + 100 * number)
            (row,) = queue.settle(connection, now=NOW + 100 * number + 60)
            assert row.state == ("failed" if number == ATTEMPTS_MOST - 1 else "queued")
        assert queue.get(connection, id).error == {**(row.error or {}), "code": "runner-lost"}
        # given back by a runner that was told to end, it is as new
        other = a_queued(connection, project.id, project.repository)
        for number in range(ATTEMPTS_MOST + 1):
            assert taken(connection, project.id, f"again-{number}")
            queue.give_back(connection, other.id)
        assert queue.get(connection, other.id) == other


def test_calling_off(store: Store, project: projects.ProjectRow) -> None:
    with store.writing() as connection:
        waiting = a_queued(connection, project.id, project.repository)
        queue.cancel(connection, waiting, now=NOW)
        assert queue.get(connection, waiting.id).state == "cancelled"
        running = a_queued(connection, project.id, project.repository)
        taken(connection, project.id, "one")
        queue.cancel(connection, running, now=NOW + 1)
        assert queue.held(connection, running.id, "one").cancel
        (gone,) = queue.settle(connection, now=NOW + 60)  # the runner never heard of it
        assert (gone.state, gone.ended) == ("cancelled", NOW + 60)
        lost = a_queued(connection, project.id, project.repository)
        taken(connection, project.id, "two")
        queue.cancel(connection, lost, now=NOW + 61)
        assert queue.get(connection, lost.id).state == "cancelled"
        queue.cancel(connection, lost, now=NOW + 90)
        assert queue.get(connection, lost.id).ended == NOW + 61
        assert queue.clear(connection, before=NOW + 61) == 2
        with pytest.raises(NotFound):
            queue.get(connection, waiting.id)
        with pytest.raises(NotFound):
            queue.get(connection, lost.id, project="other")
