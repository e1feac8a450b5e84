"""Ids that sort by the time they were made: ULIDs, 26 characters, 48 bits of milliseconds and 80 of chance."""

from __future__ import annotations

import secrets
import time

#: Crockford's base 32: no I, L, O or U, so that nobody reads one letter for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(at: float | None = None) -> str:
    """A new id. Of two made in one millisecond, either may sort first."""
    return spell(int((time.time() if at is None else at) * 1000) << 80 | secrets.randbits(80))


def spell(number: int) -> str:
    """128 bits as 26 characters; their order is that of the numbers."""
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def new_short_id() -> str:
    """Ten characters by chance, for addresses that people see."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10)).lower()
