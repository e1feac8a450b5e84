"""The server's own failures, on the same tree as the library's: code, sentence, hint."""

from __future__ import annotations

from gto.errors import GtoError


class StudioError(GtoError):
    """A failure of the server that a person can meet."""


# --- the database -----------------------------------------------------------------------------------------------


class DatabaseTooNew(StudioError):
    code = "database-too-new"

    def __init__(self) -> None:
        super().__init__(
            "The database was made by a newer version of gto",
            hint="install that version, or restore a backup into an empty database",
        )
