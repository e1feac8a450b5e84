"""The stopwatch of the bench counts the CPU and the memory of the process it runs, and of nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.measure import Contender, Stopwatch

BUSY = "sum(range(24_000_000))"


@pytest.fixture
def stopwatch(tmp_path: Path) -> Iterator[Stopwatch]:
    stopwatch = Stopwatch(tmp_path)
    yield stopwatch
    stopwatch.close()


def python(code: str, folder: Path) -> Contender:
    return Contender(code, [sys.executable, "-I", "-c", code], folder, dict(os.environ))


def test_output_and_status_are_kept(stopwatch: Stopwatch, tmp_path: Path) -> None:
    sample = stopwatch.run(python("import os; print(os.getcwd()); raise SystemExit(3)", tmp_path))
    assert (sample.output, sample.status) == (f"{tmp_path}\n", 3)


def test_the_time_of_children_counts(stopwatch: Stopwatch, tmp_path: Path) -> None:
    alone = stopwatch.run(python(BUSY, tmp_path))
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{BUSY}'])"
    through_a_child = stopwatch.run(python(child, tmp_path))
    idle = stopwatch.run(python("pass", tmp_path))
    assert alone.cpu > idle.cpu * 2
    assert through_a_child.cpu > idle.cpu * 2


def test_memory_is_that_of_the_process_not_of_ours(stopwatch: Stopwatch, tmp_path: Path) -> None:
    ours = bytearray(b"x" * 60_000_000)
    small = stopwatch.run(python("pass", tmp_path))
    large = stopwatch.run(python("x = bytearray(b'x' * 50_000_000)", tmp_path))
    assert ours
    assert small.memory < 40_000 < large.memory


def test_contenders_take_turns_and_are_prepared_each_time(stopwatch: Stopwatch, tmp_path: Path) -> None:
    told: list[str] = []
    contenders = [
        Contender(
            name,
            [sys.executable, "-I", "-c", "pass"],
            tmp_path,
            dict(os.environ),
            before=lambda name=name: told.append(f"before {name}"),  # type: ignore[misc]
            after=lambda name=name: told.append(f"after {name}"),  # type: ignore[misc]
        )
        for name in ("a", "b")
    ]
    measured = stopwatch.take_turns(contenders, stopwatch.warm_up(contenders), rounds=2)
    assert told[:4] == ["before a", "after a", "before b", "after b"]
    assert {name: taken.runs for name, taken in measured.items()} == {"a": 6, "b": 6}


def test_whoever_takes_too_long_is_measured_once(stopwatch: Stopwatch, tmp_path: Path) -> None:
    contenders = [python("pass", tmp_path)]
    measured = stopwatch.take_turns(contenders, stopwatch.warm_up(contenders), rounds=2, patience=0.0)
    assert measured["pass"].runs == 1
