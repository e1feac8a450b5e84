"""Time and memory of whole processes; several contenders in one interleaved run, A B A B.

What the machine does besides changes from minute to minute, so contenders take turns and their medians are
compared.
"""

from __future__ import annotations

import marshal
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

ROUNDS = 5
# A process this short is measured several times in a round: its own noise is as large as it is.
SHORT = 0.3
REPEATS = 3


class Sample(NamedTuple):
    wall: float
    cpu: float
    memory: int  # KiB
    status: int
    output: str = ""
    errors: str = ""


@dataclass(frozen=True)
class Measured:
    """The medians of what one contender took."""

    cpu: float
    wall: float
    memory: int
    runs: int


def nothing() -> None:
    """For contenders that need no preparation."""


@dataclass(frozen=True)
class Contender:
    """A command, with what has to be done before and after it outside the measured time."""

    name: str
    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing

    def prepared(self, before: Callable[[], None]) -> Contender:
        return replace(self, before=before)

    def cleaned(self, after: Callable[[], None]) -> Contender:
        return replace(self, after=after)


class Stopwatch:
    """Runs processes through the launcher, and says what they took."""

    def __init__(self, scratch: Path) -> None:
        launcher = Path(__file__).with_name("launcher.py")
        self._output = scratch / "stdout"
        self._errors = scratch / "stderr"
        self._launcher = subprocess.Popen(
            [sys.executable, "-I", "-S", str(launcher)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def run(self, contender: Contender) -> Sample:
        """Run once, preparation and cleaning included but not counted."""
        assert self._launcher.stdin
        assert self._launcher.stdout
        contender.before()
        request = (
            list(contender.arguments),
            str(contender.folder),
            dict(contender.environment),
            str(self._output),
            str(self._errors),
        )
        marshal.dump(request, self._launcher.stdin)
        self._launcher.stdin.flush()
        wall, cpu, memory, status = marshal.load(self._launcher.stdout)
        sample = Sample(wall, cpu, memory, status, self._output.read_text(), self._errors.read_text())
        contender.after()
        return sample

    def warm_up(self, contenders: Sequence[Contender]) -> dict[str, Sample]:
        """One run of each, by name: it fills caches, and says the answer that has to be right."""
        return {contender.name: self.run(contender) for contender in contenders}

    def take_turns(
        self,
        contenders: Sequence[Contender],
        first: Mapping[str, Sample],
        rounds: int = ROUNDS,
        patience: float = 60.0,
    ) -> dict[str, Measured]:
        """Medians by name. Whoever took longer than `patience` to warm up is measured by that run alone."""
        taken: dict[str, list[Sample]] = {contender.name: [] for contender in contenders}
        for _ in range(rounds):
            for contender in contenders:
                wall = first[contender.name].wall
                if wall > patience:
                    continue
                for _ in range(REPEATS if wall < SHORT else 1):
                    taken[contender.name].append(self.run(contender))
        return {name: summarise(samples or [first[name]]) for name, samples in taken.items()}

    def close(self) -> None:
        assert self._launcher.stdin
        assert self._launcher.stdout
        self._launcher.stdin.close()
        self._launcher.wait()
        self._launcher.stdout.close()


def summarise(samples: Sequence[Sample]) -> Measured:
    return Measured(
        cpu=statistics.median(sample.cpu for sample in samples),
        wall=statistics.median(sample.wall for sample in samples),
        memory=max(sample.memory for sample in samples),
        runs=len(samples),
    )
