"""Secrets at rest: passwords, keys and hook secrets of repositories, encrypted by a key that is not in the database.

The key is in the settings or in the file `key` of the data folder, which only its owner may read. Several keys are
several lines (or parts between commas): the first encrypts, all decrypt, so a key can be replaced while others still
use the one before.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from gto_studio.errors import WrongKey, WrongSettings
from gto_studio.store.owned import sealed

if TYPE_CHECKING:
    from gto_studio.settings import Settings
    from gto_studio.store.connection import Store

HINT = "set GTO_STUDIO_SECRET_KEY, or put the file `key` back into the data folder, as it was when they were stored"


class Secrets:
    """Seals and opens. Safe in threads. A key file that was renewed meanwhile is read again when it is needed."""

    def __init__(self, keys: list[str], file: Path | None = None) -> None:
        self._file = file
        self._keys = _multi(keys)

    def seal(self, text: str) -> bytes:
        """As it is stored."""
        return self._keys.encrypt(text.encode())

    def open(self, stored: bytes, *, seconds: int | None = None) -> str:
        """What was sealed, at most so long ago. Raises WrongKey."""
        try:
            return self._keys.decrypt(stored, seconds).decode()
        except InvalidToken:
            pass
        if self._file is not None and self._file.exists():
            self._keys = _multi(_read(self._file))
        try:
            return self._keys.decrypt(stored, seconds).decode()
        except InvalidToken:
            raise WrongKey("A stored secret was encrypted by another key", hint=HINT) from None

    def renew(self, stored: bytes) -> bytes:
        """The same, sealed by the first key."""
        return self.seal(self.open(stored))


def new_key() -> str:
    """32 bytes of chance, as a key is written."""
    return Fernet.generate_key().decode()


def load(settings: Settings, store: Store) -> Secrets:
    """The secrets of a server, its key made where nothing was ever sealed. Raises WrongKey where that one is missing
    or does not open what is stored, so that nobody finds out later, secret by secret."""
    with store.reading() as connection:
        stored = sealed.values(connection)
    file = settings.data / "key"
    if settings.secret_key is not None:
        found = Secrets(settings.secret_key.get_secret_value().split(","))
    elif file.exists():
        found = Secrets(_read(file), file)
    elif stored:
        raise WrongKey(f"There are {len(stored)} stored secrets, and no key that opens them", hint=HINT)
    else:
        found = Secrets(_make(file), file)
    for value in stored:
        found.open(value)
    return found


def rotate(settings: Settings, store: Store) -> int:
    """Encrypt everything by a new key; how many secrets there were.

    With the key in a file, a new one is made. With the key in the settings, put the new one before the old one there
    first (`NEW,OLD`); afterwards the old one can go.
    """
    before = load(settings, store)
    if settings.secret_key is not None:
        with store.writing() as connection:
            return sealed.replace_all(connection, before.renew)
    file = settings.data / "key"
    old = _read(file)
    new = new_key()
    # At each moment the file opens what is stored: first both keys, then the rows, then the new key alone.
    _write(file, [new, *old])
    both = Secrets([new, *old])
    with store.writing() as connection:
        count = sealed.replace_all(connection, both.renew)
    _write(file, [new])
    return count


def _multi(keys: list[str]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys if key.strip()])
    except ValueError:
        raise WrongSettings(
            "The key for stored secrets is not one",
            hint="32 random bytes as urlsafe base64; without the setting one is made",
        ) from None


def _read(file: Path) -> list[str]:
    return file.read_text().split()


def _make(file: Path) -> list[str]:
    """A new key. Of two processes that start at once, one makes it and both use it."""
    draft = file.with_name(f"key.{os.getpid()}")
    _write(draft, [new_key()])
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(file)


def _write(file: Path, keys: list[str]) -> None:
    draft = file.with_name(f"{file.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write("\n".join(keys) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
