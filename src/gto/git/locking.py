"""One writer of ours at a time: a lock that the operating system keeps, beside a repository's refs."""

from __future__ import annotations

import os

from gto.errors import GitFailed

#: So much of what a killed writer had announced is looked at.
UNFINISHED_BYTES_MAX = 1 << 20


class Lock:
    """`with Lock(folder):` lets one process of ours at a time in, so that numbers read stay free until written.

    The system releases it when the process ends, however it ends. Other programs are held off by the transaction.

    What is announced inside is forgotten on leaving. Of somebody who was killed inside it stays: `unfinished`.
    """

    def __init__(self, folder: str) -> None:
        try:
            os.makedirs(folder, exist_ok=True)
            self._file = open(os.path.join(folder, "lock"), "a+b", buffering=0)  # noqa: SIM115
        except OSError as error:
            raise GitFailed(
                f"Cannot write in '{folder}': {error.strerror}",
                hint="you need the right to write in the repository's .git folder",
            ) from None

    def __enter__(self) -> Lock:
        _wait_for(self._file.fileno())
        self._file.seek(0)
        self.unfinished = self._file.read(UNFINISHED_BYTES_MAX).decode("utf-8", "replace")
        if self.unfinished:
            self._file.truncate(0)
        return self

    def announce(self, intention: str) -> None:
        """Write down, for whoever comes after a kill, what is about to be done."""
        try:
            self._file.write(intention.encode("utf-8", "replace"))
        except OSError:  # a full disk: what follows will fail as well, and say so
            pass

    def __exit__(self, *_: object) -> None:
        try:
            self._file.truncate(0)
        finally:
            self._file.close()


if os.name == "nt":

    def _wait_for(fd: int) -> None:
        import msvcrt

        msvcrt.locking(fd, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    from fcntl import LOCK_EX, flock

    def _wait_for(fd: int) -> None:
        flock(fd, LOCK_EX)
