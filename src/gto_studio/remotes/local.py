"""A folder of the server's own disk, where the server lets people use it."""

from __future__ import annotations

from pathlib import Path

from gto.git.files import plain
from gto_studio.remotes.storage import OBJECT_BYTES_MAX, TooLargeThere


class Folder:
    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        data = plain(str(self._path / key), OBJECT_BYTES_MAX + 1)
        if data is not None and len(data) > OBJECT_BYTES_MAX:
            raise TooLargeThere
        return data if version is None else None

    def close(self) -> None:
        pass
