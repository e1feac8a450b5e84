"""The intake: many senders at once, one transaction after another, nothing lost and nothing doubled."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from gto_studio.errors import NotFound
from gto_studio.live import intake, taking
from gto_studio.live.intake import Intake
from gto_studio.live.taking import Taken
from gto_studio.rules.access import Actor
from gto_studio.rules.posts import read_post
from gto_studio.store.connection import Store
from gto_studio.store.owned import notices
from studio.live.posting import URL, done, metrics, plots, start
from studio.live.test_taking import ANYBODY, repository, steps, there
from studio.rows import NOW

__all__ = ["repository"]

RUNS, STEPS = 50, 10


def test_many_runs_at_once(store: Store, repository: str) -> None:
    taker = Intake(store, lambda: NOW)

    def train(number: int) -> None:
        posts = [start(f"run-{number}")]
        for step in range(STEPS):
            # a client that did not hear our answer sends rows again
            posts += [metrics(step, f"run-{number}"), plots(*range(max(0, step - 1), step + 1), name=f"run-{number}")]
        for document in [*posts, done(f"run-{number}")]:
            taker.take(ANYBODY, read_post(document)).result(timeout=90)

    with ThreadPoolExecutor(RUNS) as pool:
        list(pool.map(train, range(RUNS)))
    found = there(store, repository)
    assert {(run.step, run.ended) for run in found.values()} == {(STEPS - 1, NOW)}
    assert set(found) == {f"run-{number}" for number in range(RUNS)}
    for run in found.values():
        assert steps(store, run.id) == {"dvclive/plots/metrics/train/acc.tsv": list(range(STEPS))}


def test_what_waits_is_one_transaction(store: Store, repository: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    begun, go_on = threading.Event(), threading.Event()
    real = taking.take

    def slow(store: Store, batch: Any, now: float, **rest: Any) -> Any:
        sizes.append(len(batch))
        begun.set()
        assert go_on.wait(90)
        return real(store, batch, now, **rest)

    monkeypatch.setattr(intake.taking, "take", slow)
    taker = Intake(store, lambda: NOW)
    answers: list[Future[Taken]] = [taker.take(ANYBODY, read_post(start()))]
    assert begun.wait(90)
    answers += [taker.take(ANYBODY, read_post(metrics(step))) for step in range(5)]
    go_on.set()
    assert len({answer.result(90) for answer in answers}) == 1
    assert sizes == [1, 5]
    assert there(store, repository)["outer-mobs"].step == 4


def test_a_post_that_breaks_takes_no_other_with_it(
    store: Store, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = taking.take
    hold = threading.Event()

    def picky(store: Store, batch: Any, now: float, **rest: Any) -> Any:
        assert hold.wait(90)
        if any(told.post.name == "bad" for told in batch):
            raise RuntimeError("the disk is full")
        return real(store, batch, now, **rest)

    monkeypatch.setattr(intake.taking, "take", picky)
    taker = Intake(store, lambda: NOW)
    answers = {name: taker.take(ANYBODY, read_post(start(name))) for name in ("one", "bad", "two")}
    hold.set()
    assert answers["one"].result(90).runs
    assert answers["two"].result(90).runs
    with pytest.raises(RuntimeError, match="the disk is full"):
        answers["bad"].result(90)
    assert set(there(store, repository)) == {"one", "two"}


def test_what_nobody_waits_for_any_more_is_written_all_the_same(
    store: Store, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, hold = taking.take, threading.Event()

    def slow(store: Store, batch: Any, now: float, **rest: Any) -> Any:
        assert hold.wait(90)
        return real(store, batch, now, **rest)

    monkeypatch.setattr(intake.taking, "take", slow)
    taker = Intake(store, lambda: NOW)
    assert taker.settle(0.0)
    answers = [taker.take(ANYBODY, read_post(start(name))) for name in ("one", "two", "three")]
    assert not any(answer.cancel() for answer in answers)  # as asyncio does of a request that is broken off
    assert not taker.settle(0.0)
    hold.set()
    assert taker.settle(90)
    assert set(there(store, repository)) == {"one", "two", "three"}


def test_a_refusal_reaches_who_asked(store: Store, repository: str) -> None:
    assert repository
    with pytest.raises(NotFound):
        Intake(store, lambda: NOW).take(Actor("p"), read_post(start(url=URL))).result(90)


def told(store: Store) -> list[dict[str, Any]]:
    with store.reading() as connection:
        return [row.data for row in notices.since(connection, 0) if row.topic == "run"]


def test_of_much_data_pages_hear_little(store: Store, repository: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "TELL_SECONDS", 600.0)
    taker = Intake(store, lambda: NOW)
    (run,) = taker.take(ANYBODY, read_post(start())).result(90).runs
    for step in range(20):
        taker.take(ANYBODY, read_post(metrics(step))).result(90)
    taker.take(ANYBODY, read_post(done())).result(90)
    assert told(store) == [
        {"repository": repository, "runs": [run], "kind": kind} for kind in ("started", "data", "done")
    ]


def test_of_the_last_data_pages_hear_although_nothing_follows(
    store: Store, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "TELL_SECONDS", 0.2)
    taker = Intake(store, lambda: NOW)
    runs = [taker.take(ANYBODY, read_post(metrics(step))).result(90).runs for step in range(3)]
    deadline = time.monotonic() + 90
    wakeups = store.wakeups()
    while len(found := told(store)) < 3 and time.monotonic() < deadline:
        wakeups.wait(1.0)
    wakeups.close()
    assert found[0]["kind"] == "started"
    assert found[1:] == [{"repository": repository, "runs": list(runs[0]), "kind": "data"}] * (len(found) - 1)
    assert len(found) >= 3


def test_two_web_processes_take_posts_of_the_same_runs(store: Store, repository: str) -> None:
    """As when a proxy sends each request to another of them."""
    takers = [Intake(store, lambda: NOW) for _ in range(2)]

    def train(number: int) -> None:
        for step in range(STEPS):
            taker = takers[(number + step) % 2]
            other = takers[(number + step + 1) % 2]
            answers = [
                taker.take(ANYBODY, read_post(plots(step, name=f"run-{number}"))),
                other.take(ANYBODY, read_post(metrics(step, f"run-{number}"))),
            ]
            assert len({answer.result(timeout=90) for answer in answers}) == 1, "one run, whoever made it"

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(train, range(8)))
    found = there(store, repository)
    assert {name: run.step for name, run in found.items()} == {f"run-{number}": STEPS - 1 for number in range(8)}
    for run in found.values():
        assert steps(store, run.id) == {"dvclive/plots/metrics/train/acc.tsv": list(range(STEPS))}
