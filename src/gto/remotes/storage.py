"""What all kinds of storage have in common: objects by their keys, whole or piece by piece."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from gto.errors import TooLargeThere

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Larger objects are not read into memory.
OBJECT_BYTES_MAX = 10_000_000
#: Nobody is waited for longer, neither for a connection nor for the next bytes.
SECONDS_MAX = 15.0
#: An object on its way comes in pieces of about this size.
PIECE_BYTES = 1 << 18


class Stream:
    """An object on its way. `size`: of all of it, None where the storage does not say; `start`: where in it that
    begins which comes, 0 of a storage that gives whole objects only. Close it."""

    def __init__(
        self, pieces: Iterator[bytes], *, size: int | None, start: int = 0, close: Callable[[], None] = lambda: None
    ) -> None:
        self.pieces = pieces
        self.size = size
        self.start = start
        self.close = close

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Storage(ABC):
    """One remote, open. It may be asked by several threads at once. Close it.

    Everything raises AddressNotAllowed, HostUnreachable, NoAccess, StorageFailed; and so do the pieces of a stream.
    """

    @abstractmethod
    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        """An object, or so many bytes of it; None: there is none."""

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        """All of a small object; None: there is none. TooLargeThere."""
        return whole(self.open(key, version=version))

    def link(  # noqa: B027 - most kinds have none
        self, key: str, *, seconds: int, name: str, version: str | None = None
    ) -> str | None:
        """An address at which anybody may read the object for so long, and save it under a name; None where the storage
        has no such addresses."""

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""


def whole(stream: Stream | None) -> bytes | None:
    """All of what comes. TooLargeThere."""
    if stream is None:
        return None
    found = bytearray()
    with stream:
        for piece in stream.pieces:
            found += piece
            if len(found) > OBJECT_BYTES_MAX:
                raise TooLargeThere(f"It is larger than {OBJECT_BYTES_MAX // 1_000_000} MB")
    return bytes(found)
