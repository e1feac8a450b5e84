"""Why an experiment could not be run, in words: from how its program ended, and what it printed last."""

from __future__ import annotations

import re
from typing import NamedTuple

#: As a shell says that there is no such program, and the keeper of programs with it.
NOT_FOUND = 127


class RunFailure(NamedTuple):
    """A code that stays the same, a sentence, and what to do."""

    code: str
    message: str
    hint: str | None = None


_FULL = re.compile(r"No space left on device|Disk quota exceeded|\[Errno 28\]|\bENOSPC\b", re.IGNORECASE)
_NO_DATA = re.compile(
    r"missing data 'source'|missing-files|Checkout failed for following targets|"
    r"failed to pull data from the cloud|missing cache files|cache file .* does not exist",
    re.IGNORECASE,
)
_NO_PROJECT = re.compile(r"not inside of a DVC repository", re.IGNORECASE)
_SAID = re.compile(r"^(?:ERROR|fatal|error):\s*(.+)$|^(\w*(?:Error|Exception): .+)$", re.MULTILINE)

DISK_FULL = RunFailure(
    "disk-full", "No space is left on the runner's disk", "free some space there, and queue the experiment again"
)


def is_full(text: str) -> bool:
    """Whether somebody says that a disk is full."""
    return _FULL.search(text) is not None


def of_program(words: str, code: int, log: str) -> RunFailure:
    """Of a program that ended with another code than 0."""
    first = words.split(maxsplit=1)[0] if words.split() else words
    said = _last(log)
    if code == NOT_FOUND and f"{first}:" in log:
        return RunFailure(
            "program-missing",
            f"'{first}' is not installed where the runner runs",
            "install it there, or let an admin name another command in the project's settings",
        )
    end = log[-8_192:]
    if is_full(end):
        return DISK_FULL
    if _NO_PROJECT.search(end):
        return RunFailure(
            "no-dvc-project",
            "There is no DVC project in the folder that this project shows",
            "run dvc init there and commit it, or let an admin name another command in the project's settings",
        )
    if _NO_DATA.search(end):
        return RunFailure(
            "data-missing",
            f"Data that the experiment needs is not where the runner runs: {said}" if said else "Data is missing",
            "run dvc pull in the clone that the runner was given with --repository, "
            "or give the machine access to the data remote",
        )
    what = f"'{words}' was killed" if 128 < code < 192 else f"'{words}' ended with {code}"
    return RunFailure(
        "run-failed", f"{what}: {said}" if said else what, "the end of what it printed is in the log of the experiment"
    )


def of_push(found: RunFailure) -> RunFailure:
    """Of a run that went well, whose data found no place on the data remote."""
    return RunFailure(
        "data-not-pushed",
        f"The experiment ran, but its data could not be pushed: {found.message}",
        "DVC keeps the results on the runner's machine: mend its access to the data remote and queue the same again; "
        "it is not trained twice",
    )


def of_time(seconds: float) -> RunFailure:
    """It took longer than it may."""
    hours, rest = divmod(round(seconds), 3_600)
    minutes, left = divmod(rest, 60)
    words = " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (left, "s")) if number)
    return RunFailure(
        "time-limit",
        f"It was ended at its time limit of {words}",
        "give it more time when it is queued; an admin can raise the limit in the project's settings",
    )


def without_result(words: str) -> RunFailure:
    return RunFailure(
        "no-result",
        f"'{words}' ended well, and left no experiment",
        "it has to change something that Git keeps: metrics, params, dvc.lock",
    )


def _last(log: str) -> str:
    """The last line that says what is wrong."""
    found = [one or other for one, other in _SAID.findall(log)]
    return found[-1].strip()[:500] if found else ""
