"""One writer at a time, and a lock that nobody can leave behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from gto.errors import GitFailed
from gto.git.locking import Lock

HOLD = "import sys; from gto.git.locking import Lock\nwith Lock(sys.argv[1]): print('in', flush=True); sys.stdin.read()"


def test_one_is_let_in_at_a_time(tmp_path: Path) -> None:
    inside: list[int] = []
    seen: list[int] = []

    def work() -> None:
        for _ in range(50):
            with Lock(str(tmp_path)):
                inside.append(1)
                seen.append(len(inside))
                inside.pop()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 200


def test_a_writer_that_is_killed_leaves_the_way_free(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"in\n"
        entered: list[str] = []
        waiting = Thread(target=lambda: _enter(tmp_path, entered))
        waiting.start()
        waiting.join(0.2)
        assert entered == []
        holder.send_signal(signal.SIGKILL)
        waiting.join(60)
        assert entered == ["in"]


def _enter(folder: Path, entered: list[str]) -> None:
    with Lock(str(folder)):
        entered.append("in")


def test_what_was_announced_is_forgotten_on_leaving(tmp_path: Path) -> None:
    with Lock(str(tmp_path)) as lock:
        lock.announce("one\n")
        lock.announce("two\n")
    with Lock(str(tmp_path)) as lock:
        assert lock.unfinished == ""


def test_what_somebody_announced_who_was_killed_is_left_to_the_next(tmp_path: Path) -> None:
    announce = HOLD.replace("): print", ") as lock: lock.announce('one'); print")
    with subprocess.Popen(
        [sys.executable, "-c", announce, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"in\n"
        holder.send_signal(signal.SIGKILL)
    with Lock(str(tmp_path)) as lock:
        assert lock.unfinished == "one"
    with Lock(str(tmp_path)) as lock:
        assert lock.unfinished == ""


def test_an_error_inside_opens_it(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), Lock(str(tmp_path)):
        raise RuntimeError
    with Lock(str(tmp_path)):
        pass


def test_other_folders_have_other_locks(tmp_path: Path) -> None:
    with Lock(str(tmp_path / "a")), Lock(str(tmp_path / "b")):
        assert sorted(file.name for file in tmp_path.iterdir()) == ["a", "b"]


def test_a_folder_that_cannot_be_written_is_a_refusal_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GitFailed, match=f"Cannot write in '{tmp_path}/file/gto'") as refused:
        Lock(str(tmp_path / "file" / "gto"))
    assert "right to write" in (refused.value.hint or "")
