"""Passwords: argon2id. A check takes the same time whether or not there is such a person."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The second recommendation of RFC 9106, section 4: for surroundings with little memory. Stored hashes name their own
# parameters, so these can be raised at any time; a hash is made anew when its owner signs in.
PASSES = 3
MEMORY_KIB = 64 * 1024
LANES = 4

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
#: What a password is held against where there is none. No password has this hash.
_NOBODYS = _hasher.hash("of nobody")
#: Each check takes 64 MiB; whoever sends many at once waits.
_AT_ONCE = threading.BoundedSemaphore(2)


def hashed(password: str) -> str:
    """As it is stored, with salt and parameters."""
    with _AT_ONCE:
        return _hasher.hash(password)


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password is the one that was stored; None (nobody, or somebody without) is never right."""
    with _AT_ONCE:
        try:
            _hasher.verify(stored or _NOBODYS, password)
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def is_old(stored: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)
