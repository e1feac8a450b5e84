"""Workers beside a server: they come, come again, and go with it."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from gto_studio.jobs import children
from gto_studio.settings import Settings
from studio.cli.running import running

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finds child processes in /proc")

DEADLINE = 300.0


def workers(parent: int) -> set[int]:
    """The children that are workers by now, and alive."""
    tasks = Path(f"/proc/{parent}/task").glob("*/children")
    found = {int(pid) for task in tasks for pid in task.read_text().split()}
    return {pid for pid in found if "worker" in words(pid)}


def words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def until(answer: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not answer():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def test_a_worker_that_falls_is_started_again_and_all_end_with_the_server(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--workers", "2", "--data", tmp_path / "data") as server:
        until(lambda: len(workers(server.process.pid)) == 2)
        first = workers(server.process.pid)
        victim = min(first)
        os.kill(victim, signal.SIGKILL)
        until(lambda: len(workers(server.process.pid) - first) == 1)
        last = workers(server.process.pid)
        assert server.end() == 0
        assert all(gone(pid) for pid in last)


def test_a_server_that_is_killed_leaves_no_worker_behind(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--workers", "1", "--data", tmp_path / "data") as server:
        until(lambda: len(workers(server.process.pid)) == 1)
        (worker,) = workers(server.process.pid)
        server.process.kill()
        server.process.wait()
        until(lambda: gone(worker))


def test_settings_arrive_as_they_were_sent(tmp_path: Path) -> None:
    sent = Settings(data=tmp_path, secret_key=SecretStr("hidden"), workers=3, poll_seconds=1.5)
    arrived = children.read(io.BytesIO(children.spell(sent)))
    assert arrived == sent
    assert arrived.secret_key
    assert arrived.secret_key.get_secret_value() == "hidden"


def test_the_end_of_the_stream_is_the_end() -> None:
    ended = threading.Event()
    inner, outer = os.pipe()
    with os.fdopen(inner, "rb", buffering=0) as stream:
        children.end_with(stream, ended)
        assert not ended.wait(0.1)
        os.close(outer)
        assert ended.wait(DEADLINE)
