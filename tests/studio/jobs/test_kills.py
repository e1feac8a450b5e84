"""Workers and askers are killed (SIGKILL) at random moments, fifty times on each engine, under load; some workers
are stopped for longer than a lease lasts, and go on as if nothing had happened.

Nothing that was asked for is lost, nobody writes who has lost his lease, and in the end nothing hangs. Processes are
forked from one that has everything loaded (`nursery.py`); what they do is the same code as everywhere.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from studio.jobs import nursery
from studio.jobs.minding import Nursery

KILLS = 50
WORKERS, ASKERS = 3, 2
DEADLINE = 150.0


@pytest.mark.slow
def test_kills_lose_nothing_double_nothing_hang_nothing(store: Store, tmp_path: Path) -> None:
    chance = random.Random(20260301)
    nursery.trace.create(store.engine)
    killed = Counter[str]()
    place = Nursery(store, tmp_path)
    try:
        for role in ["work"] * WORKERS + ["ask"] * ASKERS:
            place.bring_up(role)
        seen = 0
        while killed["work"] < KILLS or not enough_happened(store, tmp_path / "asked"):
            seen = until_somebody_worked(store, seen, place)
            time.sleep(chance.uniform(0.0, 0.1))
            place.stop_and_go(chance)
            kind = "work" if chance.random() < 0.85 else "ask"
            role = place.kill(chance.choice([*place.those_who(kind)]))
            killed[role] += 1
            place.bring_up(role)
        for pid in [pid for pid, role in place.alive.items() if role == "ask"]:
            killed[place.kill(pid)] += 1
        place.go()
        left = until_all_is_done(store)
    finally:
        place.close()
    assert [row for row in left if row.worker or row.lease_until or row.error or row.attempts] == []
    nothing_asked_for_is_lost(left, tmp_path / "asked", killed["ask"])
    nobody_writes_who_lost_his_lease(store)
    everything_was_really_done(store, left)


def until_somebody_worked(store: Store, seen: int, place: Nursery) -> int:
    """However slow the machine is, there is work between two kills. The newest trace; the one before is `seen`."""
    deadline = time.monotonic() + DEADLINE
    while True:
        with store.reading() as connection:
            newest = connection.scalar(select(func.max(nursery.trace.c.id))) or 0
        if newest > seen:
            return newest
        assert time.monotonic() < deadline, "nobody works"
        if time.monotonic() > place.stopped_until:
            place.go()  # it may hold the only lock of SQLite
        time.sleep(0.01)


def enough_happened(store: Store, log: Path) -> bool:
    """Whether the kills met with askers, and with workers who took over: on a slow machine that takes more of them."""
    with store.reading() as connection:
        distinct = [func.count(column.distinct()) for column in (nursery.trace.c.worker, nursery.trace.c.subject)]
        claims, subjects = connection.execute(select(*distinct)).one()
    asked = log.read_text().count("\n") if log.exists() else 0
    return bool(claims - subjects > KILLS / 2 and asked > KILLS / 2)


def until_all_is_done(store: Store) -> list[jobs.JobRow]:
    deadline = time.monotonic() + DEADLINE
    while True:
        with store.reading() as connection:
            rows = jobs.every(connection)
        if rows and all(row.wanted == row.done and row.worker is None for row in rows):
            return rows
        assert time.monotonic() < deadline, [row for row in rows if row.wanted != row.done or row.worker]
        time.sleep(0.05)


def nothing_asked_for_is_lost(rows: list[jobs.JobRow], log: Path, killed: int) -> None:
    asked = Counter(log.read_text().split())
    wanted = {row.subject: row.wanted for row in rows}
    assert all(wanted[subject] >= count for subject, count in asked.items())
    # one who was killed between asking and writing it down did ask
    assert asked.total() <= sum(wanted.values()) <= asked.total() + killed
    assert asked.total() > KILLS / 2


def nobody_writes_who_lost_his_lease(store: Store) -> None:
    """Once somebody has begun, whoever was at it before is not heard of again."""
    with store.reading() as connection:
        rows = connection.execute(select(nursery.trace).order_by(nursery.trace.c.id)).all()
    now_at_it: dict[str, str] = {}
    earlier: set[str] = set()
    for row in rows:
        assert row.worker not in earlier, row
        before = now_at_it.get(row.subject)
        if before not in (None, row.worker):
            earlier.add(str(before))
        now_at_it[row.subject] = row.worker
    assert len(earlier) > KILLS / 2


def everything_was_really_done(store: Store, rows: list[jobs.JobRow]) -> None:
    """The last one to work on a subject began after it was last asked for, and came to the end."""
    with store.reading() as connection:
        ended = connection.execute(select(nursery.trace).where(nursery.trace.c.what == "end")).all()
    answered = {row.subject: row.wanted for row in sorted(ended, key=lambda row: int(row.id))}
    assert answered == {row.subject: row.wanted for row in rows}
