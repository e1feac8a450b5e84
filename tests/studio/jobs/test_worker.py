"""A worker in this process, on both engines."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from gto_studio.errors import HostUnreachable, LeaseLost
from gto_studio.jobs import timetable, work
from gto_studio.jobs.work import Task, Work
from gto_studio.jobs.worker import Worker
from gto_studio.rules.schedule import Retry
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, notices, repositories
from studio.rows import a_change, a_repository

DEADLINE = 300.0


def want(store: Store, subject: str, kind: str = "sync") -> None:
    with store.writing() as connection:
        jobs.want(connection, kind, subject)


def row(store: Store, subject: str, kind: str = "sync") -> jobs.JobRow:
    with store.reading() as connection:
        return jobs.of(connection, kind, [subject])[subject]


def until(answer: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + DEADLINE
    while not (found := answer()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


@contextmanager
def running(worker: Worker) -> Iterator[threading.Event]:
    ended = threading.Event()
    thread = threading.Thread(target=worker.run, args=[ended])
    thread.start()
    try:
        yield ended
    finally:
        ended.set()
        thread.join(DEADLINE)
        assert not thread.is_alive()


def test_what_is_wanted_is_done(store: Store) -> None:
    did = []
    for subject in ("a", "b", "c"):
        want(store, subject)
    worker = Worker(store, {"sync": Work(lambda task: did.append(task.subject))})
    assert worker.run_due() == 3
    assert did == ["a", "b", "c"]
    assert row(store, "a").state(time.time()) == "ok"


def test_a_worker_wakes_up_when_something_is_wanted(store: Store) -> None:
    did = threading.Event()
    worker = Worker(store, {"sync": Work(lambda _: did.set())}, look_seconds=DEADLINE * 2)
    with running(worker):
        assert not did.wait(0.3)  # it has looked, and found nothing
        want(store, "a")
        assert did.wait(DEADLINE)
        until(lambda: row(store, "a").done == 1)


def test_a_failure_is_kept_and_tried_again(store: Store) -> None:
    tries: list[int] = []

    def fail_twice(task: Task) -> None:
        tries.append(task.attempt)
        if len(tries) < 3:
            raise HostUnreachable("'git.example.com' does not answer", hint="check the address")

    want(store, "a")
    worker = Worker(store, {"sync": Work(fail_twice, retry=Retry(600, 600))}, chance=lambda: 0.0)
    assert worker.run_due() == 1
    failed = row(store, "a")
    assert failed.error
    assert (failed.error["code"], failed.error["hint"]) == ("host-unreachable", "check the address")
    assert 500 < failed.not_before - time.time() < 700
    want(store, "a")  # somebody presses the button
    assert worker.run_due() == 1
    want(store, "a")
    assert worker.run_due() == 1
    assert tries == [1, 2, 3]
    assert row(store, "a").error is None


def test_our_own_faults_are_found_in_the_log_and_not_on_the_page(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(_: Task) -> None:
        raise KeyError("a secret detail")

    want(store, "a")
    with caplog.at_level(logging.ERROR):
        Worker(store, {"sync": Work(fault)}).run_due()
    error = row(store, "a").error
    assert error
    assert error["code"] == "internal"
    assert "secret detail" not in str(error)
    assert error["hint"].rpartition(" ")[2] in caplog.text


def test_a_job_ends_after_too_many_tries_and_says_so_once(store: Store) -> None:
    ended: list[tuple[str, str]] = []

    def fail(_: Task) -> None:
        raise HostUnreachable("'git.example.com' does not answer")

    work = Work(
        fail,
        retry=Retry(0.0, 0.0, tries=3),
        given_up=lambda _, subject, error: ended.append((subject, error["code"])),
    )
    want(store, "a", "change")
    assert Worker(store, {"change": work}).run_due() == 3
    assert ended == [("a", "host-unreachable")]
    given_up = row(store, "a", "change")
    assert (given_up.done, given_up.state(time.time())) == (1, "failed")


def test_a_lease_is_renewed_for_as_long_as_the_work_takes(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection)
    did: list[str] = []

    def slow(task: Task) -> None:
        time.sleep(3)
        with task.writing():
            did.append(task.claim.worker)

    works = {"sync": Work(slow)}
    with (
        running(Worker(store, works, lease_seconds=2, look_seconds=0.05)),
        running(Worker(store, works, lease_seconds=2, look_seconds=0.05)),
    ):
        until(lambda: row(store, repository.id).done)
    assert len(did) == 1


def test_who_lost_the_lease_writes_nothing(store: Store) -> None:
    want(store, "a")
    outcome: list[object] = []

    def overtaken(task: Task) -> None:
        with store.writing() as connection:
            other = jobs.claim(connection, ["sync"], "other", lease_seconds=60, now=time.time() + 1_000)
        assert other
        try:
            with task.writing():
                outcome.append("written")
        except LeaseLost as error:
            outcome.append(error.code)
            raise

    Worker(store, {"sync": Work(overtaken)}).run_due()
    assert outcome == ["lease-lost"]
    assert row(store, "a").worker == "other"


def test_a_job_whose_workers_die_of_it_waits(store: Store) -> None:
    want(store, "a")
    long_ago = 1_000_000_000.0
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE job SET not_before = 1")
        for number in range(3):
            assert jobs.claim(connection, ["sync"], f"w{number}", lease_seconds=1, now=long_ago + 10 * number)
    did: list[Task] = []
    Worker(store, {"sync": Work(did.append)}).run_due()
    assert did == []
    error = row(store, "a").error
    assert error
    assert error["code"] == "worker-lost"


def test_a_job_that_no_worker_survives_ends_at_last(store: Store) -> None:
    want(store, "a", "change")
    ended: list[str] = []
    work = Work(
        lambda _: pytest.fail("nobody does it any more"),
        retry=Retry(600, 600, tries=5),
        given_up=lambda _, subject, error: ended.append(error["code"]),
    )
    for attempts in (4, 6, 19):
        with store.writing() as connection:
            connection.exec_driver_sql(
                f"UPDATE job SET lease_until = 1, worker = 'dead', not_before = 1, attempts = {attempts - 1}"
            )
        Worker(store, {"change": work}).run_due()
        assert ended == (["worker-lost"] if attempts == 19 else [])
    assert row(store, "a", "change").done == 1


def test_a_busy_database_is_called_so(store: Store) -> None:
    def locked(_: Task) -> None:
        raise OperationalError("UPDATE job", {}, Exception("database is locked"))

    want(store, "a")
    Worker(store, {"sync": Work(locked)}).run_due()
    error = row(store, "a").error
    assert error
    assert error["code"] == "database-busy"


def test_what_is_removed_during_the_work_is_not_written(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection)

    def removed(task: Task) -> None:
        with store.writing() as connection:
            repositories.remove(connection, task.subject)
        with task.writing():
            raise AssertionError

    assert Worker(store, {"sync": Work(removed)}).run_due() == 1
    with store.reading() as connection:
        assert jobs.of(connection, "sync", [repository.id]) == {}


def test_a_worker_that_is_to_end_leaves_the_job_to_the_next(store: Store) -> None:
    want(store, "a")
    began = threading.Event()

    def long(task: Task) -> None:
        began.set()
        while True:
            task.say("reading")
            time.sleep(0.01)

    with running(Worker(store, {"sync": Work(long)})) as ended:
        assert began.wait(DEADLINE)
        ended.set()
        until(lambda: row(store, "a").worker is None)
    left = row(store, "a")
    assert (left.done, left.error, left.attempts) == (0, None, 0)


def test_a_lane_of_its_own_is_not_held_up(store: Store) -> None:
    want(store, "long")
    began, done = threading.Event(), threading.Event()

    def sync(_: Task) -> None:
        began.set()
        assert done.wait(DEADLINE)

    works = {"change": Work(lambda _: done.set()), "sync": Work(sync)}
    with running(Worker(store, works, lanes=[["change"], ["sync"]])):
        assert began.wait(DEADLINE)
        want(store, "short", "change")
        until(lambda: row(store, "long").done)


def test_pages_are_told_what_happens(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SAY_SECONDS", 3_600.0)
    with store.writing() as connection:
        repository = a_repository(connection)
        change = a_change(connection, repository.id)

    def sync(task: Task) -> None:
        for number in range(100):
            task.say("reading", number, of=100)

    Worker(store, {"sync": Work(sync), "change": Work(lambda _: None)}).run_due()
    with store.reading() as connection:
        told = notices.since(connection, 0, teams=[repository.team])
    topics = [one.topic for one in told]
    assert topics.count("repository") == 3  # taken, how far it is, done
    assert topics.count("change") == 2
    assert {one.data["repository"] for one in told} == {repository.id}
    assert change.id in {one.data.get("change") for one in told}


def test_the_next_time_is_an_interval_away(store: Store) -> None:
    want(store, "a")
    work = Work(lambda _: None, interval=lambda _, __: 3_600.0)
    Worker(store, {"sync": work}, chance=lambda: 0.5).run_due()
    assert 3_300 < row(store, "a").not_before - time.time() < 3_700


def test_without_an_interval_it_is_not_wanted_again(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection)
    Worker(store, {"sync": Work(lambda _: None)}).run_due()
    assert row(store, repository.id).next_at is None
    assert timetable.ask(store) == 0


def test_the_timetable_is_kept(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection)
    did: list[str] = []
    work = Work(lambda task: did.append(task.subject), interval=lambda _, __: 0.05)
    with running(Worker(store, {"sync": work}, look_seconds=0.02)):
        until(lambda: len(did) >= 4)
    assert set(did) == {repository.id}


def test_chores_are_done_again_and_again_even_after_one_failed(store: Store) -> None:
    times, thrice = [0], threading.Event()

    def chore(_: Store) -> None:
        times[0] += 1
        if times[0] == 1:
            raise RuntimeError("the database was away")
        if times[0] == 3:
            thrice.set()

    with running(Worker(store, {}, lanes=[["sync"]], look_seconds=0.05, chores=[chore])):
        assert thrice.wait(DEADLINE)
