"""When to try again, and when to look again. Chance, a number from 0 to 1, is given; it keeps crowds apart."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retry:
    """How patient a kind of job is: the first wait, the longest, and after how many tries it ends; None: never."""

    first_seconds: float
    longest_seconds: float
    tries: int | None = None


#: A repository that cannot be read is asked for ever, but seldom.
FOR_EVER = Retry(first_seconds=5.0, longest_seconds=1_800.0)
#: Somebody waits for an answer: five tries within about a minute.
SOMEBODY_WAITS = Retry(first_seconds=2.0, longest_seconds=30.0, tries=5)


def wait_seconds(retry: Retry, attempts: int, chance: float) -> float | None:
    """How long to wait after so many tries in vain (1: the first one); None: it ends.

    Each wait is twice the one before, up to the longest; of it chance takes up to a half away.
    """
    if retry.tries is not None and attempts >= retry.tries:
        return None
    doubled = min(retry.longest_seconds, retry.first_seconds * 2.0 ** min(attempts - 1, 32))
    return doubled * (1.0 - 0.5 * chance)


def interval_seconds(interval: float, chance: float) -> float:
    """How long until the next look, at an interval: up to a tenth sooner or later, so that not all come at once."""
    return interval * (0.9 + 0.2 * chance)
