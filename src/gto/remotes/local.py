"""A folder of this machine's own disk, where we may look into it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from gto.errors import NoAccess
from gto.remotes.storage import PIECE_BYTES, Storage, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


class Folder(Storage):
    def __init__(self, path: str) -> None:
        self._path = path

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        try:
            fd = os.open(os.path.join(self._path, key), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except PermissionError:
            raise NoAccess(f"We may not read '{self._path}'", hint="let the user of this program read it") from None
        except OSError:
            return None
        about = os.fstat(fd)
        if version is not None or not stat.S_ISREG(about.st_mode):
            os.close(fd)
            return None
        file = os.fdopen(fd, "rb")
        file.seek(start)
        return Stream(_pieces(file, length), size=about.st_size, start=start, close=file.close)

    def close(self) -> None:
        pass


def _pieces(file: BinaryIO, length: int | None) -> Iterator[bytes]:
    left = length
    while left is None or left > 0:
        piece = file.read(PIECE_BYTES if left is None else min(PIECE_BYTES, left))
        if not piece:
            return
        if left is not None:
            left -= len(piece)
        yield piece
