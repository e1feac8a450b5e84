"""A worker that does changes and nothing else. As a program, so that tests can have several, and kill them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gto.data.reach import Reach
from gto_studio.changes.carrying import changing
from gto_studio.changes.committing import AskForge, nobody
from gto_studio.jobs.worker import Worker
from gto_studio.mirrors.credentials import Credentials
from gto_studio.mirrors.visiting import Conditions, Mirror, Source, visit
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from gto_studio.store.owned.repositories import RepositoryRow

#: So long a worker that was killed keeps its jobs.
LEASE_SECONDS = 1.0


@dataclass
class Desk:
    store: Store
    folder: Path
    ask: AskForge = nobody

    def worker(self) -> Worker:
        return Worker(self.store, {jobs.CHANGE: changing(self.visit, self.ask)}, lease_seconds=LEASE_SECONDS)

    @contextmanager
    def visit(self, repository: RepositoryRow, person: str | None = None) -> Iterator[Mirror]:
        secret = repository.secret.decode() if repository.secret else None
        source = Source(repository.id, repository.url, Credentials.of(repository.username, secret))
        with visit(source, Conditions(self.folder, Reach(private=True, local=True))) as mirror:
            yield mirror

    def elsewhere(self, name: str) -> subprocess.Popen[bytes]:
        """A worker in another process, with mirrors of its own."""
        words = [sys.executable, __file__, self.store.address, f"{self.folder}-{name}"]
        path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
        env = {name: value for name, value in os.environ.items() if not name.endswith("_DATE")}  # time goes on there
        return subprocess.Popen(words, env=env | {"PYTHONPATH": path})


if __name__ == "__main__":
    Desk(Store(sys.argv[1]), Path(sys.argv[2])).worker().run(threading.Event())
