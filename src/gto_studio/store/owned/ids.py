"""Ids that sort by the time they were made: ULIDs, 26 characters, 48 bits of milliseconds and 80 of chance that grows.

Of one process, ids of one millisecond sort as they were made, as <https://github.com/ulid/spec#monotonicity> asks. The
bits of chance grow for all milliseconds together, so this holds too where the clocks of ids differ.
"""

from __future__ import annotations

import secrets
import threading
import time

#: Crockford's base 32: no I, L, O or U, so that nobody reads one letter for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class _Growing:
    """Numbers of 80 bits, each greater than the one before by 40 bits of chance: enough for 2**39 ids of a process."""

    __slots__ = ("_last", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = secrets.randbits(79)

    def next(self) -> int:
        with self._lock:
            self._last += 1 + secrets.randbits(40)
            return self._last


_growing = _Growing()


def new_id(at: float | None = None) -> str:
    """A new id, of that second since 1970 or of now. Of two that different processes make in one millisecond, either
    may sort first."""
    return spell(int((time.time() if at is None else at) * 1000) << 80 | _growing.next())


def spell(number: int) -> str:
    """128 bits as 26 characters; their order is that of the numbers."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def new_short_id() -> str:
    """Ten characters by chance, for addresses that people see."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10)).lower()
