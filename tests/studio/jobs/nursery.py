"""Brings up processes that are there to be killed: `python nursery.py ADDRESS FOLDER` reads roles, prints process ids.

Each child is forked with everything loaded, so that fifty of them start in a second.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import Column, Float, Integer, MetaData, Table, Text

from gto_studio.jobs.work import Task, Work
from gto_studio.jobs.worker import Worker
from gto_studio.rules.schedule import Retry
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from gto_studio.web import server
from gto_studio.web.app import application
from gto_studio.wiring import build, lanes, works

KIND = "change"
LEASE_SECONDS = 0.8
#: Starting git takes a while on a busy machine.
GIT_LEASE_SECONDS = 2.5
KEY = "c3VjaC1hLWtleS1pcy1ub3QtYS1nb29kLW9uZS0zMmI="
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


def studio(address: str, folder: Path) -> None:
    """A worker as `gto studio worker` has it, with mirrors of its own."""
    parts = build(Settings(data=folder, database=address, secret_key=SecretStr(KEY)))
    kinds = {
        kind: replace(one, retry=replace(one.retry, first_seconds=0.1, longest_seconds=0.5))
        for kind, one in works(parts).items()
    }
    worker = Worker(parts.store, kinds, lanes=lanes(parts), lease_seconds=GIT_LEASE_SECONDS, look_seconds=0.05)
    worker.run(threading.Event())


def web(address: str, folder: Path, port: int) -> None:
    """A web process as `gto studio serve --workers 0` has it."""
    parts = build(Settings(data=folder, database=address, secret_key=SecretStr(KEY)))
    bound = server.bind("127.0.0.1", port)
    server.run(application(parts), bound, trust_proxy=False, ready=lambda: None)


def main(address: str, folder: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    warm = Store(address)  # loads the driver
    with warm.reading() as connection:
        jobs.is_due(connection, [KIND])
    warm.close()
    for number, line in enumerate(sys.stdin):
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        store, chance = Store(address), random.Random(number)
        match line.split():
            case ["work"]:
                work(store, chance)
            case ["ask"]:
                ask(store, chance, f"{folder}/asked")
            case ["studio", name]:
                studio(address, Path(folder, name))
            case ["web", port]:
                web(address, Path(folder, "here"), int(port))
        os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
