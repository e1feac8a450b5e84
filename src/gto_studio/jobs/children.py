"""Worker processes beside the server: started with it, started again when they fall, and gone when it is gone.

A child gets the settings, secrets included, on its standard input: they stand in no argument and no environment. As
long as the server lives that input stays open; its end, which no kill can prevent, tells the child to end, too.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pydantic import SecretStr

from gto_studio.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "gto", "studio", "worker", "--beside")

#: A worker that falls is started again after so long, each time twice as long up to the longest.
AGAIN_SECONDS = 0.5
AGAIN_SECONDS_LONGEST = 30.0
#: One that lived for so long counts as sound.
SOUND_SECONDS = 60.0
#: From being told to end to being killed.
ENDING_SECONDS = 10.0


@contextmanager
def beside(settings: Settings, count: int) -> Iterator[None]:
    """So many workers run within the block."""
    ending = threading.Event()
    keepers = [
        threading.Thread(target=_keep, args=[settings, ending], name=f"worker {number}") for number in range(count)
    ]
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        ending.set()
        for keeper in keepers:
            keeper.join()


def spell(settings: Settings) -> bytes:
    """Settings as one line. The inverse of `read`."""
    return json.dumps(settings.model_dump(), default=_plain).encode() + b"\n"


def read(stream: BinaryIO) -> Settings:
    """The settings that the server sends."""
    return Settings(**json.loads(stream.readline()))


def end_with(stream: BinaryIO, ended: threading.Event) -> None:
    """Set `ended` when the other end of the stream is gone."""

    def wait() -> None:
        # past the stream's buffer, whose lock Python would miss when it ends while we wait here
        while os.read(stream.fileno(), 1024):
            pass
        ended.set()

    threading.Thread(target=wait, name="server's end", daemon=True).start()


def _keep(settings: Settings, ending: threading.Event) -> None:
    wait = AGAIN_SECONDS
    while not ending.is_set():
        began = time.monotonic()
        code = _run(settings, ending)
        if ending.is_set():
            return
        wait = AGAIN_SECONDS if time.monotonic() - began > SOUND_SECONDS else min(2 * wait, AGAIN_SECONDS_LONGEST)
        log.error("a worker ended with %s; the next one starts in %g seconds", code, wait)
        ending.wait(wait)


def _run(settings: Settings, ending: threading.Event) -> int:
    """Start a worker and stay with it; how it ended."""
    child = subprocess.Popen(COMMAND, stdin=subprocess.PIPE)
    if child.stdin is None:
        raise RuntimeError("a child without input")
    with suppress(BrokenPipeError):
        child.stdin.write(spell(settings))
        child.stdin.flush()
    while child.poll() is None and not ending.wait(0.1):
        pass
    with suppress(BrokenPipeError):
        child.stdin.close()
    if child.poll() is None:
        child.terminate()
    try:
        return child.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no setting")
