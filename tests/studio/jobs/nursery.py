"""Brings up processes that are there to be killed: `python nursery.py ADDRESS` reads roles and prints process ids.

Each child is forked with everything loaded, so that fifty of them start in a second.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time

from sqlalchemy import Column, Float, Integer, MetaData, Table, Text

from gto_studio.jobs.work import Task, Work
from gto_studio.jobs.worker import Worker
from gto_studio.rules.schedule import Retry
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs

KIND = "change"
LEASE_SECONDS = 0.8
SUBJECTS = [f"subject-{number:02}" for number in range(30)]

#: What the handlers write: who was at which subject, in the order of the transactions.
trace = Table(
    "trace",
    MetaData(),
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("subject", Text, nullable=False),
    Column("worker", Text, nullable=False),
    Column("what", Text, nullable=False),  # begin, end
    Column("wanted", Integer, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
)


def work(store: Store, chance: random.Random) -> None:
    """A worker whose jobs take a moment, leave a trace, and fail now and then."""

    def do(task: Task) -> None:
        note(task, "begin")
        time.sleep(chance.random() * 0.05)
        if chance.random() < 0.1:
            raise OSError("bad luck")
        note(task, "end")

    def note(task: Task, what: str) -> None:
        with task.writing() as connection:
            row = {"subject": task.subject, "worker": task.claim.worker, "what": what, "wanted": task.claim.wanted}
            connection.execute(trace.insert().values(**row, at=time.time()))

    kinds = {KIND: Work(do, retry=Retry(0.02, 0.1))}
    Worker(store, kinds, lanes=[[KIND]] * 2, lease_seconds=LEASE_SECONDS, look_seconds=0.05).run(threading.Event())


def ask(store: Store, chance: random.Random, log: str) -> None:
    """Somebody who keeps asking, and writes down what was surely asked for."""
    with open(log, "ab", buffering=0) as asked:
        while True:
            subject = chance.choice(SUBJECTS)
            with store.writing() as connection:
                jobs.want(connection, KIND, subject)
            asked.write(f"{subject}\n".encode())
            time.sleep(chance.random() * 0.02)


def main(address: str, log: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    warm = Store(address)  # loads the driver
    with warm.reading() as connection:
        jobs.waiting(connection)
    warm.close()
    for number, line in enumerate(sys.stdin):
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        os.close(0)
        store, chance = Store(address), random.Random(number)
        work(store, chance) if line.strip() == "work" else ask(store, chance, log)
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
