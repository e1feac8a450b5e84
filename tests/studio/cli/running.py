"""A server as a process of its own, as people start it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shell import GTO

#: So long a server may take to start on a busy machine, and to end.
START_SECONDS, END_SECONDS = 300.0, 300.0


@dataclass
class Running:
    """A server, and where it is."""

    process: subprocess.Popen[str]
    url: str

    def get(self, path: str) -> Any:
        """What it answers to a question, as JSON."""
        with urllib.request.urlopen(self.url.rstrip("/") + path, timeout=90) as answer:
            return json.load(answer)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        data = json.dumps(body or {}).encode()
        request = urllib.request.Request(
            self.url.rstrip("/") + path, data, {"Content-Type": "application/json"}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)

    def until(self, path: str, holds: Any, seconds: float = START_SECONDS) -> Any:
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
    """`gto studio WORDS…` until the block ends. If that ends badly, what the server had to say is told."""
    with tempfile.TemporaryFile("w+") as log:  # a pipe that nobody reads fills up, and then the server waits
        process = subprocess.Popen(
            [GTO, "studio", *map(str, words)],
            cwd=folder,
            env=os.environ | dict(env or {}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("Studio is at "):
                process.wait(END_SECONDS)
                raise AssertionError(line)
            yield Running(process, line.split()[-1])
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read())
            raise
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(END_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            if process.stdout is not None:
                process.stdout.close()
