"""The other end of `nursery.py`: processes brought up, stopped, let go on, and killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from gto_studio.store.connection import Store
from studio.jobs import nursery


class Nursery:
    """The process that brings up the others."""

    def __init__(self, store: Store, folder: Path) -> None:
        paths = os.pathsep.join(path for path in sys.path if path)
        env = {name: value for name, value in os.environ.items() if not name.endswith("_DATE")}  # time goes on there
        self.process = subprocess.Popen(
            [sys.executable, nursery.__file__, store.address, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env | {"PYTHONPATH": paths},
        )  # fmt: skip
        self.alive: dict[int, str] = {}
        self.stopped: int | None = None
        self.stopped_until = 0.0

    def bring_up(self, role: str) -> None:
        assert self.process.stdin
        assert self.process.stdout
        print(role, file=self.process.stdin, flush=True)
        self.alive[int(self.process.stdout.readline())] = role

    def kill(self, pid: int) -> str:
        os.kill(pid, signal.SIGKILL)
        return self.alive.pop(pid)

    def stop_and_go(self, chance: random.Random) -> None:
        """Let a worker that was stopped go on after a while, and stop another."""
        if self.stopped is not None and time.monotonic() > self.stopped_until:
            self.go()
        if self.stopped is None and chance.random() < 0.5:
            self.stopped = chance.choice([pid for pid, role in self.alive.items() if role != "ask"])
            self.stopped_until = time.monotonic() + nursery.LEASE_SECONDS + 0.3
            os.kill(self.stopped, signal.SIGSTOP)

    def those_who(self, role: str) -> Iterator[int]:
        """The processes of a role that are not stopped."""
        return (pid for pid, one in self.alive.items() if one.split()[0] == role and pid != self.stopped)

    def go(self) -> None:
        if self.stopped in self.alive:
            os.kill(self.stopped, signal.SIGCONT)
        self.stopped = None

    def close(self) -> None:
        for pid in list(self.alive):
            self.kill(pid)
        self.process.communicate(timeout=60)
