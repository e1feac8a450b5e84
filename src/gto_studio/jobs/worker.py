"""A worker: takes jobs that are due, does them, renews its leases meanwhile, and writes down how each went.

It may be killed at any moment. Then its leases run out, and others take its jobs over.
"""

from __future__ import annotations

import logging
import os
import random
import secrets
import socket
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gto.errors import GtoError
from gto_studio.errors import LeaseLost, Stopping, WorkerLost
from gto_studio.jobs import timetable
from gto_studio.jobs.work import Task
from gto_studio.rules.schedule import interval_seconds, wait_seconds
from gto_studio.store import dialects
from gto_studio.store.connection import is_busy
from gto_studio.store.owned import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gto_studio.jobs.work import Work
    from gto_studio.store.connection import Store

log = logging.getLogger(__name__)

#: A worker that was not heard of for so long has lost its job.
LEASE_SECONDS = 20.0
#: The rows are asked for work at least so often; mostly the database says sooner that something changed.
LOOK_SECONDS = 1.0
#: What is being done when the worker is to end has so long to come to a good point.
GRACE_SECONDS = 5.0
#: A job that this many workers in a row did not survive waits before it gets the next one; after so many it ends.
DEADLY = 3
DEADLY_MOST = 20


class Worker:
    """Does jobs of the kinds in `works`. Each lane is a thread that does one job at a time, of the lane's kinds, the
    first ones first; with a lane to themselves, people's actions need not wait for a long sync. Chores are done again
    and again, beside the timetable."""

    def __init__(
        self,
        store: Store,
        works: Mapping[str, Work],
        *,
        lanes: Sequence[Sequence[str]] | None = None,
        lease_seconds: float = LEASE_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        chance: Callable[[], float] = random.random,
        chores: Sequence[Callable[[Store], object]] = (),
    ) -> None:
        self.store = store
        self.works = works
        self.lanes = lanes or [list(works)]
        self.lease_seconds = lease_seconds
        self.look_seconds = look_seconds
        self.chance = chance
        self.chores = [timetable.ask, *chores]
        self.name = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"
        self._claims = 0
        self._held: dict[str, Task] = {}
        self._lock = threading.Lock()
        self._ending = threading.Event()

    def run(self, ended: threading.Event) -> None:
        """Work until `ended` is set, and a little longer: jobs that stop in time are left as if not begun."""
        self._ending = ended
        threads = [
            threading.Thread(target=self._lane, args=[kinds], name=f"lane {' '.join(kinds)}", daemon=True)
            for kinds in self.lanes
        ]
        helpers = [
            threading.Thread(target=self._renew, name="leases", daemon=True),
            threading.Thread(target=self._keep_time, name="timetable", daemon=True),
        ]
        for thread in [*threads, *helpers]:
            thread.start()
        ended.wait()
        deadline = time.monotonic() + GRACE_SECONDS
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for task in self._tasks():
            self._give_back(task)

    def run_due(self) -> int:
        """Do everything that is due, here and now; how many jobs that were."""
        count = 0
        while task := self._claim([kind for lane in self.lanes for kind in lane]):
            self._do(task)
            count += 1
        return count

    # --- one lane

    def _lane(self, kinds: Sequence[str]) -> None:
        wakeups = self.store.wakeups()
        while not self._ending.is_set():
            try:
                while not self._ending.is_set() and (task := self._claim(kinds)):
                    self._do(task)
            except Exception:
                log.exception("the lane goes on")
                self._ending.wait(1.0)
            wakeups.wait(self.look_seconds, ended=self._ending)
        wakeups.close()

    def _claim(self, kinds: Sequence[str]) -> Task | None:
        with self.store.reading() as connection:
            if not jobs.is_due(connection, kinds):
                return None
        with self._lock:
            self._claims += 1
            name = f"{self.name}/{self._claims}"
        with self.store.writing() as connection:
            claim = jobs.claim(connection, kinds, name, lease_seconds=self.lease_seconds)
        if claim is None:
            return None
        task = Task(self.store, claim, ending=self._ending)
        with self._lock:
            self._held[name] = task
        return task

    def _do(self, task: Task) -> None:
        claim = task.claim
        try:
            if claim.taken_over and claim.attempts >= DEADLY:
                raise WorkerLost
            self.works[claim.kind].do(task)
            self._finish(task)
        except LeaseLost:
            log.warning("%s %s: lost to another worker, or gone", claim.kind, claim.subject)
        except Stopping:
            self._give_back(task)
        except Exception as error:  # noqa: BLE001 - whatever a job does wrong is written down at the job
            self._failed(task, error)
        finally:
            with self._lock:
                self._held.pop(claim.worker, None)

    # --- how it went

    def _finish(self, task: Task) -> None:
        claim, ask = task.claim, self.works[task.claim.kind].interval
        with self.store.writing() as connection:
            interval = ask(connection, claim.subject) if ask else None
            now = dialects.now(connection)
            next_at = None if interval is None else now + interval_seconds(interval, self.chance())
            jobs.finish(connection, claim, next_at=next_at, now=now)

    def _failed(self, task: Task, error: Exception) -> None:
        claim, work = task.claim, self.works[task.claim.kind]
        kept = described(error)
        log.info("%s %s: %s", claim.kind, claim.subject, kept["message"])
        retry = replace(work.retry, tries=DEADLY_MOST) if isinstance(error, WorkerLost) else work.retry
        seconds = wait_seconds(retry, task.attempt, self.chance())
        try:
            with self.store.writing() as connection:
                now = dialects.now(connection)
                jobs.hold(connection, claim)
                if seconds is None and work.given_up:
                    work.given_up(connection, claim.subject, {**kept, "at": now})
                jobs.fail(connection, claim, kept, again_at=None if seconds is None else now + seconds, now=now)
        except LeaseLost:
            log.warning("%s %s: failed, and in other hands by now", claim.kind, claim.subject)

    def _give_back(self, task: Task) -> None:
        try:
            with self.store.writing() as connection:
                jobs.give_back(connection, task.claim)
        except Exception as error:  # noqa: BLE001 - then its lease runs out, which comes to the same
            log.warning("%s %s: not given back: %s", task.claim.kind, task.claim.subject, error)

    # --- beside the lanes

    def _renew(self) -> None:
        """Hold on to what is being done. A lease that could not be renewed in time counts as lost."""
        renewed: dict[str, float] = {}
        while not self._ending.wait(self.lease_seconds / 4):
            for task in self._tasks():
                name = task.claim.worker
                try:
                    with self.store.writing() as connection:
                        if not jobs.renew(connection, task.claim, lease_seconds=self.lease_seconds):
                            task.lost.set()
                    renewed[name] = time.monotonic()
                except Exception:
                    log.exception("a lease was not renewed")
                    if time.monotonic() - renewed.setdefault(name, time.monotonic()) > self.lease_seconds:
                        task.lost.set()

    def _keep_time(self) -> None:
        cleared = time.monotonic() - timetable.CLEAR_SECONDS + timetable.FIRST_CLEAR_SECONDS
        while not self._ending.wait(self.look_seconds):
            try:
                for chore in self.chores:
                    chore(self.store)
                if time.monotonic() - cleared > timetable.CLEAR_SECONDS:
                    timetable.clear(self.store)
                    cleared = time.monotonic()
            except Exception:  # noqa: PERF203 - the database may be away for a moment
                log.exception("the timetable goes on")

    def _tasks(self) -> list[Task]:
        with self._lock:
            return list(self._held.values())


def described(error: Exception) -> dict[str, Any]:
    """A failure as it is kept at a job. What is a fault of ours goes into the log, and by a number it can be found."""
    if isinstance(error, GtoError):
        return {"code": error.code, "message": str(error), "hint": error.hint}
    if is_busy(error):
        log.warning("the database was busy: %s", error)
        return {
            "code": "database-busy",
            "message": "The database did not take it",
            "hint": "it is tried again; if it stays so, look at the database's disk and log",
        }
    number = secrets.token_hex(4)
    log.error("fault %s", number, exc_info=error)
    return {
        "code": "internal",
        "message": "Something went wrong inside Studio",
        "hint": f"the worker's log has the details, under {number}",
    }
