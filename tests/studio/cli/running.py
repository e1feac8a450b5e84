"""A server as a process of its own, as people start it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shell import GTO

#: So long a server may take to start on a busy machine, and to end.
START_SECONDS, END_SECONDS = 90.0, 60.0


@dataclass
class Running:
    """A server, and where it is."""

    process: subprocess.Popen[str]
    url: str

    def get(self, path: str) -> Any:
        """What it answers to a question, as JSON."""
        with urllib.request.urlopen(self.url.rstrip("/") + path, timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        data = json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.url.rstrip("/") + path, data, {"Content-Type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def until(self, path: str, holds: Any, seconds: float = 60.0) -> Any:
        """Ask until the answer is as wanted."""
        deadline = time.monotonic() + seconds
        while not holds(answer := self.get(path)):
            assert time.monotonic() < deadline, answer
            assert self.process.poll() is None
            time.sleep(0.05)
        return answer

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(by)
        return self.process.wait(END_SECONDS)


@contextlib.contextmanager
def running(*words: str | Path, env: Mapping[str, str] | None = None, folder: Path | None = None) -> Iterator[Running]:
    """`gto studio WORDS…` until the block ends."""
    process = subprocess.Popen(
        [GTO, "studio", *map(str, words)],
        cwd=folder,
        env=os.environ | dict(env or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("Studio is at "):
            _, said = process.communicate(timeout=END_SECONDS)
            raise AssertionError(f"{line}{said}")
        yield Running(process, line.split()[-1])
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
