"""Who may work on what, and when, on both engines."""

from __future__ import annotations

import threading

import pytest

from gto_studio.errors import LeaseLost
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from studio.rows import NOW, a_repository

KINDS = ["change", "sync"]


def want(store: Store, subject: str, *, kind: str = "sync", at: float = NOW) -> None:
    with store.writing() as connection:
        jobs.want(connection, kind, subject, now=at)


def claim(store: Store, worker: str, *, at: float = NOW, lease: float = 10) -> jobs.Claim | None:
    with store.writing() as connection:
        return jobs.claim(connection, KINDS, worker, lease_seconds=lease, now=at)


def row(store: Store, subject: str, kind: str = "sync") -> jobs.JobRow:
    with store.reading() as connection:
        return jobs.of(connection, kind, [subject])[subject]


def test_a_job_is_taken_by_one_and_done_once(store: Store) -> None:
    want(store, "a")
    assert row(store, "a").state(NOW) == "queued"
    held = claim(store, "one")
    assert held == jobs.Claim("sync", "a", "one", wanted=1, attempts=0, taken_over=False)
    assert claim(store, "two") is None
    assert row(store, "a").state(NOW + 1) == "running"
    with store.writing() as connection:
        jobs.hold(connection, held)
        jobs.progress(connection, held, {"phase": "fetching", "done": 1, "of": 2}, now=NOW + 1)
    assert row(store, "a").progress == {"phase": "fetching", "done": 1, "of": 2}
    with store.writing() as connection:
        jobs.finish(connection, held, next_at=NOW + 60, now=NOW + 2)
    done = row(store, "a")
    assert (done.wanted, done.done, done.worker, done.lease_until, done.progress) == (1, 1, None, None, None)
    assert (done.state(NOW + 3), done.not_before, done.finished) == ("ok", NOW + 60, NOW + 2)
    assert claim(store, "two", at=NOW + 100) is None


def test_what_is_asked_for_during_the_work_is_done_again(store: Store) -> None:
    want(store, "a")
    held = claim(store, "one")
    assert held
    want(store, "a", at=NOW + 1)
    want(store, "a", at=NOW + 2)
    with store.writing() as connection:
        jobs.finish(connection, held, next_at=NOW + 60, now=NOW + 3)
    again = claim(store, "two", at=NOW + 3)
    assert again
    assert again.wanted == 3
    with store.writing() as connection:
        jobs.finish(connection, again, now=NOW + 4)
    assert claim(store, "two", at=NOW + 5) is None


def test_a_lease_that_runs_out_is_taken_over_and_its_holder_can_write_no_more(store: Store) -> None:
    want(store, "a")
    lost = claim(store, "one", lease=10)
    assert lost
    assert claim(store, "two", at=NOW + 9) is None
    with store.writing() as connection:
        assert jobs.renew(connection, lost, lease_seconds=10, now=NOW + 9)
    assert claim(store, "two", at=NOW + 11) is None
    held = claim(store, "two", at=NOW + 20)
    assert held
    assert (held.taken_over, held.attempts) == (True, 1)
    with store.writing() as connection:
        assert not jobs.renew(connection, lost, lease_seconds=10, now=NOW + 21)
        for write in (
            lambda: jobs.hold(connection, lost),
            lambda: jobs.progress(connection, lost, {}, now=NOW),
            lambda: jobs.finish(connection, lost, now=NOW),
            lambda: jobs.fail(connection, lost, {}, again_at=NOW, now=NOW),
            lambda: jobs.give_back(connection, lost, now=NOW),
        ):
            with pytest.raises(LeaseLost):
                write()
        jobs.finish(connection, held, now=NOW + 22)


def test_a_failure_waits_and_then_is_tried_again(store: Store) -> None:
    want(store, "a")
    held = claim(store, "one")
    assert held
    with store.writing() as connection:
        jobs.fail(connection, held, {"code": "unreachable", "message": "No", "hint": None}, again_at=NOW + 30, now=NOW)
    failed = row(store, "a")
    assert failed.error == {"code": "unreachable", "message": "No", "hint": None, "at": NOW}
    assert (failed.state(NOW + 1), failed.state(NOW + 31), failed.attempts) == ("failed", "queued", 1)
    assert claim(store, "two", at=NOW + 29) is None
    again = claim(store, "two", at=NOW + 30)
    assert again
    assert again.attempts == 1
    with store.writing() as connection:
        jobs.finish(connection, again, now=NOW + 31)
    assert (row(store, "a").error, row(store, "a").attempts) == (None, 0)


def test_who_asks_again_need_not_wait_for_the_next_try(store: Store) -> None:
    want(store, "a")
    held = claim(store, "one")
    assert held
    with store.writing() as connection:
        jobs.fail(connection, held, {"code": "unreachable"}, again_at=NOW + 3_000, now=NOW)
    want(store, "a", at=NOW + 1)
    assert row(store, "a").state(NOW + 1) == "queued"
    assert claim(store, "one", at=NOW + 1)


def test_a_job_that_is_given_up_ends(store: Store) -> None:
    want(store, "a")
    held = claim(store, "one")
    assert held
    with store.writing() as connection:
        jobs.fail(connection, held, {"code": "refused"}, again_at=None, now=NOW)
    ended = row(store, "a")
    assert (ended.wanted, ended.done, ended.state(NOW + 1)) == (1, 1, "failed")
    assert claim(store, "one", at=NOW + 1e6) is None


def test_what_people_wait_for_comes_first_then_what_waits_longest(store: Store) -> None:
    want(store, "young", at=NOW - 1)
    want(store, "old", at=NOW - 2)
    want(store, "action", kind="change")
    taken = [claim(store, f"w{number}") for number in range(4)]
    assert [held.subject if held else None for held in taken] == ["action", "old", "young", None]


def test_a_job_that_was_given_back_is_free_at_once(store: Store) -> None:
    want(store, "a")
    held = claim(store, "one")
    assert held
    with store.writing() as connection:
        jobs.give_back(connection, held, now=NOW)
    again = claim(store, "two")
    assert again
    assert (again.taken_over, again.attempts) == (False, 0)


def test_the_timetable_asks_when_the_time_has_come(store: Store) -> None:
    with store.writing() as connection:
        fresh, known = a_repository(connection), a_repository(connection, "https://git.example.com/known.git")
        jobs.forget(connection, jobs.SYNC, [fresh.id])
        assert jobs.want_due(connection, now=NOW) == 1
        assert jobs.want_due(connection, now=NOW) == 0
    for _ in range(2):
        held = claim(store, "one", at=NOW + 1e9)
        assert held
        with store.writing() as connection:
            jobs.finish(connection, held, next_at=NOW + (60 if held.subject == known.id else 90), now=NOW)
    with store.writing() as connection:
        assert [jobs.want_due(connection, now=NOW + later) for later in (59, 61, 61, 91, 91)] == [0, 1, 0, 1, 0]


def test_how_long_the_oldest_has_waited(store: Store) -> None:
    with store.reading() as connection:
        assert jobs.waiting(connection, now=NOW) == (0, None)
    want(store, "a", at=NOW)
    want(store, "b", at=NOW + 5)
    with store.reading() as connection:
        assert jobs.waiting(connection, now=NOW + 7) == (2, 7.0)
    claim(store, "one", at=NOW + 7)
    with store.reading() as connection:
        assert jobs.waiting(connection, now=NOW + 7) == (1, 2.0)


def test_of_one_moment_they_are_taken_by_their_subjects(store: Store) -> None:
    for subject in ("b", "c", "a"):
        want(store, subject)
    taken = [claim(store, f"w{number}") for number in range(3)]
    assert [held.subject for held in taken if held] == ["a", "b", "c"]


def test_many_who_claim_at_once_share_the_work(store: Store) -> None:
    subjects = [f"s{number:02}" for number in range(24)]
    for subject in subjects:
        want(store, subject)
    taken: list[str] = []

    def work(name: str) -> None:
        while held := claim(store, name):
            taken.append(held.subject)
            with store.writing() as connection:
                jobs.finish(connection, held, now=NOW)

    threads = [threading.Thread(target=work, args=[f"w{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert sorted(taken) == subjects
