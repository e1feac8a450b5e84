"""Programs that are started, watched and ended: with all they start, and even if whoever started them is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gto_studio.running.programs import NOT_FOUND, Log, Program

SECONDS = 90.0

#: Says that it is there, and starts a child that does nothing but stay. Both say who they are.
STAYS = "echo $$ > one; sleep 1000 & echo $! > two; echo ready; wait"


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def pids(folder: Path) -> list[int]:
    return [int((folder / name).read_text()) for name in ("one", "two")]


def test_what_a_program_says_and_how_it_ends(tmp_path: Path) -> None:
    log = Log()
    words = ["sh", "-c", 'echo "$GREETING"; echo oh >&2; exit 3']
    with Program(words, at=str(tmp_path), env={**os.environ, "GREETING": "hello"}, log=log) as program:
        assert program.wait(SECONDS) == 3
    assert sorted(log.text().split()) == ["hello", "oh"]


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    log = Log()
    with Program(["no-such-program"], at=str(tmp_path), env=os.environ, log=log) as program:
        assert program.wait(SECONDS) == NOT_FOUND
    assert "no-such-program" in log.text()


def test_nothing_of_a_program_is_left(tmp_path: Path) -> None:
    log = Log()
    with Program(["sh", "-c", STAYS], at=str(tmp_path), env=os.environ, log=log) as program:
        until(lambda: "ready" in log.text())
        assert program.wait(0) is None
        assert all(map(is_alive, pids(tmp_path)))
    until(lambda: not any(map(is_alive, pids(tmp_path))))  # what was killed ends when the system comes round to it


def test_what_a_program_leaves_behind_is_ended(tmp_path: Path) -> None:
    log = Log()
    with Program(["sh", "-c", "sleep 1000 & echo $! > two"], at=str(tmp_path), env=os.environ, log=log) as program:
        assert program.wait(SECONDS) == 0
    until(lambda: not is_alive(int((tmp_path / "two").read_text())))


def test_one_that_will_not_end_is_killed(tmp_path: Path) -> None:
    log = Log()
    words = ["sh", "-c", 'trap "" TERM; echo $$ > one; echo ready; while :; do sleep 0.1; done']
    with Program(words, at=str(tmp_path), env=os.environ, log=log, grace=0.5) as program:
        until(lambda: "ready" in log.text())
        assert program.end() == 128 + signal.SIGKILL
    assert not is_alive(int((tmp_path / "one").read_text()))


def test_whoever_started_it_is_killed(tmp_path: Path) -> None:
    """The end of the keeper's input, which no kill prevents, ends it all."""
    code = f"""
import os, time
from gto_studio.running.programs import Log, Program
with Program(["sh", "-c", {STAYS!r}], at={str(tmp_path)!r}, env=os.environ, log=Log()):
    time.sleep(1000)
"""
    with subprocess.Popen([sys.executable, "-c", code]) as runner:
        try:
            until(lambda: (tmp_path / "two").exists() and (tmp_path / "two").read_text().strip())
            found = pids(tmp_path)
        finally:
            runner.kill()
    until(lambda: not any(map(is_alive, found)))


def test_a_log_of_one_program_among_others() -> None:
    whole = Log()
    first, second = Log(whole), Log(whole)
    first.say("one")
    second.say("two")
    assert (first.text(), second.text(), whole.text()) == ("one\n", "two\n", "one\ntwo\n")


def test_of_a_long_log_the_end_is_kept() -> None:
    log = Log()
    for number in range(30_000):
        log.say(f"line {number}, and some more words of no use")
    said = log.text()
    assert said.endswith("line 29999, and some more words of no use\n")
    assert 60_000 < len(said) <= 65_536
    assert said.startswith("line ")
    assert log.heard > 1_000_000
