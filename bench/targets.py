"""What we set out to reach, and whether a result does.

The figures are floors that were agreed before the first line of code was written; they change by decision,
not by measurement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bench.results import COLD, FIELDS, LS_REMOTE, NAMES, TREELESS, WARM, Result

# How many times less CPU than GTO 1.10.1, by number of tags: (cold, warm).
WHOLE = {100: (13.0, 14.0), 1_000: (45.0, 50.0), 10_000: (150.0, 250.0)}
ONE = {100: (11.0, 11.0), 1_000: (30.0, 30.0), 10_000: (150.0, 150.0)}
HISTORY = {100: (10.0, 10.0), 1_000: (25.0, 28.0), 10_000: (55.0, 65.0)}
WRITE = {100: (10.0, 10.0), 1_000: (45.0, 45.0), 10_000: (300.0, 300.0)}
START = (9.0, 9.0)

FACTORS = {
    "show": WHOLE,
    "show --json": WHOLE,
    "stages": WHOLE,
    "history": HISTORY,
    "show NAME": ONE,
    "show NAME@latest --ref": ONE,
    "show NAME#prod --version": ONE,
    "check-ref": ONE,
    "register": WRITE,
    "assign": WRITE,
}

# CPU seconds at 100,000 tags, where GTO takes more than five minutes: (cold, warm).
HUGE = 100_000
SECONDS: dict[str, tuple[float | None, float]] = {
    "show": (2.5, 0.6),
    "show --json": (2.5, 0.6),
    "stages": (2.5, 0.6),
    "show NAME": (None, 0.3),
    "show NAME@latest --ref": (None, 0.3),
    "show NAME#prod --version": (None, 0.3),
    "check-ref": (None, 0.3),
    "register": (None, 0.3),
    "assign": (None, 0.3),
}

MEMORY_AT = 10_000
MEMORY = 40 * 1024  # KiB
ROUND_TRIPS = 3


class Verdict(NamedTuple):
    subject: str
    asked: str
    got: str
    met: bool


def judge(results: Iterable[Result]) -> Iterator[Verdict]:
    """Every target that these results say something about."""
    for result in results:
        if result.difference:
            yield Verdict(f"{result.shape.name}: {result.question}", "GTO's answer", result.difference, False)
        elif result.remote:
            yield from _remote(result)
        else:
            yield from _factors(result)
            yield from _seconds(result)
            yield from _limits(result)


def factor(result: Result, state: str) -> float | None:
    """How many times less CPU than GTO this result should show."""
    if result.question.startswith("--"):
        return START[0] if state == COLD else None
    if not result.shape.usual:
        return None
    pair = FACTORS[result.question].get(result.shape.tags)
    return pair[state == WARM] if pair else None


def times(factor: float) -> str:
    """A factor as text, precise enough to see why it misses."""
    return f"{factor:,.0f}×" if factor >= 100 else f"{factor:.1f}×"


def _factors(result: Result) -> Iterator[Verdict]:
    for state in (COLD, WARM):
        asked, got = factor(result, state), result.fewer(state)
        if asked is not None and got is not None:
            yield Verdict(_subject(result, state), f"≥ {asked:.0f}×", times(got), got >= asked)


def _seconds(result: Result) -> Iterator[Verdict]:
    if not result.shape.usual or result.shape.tags != HUGE or result.question not in SECONDS:
        return
    for state, limit in zip((COLD, WARM), SECONDS[result.question], strict=True):
        if limit is not None and state in result.taken:
            cpu = result.taken[state].cpu
            yield Verdict(_subject(result, state), f"≤ {limit:.1f} s", f"{cpu:.2f} s", cpu <= limit)


def _limits(result: Result) -> Iterator[Verdict]:
    """Beside git itself, whatever GTO takes; and memory."""
    if result.question != "show" or not result.shape.usual:
        return
    for state, listing, words in ((COLD, FIELDS, "all fields"), (WARM, NAMES, "names")):
        if state in result.taken:
            limit, got = 3 * result.taken[listing].cpu + 0.045, result.taken[state].cpu
            asked = f"≤ 3 × for-each-ref, {words} + 45 ms = {limit * 1000:.0f} ms"
            yield Verdict(_subject(result, state), asked, f"{got * 1000:.0f} ms", got <= limit)
    if result.shape.tags == MEMORY_AT:
        peak = max(result.taken[state].memory for state in (COLD, WARM) if state in result.taken)
        subject = f"{result.shape.name}: peak memory of show"
        yield Verdict(subject, f"< {MEMORY // 1024} MiB", f"{peak / 1024:.0f} MiB", peak < MEMORY)


def _remote(result: Result) -> Iterator[Verdict]:
    if result.question == "show":
        for state, peer, times, words in (
            (COLD, TREELESS, 1.6, "tree-less clone"),
            (WARM, LS_REMOTE, 2.0, "ls-remote"),
        ):
            limit, got = times * result.taken[peer].cpu + 0.060, result.taken[state].cpu
            asked = f"≤ {times:g} × {words} + 60 ms = {limit * 1000:.0f} ms"
            yield Verdict(_subject(result, state), asked, f"{got * 1000:.0f} ms", got <= limit)
        trips = result.traffic[WARM].conversations
        yield Verdict(_subject(result, WARM), "1 round trip", str(trips), trips <= 1)
        blobs = result.shape.weights * result.shape.weight
        received = result.traffic[COLD].received
        subject = f"{result.shape.name}: bytes received by the first show"
        yield Verdict(subject, f"no blob of {blobs / 1e6:.0f} MB", f"{received / 1e6:.2f} MB", received < blobs / 100)
    if result.question in {"register", "assign"}:
        for state in (COLD, WARM):
            trips = result.traffic[state].conversations
            yield Verdict(_subject(result, state), f"≤ {ROUND_TRIPS} round trips", str(trips), trips <= ROUND_TRIPS)


def _subject(result: Result, state: str) -> str:
    if result.question.startswith("--"):
        return result.question
    return f"{result.shape.name}: {result.question}, {state.removeprefix('gto, ')}"
