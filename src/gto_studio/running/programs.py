"""The one place that starts programs which are not ours: `dvc`, or the command that a project names.

Between the runner and the program stands a process of this module, the keeper. It puts the program into a session of
its own, and ends all of it when the runner says so or is gone, however that happened: the runner holds the keeper's
standard input open, and its end, which no kill can prevent, is the word. So no training goes on that nobody waits for.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from gto_studio.rules.queueing import LOG_MOST, tail

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: From being told to end to being killed; and what the keeper may take besides.
ENDING_SECONDS = 10.0
#: How often the keeper looks whether its program has ended.
LOOK_SECONDS = 0.05
#: What a shell gives for a program that is not there, and for one that cannot be started.
NOT_FOUND, NOT_STARTED = 127, 126
STDIN = 0
#: Of what is printed, before what is written over is taken out.
_KEPT = 4 * LOG_MOST


class Log:
    """The end of what programs print, as one text. For several threads."""

    def __init__(self, onto: Log | None = None) -> None:
        """`onto`: one that gets the same, among other things."""
        self._onto = onto
        self._pieces: deque[bytes] = deque()
        self._size = 0
        self._lock = threading.Lock()
        #: Grows with every piece.
        self.heard = 0

    def add(self, piece: bytes) -> None:
        if self._onto is not None:
            self._onto.add(piece)
        with self._lock:
            self._pieces.append(piece)
            self._size += len(piece)
            self.heard += len(piece)
            while self._size - len(self._pieces[0]) > _KEPT:
                self._size -= len(self._pieces.popleft())

    def say(self, line: str) -> None:
        """A line of the runner's own."""
        self.add(f"{line}\n".encode())

    def text(self) -> str:
        with self._lock:
            said = b"".join(self._pieces)
        return tail(said.decode("utf-8", "replace"))


class Program:
    """A program that runs, with all that it starts. Use as a context: at its end nothing of it is left."""

    def __init__(
        self, words: Sequence[str], *, at: str, env: Mapping[str, str], log: Log, grace: float = ENDING_SECONDS
    ) -> None:
        """`grace`: seconds from being told to end to being killed."""
        self._grace = grace
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",  # Python looks for modules where it stands; that must not be somebody's repository
            env=dict(env),
            start_new_session=True,
        )
        assert self._keeper.stdin is not None  # noqa: S101 - as asked for
        assert self._keeper.stdout is not None  # noqa: S101
        self._reader = threading.Thread(target=_drain, args=[self._keeper.stdout, log], name="log", daemon=True)
        self._reader.start()
        with suppress(BrokenPipeError):
            self._keeper.stdin.write(json.dumps({"words": list(words), "at": at, "grace": grace}).encode() + b"\n")
            self._keeper.stdin.flush()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def wait(self, seconds: float) -> int | None:
        """How it ended; None: it goes on after so long."""
        try:
            code = self._keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self._reader.join(ENDING_SECONDS)  # what it printed last
        return code

    def end(self) -> int:
        """End it, if it goes on, and all that it started."""
        stdin = self._keeper.stdin
        if stdin is not None and not stdin.closed:
            with suppress(BrokenPipeError):
                stdin.close()
        try:
            code = self._keeper.wait(self._grace + ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            code = self._keeper.wait()
        self._reader.join(ENDING_SECONDS)
        return code


def _drain(stream: BinaryIO, log: Log) -> None:
    with stream:
        while piece := os.read(stream.fileno(), 1 << 16):
            log.add(piece)


# --- the keeper -------------------------------------------------------------------------------------------------------


def keep() -> int:
    """Start what the standard input names, stay with it until it ends or the input does; how it ended."""
    told = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(one, lambda *_: told.set())
    stdin = STDIN
    asked = json.loads(_line(stdin) or "null")
    if asked is None:
        return NOT_STARTED
    try:
        child = subprocess.Popen(asked["words"], cwd=asked["at"], stdin=subprocess.DEVNULL, start_new_session=True)
    except FileNotFoundError as error:
        _say(f"{asked['words'][0]}: {error.strerror}")
        return NOT_FOUND
    except OSError as error:
        _say(f"{asked['words'][0]}: {error.strerror}")
        return NOT_STARTED
    try:
        while child.poll() is None and not told.is_set():
            if select.select([stdin], [], [], LOOK_SECONDS)[0] and not os.read(stdin, 1024):
                break
        if child.poll() is None:
            _signal(child.pid, signal.SIGTERM)
            patience = time.monotonic() + asked["grace"]
            while child.poll() is None and time.monotonic() < patience:
                time.sleep(LOOK_SECONDS)
    finally:
        _signal(child.pid, signal.SIGKILL)  # what it left behind, too
    code = child.wait()
    return code if code >= 0 else 128 - code


def _line(fd: int) -> bytes:
    """One line, and not a byte more."""
    found = bytearray()
    while (byte := os.read(fd, 1)) and byte != b"\n":
        found += byte
    return bytes(found)


def _signal(group: int, what: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, what)


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode("utf-8", "replace"))


if __name__ == "__main__":
    sys.exit(keep())
