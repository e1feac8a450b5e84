"""How runs fail, in words. What DVC prints was printed by it (tests/studio/running/test_real_runs.py asks it again)."""

from __future__ import annotations

import pytest

from gto_studio.rules import run_failures

MISSING = "Verifying data sources\nERROR: failed to reproduce 'data.txt.dvc': missing data 'source': data.txt\n"
STAGE = "Running stage 'train':\nERROR: failed to reproduce 'train': failed to run: python stage.py, exited with 3\n"
TRACE = 'Traceback (most recent call last):\n  File "train.py", line 1\nValueError: lr is negative\n'


@pytest.mark.parametrize(
    ("code", "log", "kind", "says"),
    [
        (255, MISSING, "data-missing", "missing data 'source': data.txt"),
        (255, STAGE, "run-failed", "'dvc exp run' ended with 255: failed to reproduce 'train'"),
        (1, TRACE, "run-failed", "'dvc exp run' ended with 1: ValueError: lr is negative"),
        (137, "", "run-failed", "'dvc exp run' was killed"),
        (2, "nothing to the point\n", "run-failed", "'dvc exp run' ended with 2"),
        (127, "dvc: No such file or directory\n", "program-missing", "'dvc' is not installed"),
        (127, "sh: 1: nonsense: not found\n", "run-failed", "ended with 127"),
        (255, "ERROR: unexpected error - [Errno 28] No space left on device\n", "disk-full", "No space is left"),
        (255, "ERROR: you are not inside of a DVC repository (checked up to '/')", "no-dvc-project", "no DVC project"),
    ],
)
def test_why_it_failed(code: int, log: str, kind: str, says: str) -> None:
    found = run_failures.of_program("dvc exp run", code, log)
    assert found.code == kind
    assert says in found.message
    assert found.hint


def test_a_disk_that_was_full_long_ago_is_not_the_reason() -> None:
    log = "No space left on device\n" + "and on it went\n" * 1_000 + STAGE
    assert run_failures.of_program("dvc exp run", 255, log).code == "run-failed"


def test_a_result_is_not_lost_with_its_push() -> None:
    found = run_failures.of_push(run_failures.of_program("dvc push", 1, "ERROR: failed to push: no such bucket\n"))
    assert found.code == "data-not-pushed"
    assert found.message.endswith("'dvc push' ended with 1: failed to push: no such bucket")


@pytest.mark.parametrize(("seconds", "words"), [(3_600, "1 h"), (90, "1 min 30 s"), (90_061, "25 h 1 min 1 s")])
def test_a_time_limit(seconds: float, words: str) -> None:
    assert run_failures.of_time(seconds).message == f"It was ended at its time limit of {words}"
