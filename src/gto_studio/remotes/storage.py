"""What all kinds of storage have in common."""

from __future__ import annotations

from typing import Protocol

from gto_studio.errors import StorageFailed

#: Larger objects are not read.
OBJECT_BYTES_MAX = 10_000_000
#: Nobody is waited for longer, neither for a connection nor for the next bytes.
SECONDS_MAX = 15.0


class Storage(Protocol):
    """One remote, open. Used by one thread after the other."""

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        """An object; None: there is none. AddressNotAllowed, HostUnreachable, NoAccess, StorageFailed,
        TooLargeThere."""

    def close(self) -> None:
        """Let go of connections."""


class TooLargeThere(StorageFailed):
    """The object is there, and more than is read."""

    code = "too-large-there"

    def __init__(self) -> None:
        super().__init__(f"It is larger than {OBJECT_BYTES_MAX // 1_000_000} MB")
