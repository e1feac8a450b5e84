"""A folder on a machine that is reached by ssh, over SFTP."""

from __future__ import annotations

import io
import posixpath
import socket
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import paramiko

from gto.errors import HostUnreachable, NoAccess, StorageFailed
from gto.remotes.resolving import ips_of
from gto.remotes.storage import PIECE_BYTES, SECONDS_MAX, Storage, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from gto.data.reach import Reach

#: So many answers are on their way at a time.
REQUESTS_AHEAD = 64
_KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)
_LOST = (OSError, EOFError, paramiko.SSHException)


class Machine(Storage):
    """`ssh://user@host:port/path`. `known` is the file in which hosts are remembered the first time they are met."""

    def __init__(
        self, url: str, options: Mapping[str, str], secret: Mapping[str, str], reach: Reach, known: Path
    ) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or _port(options) or 22
        self._folder = unquote(parts.path) or "/"
        self._user = secret.get("user") or parts.username or options.get("user")
        self._secret = secret
        self._reach = reach
        self._known = known
        self._client: paramiko.SSHClient | None = None
        self._files: paramiko.SFTPClient | None = None

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        if version is not None:
            return None
        try:
            file = (self._files or self._open()).open(posixpath.join(self._folder, key), "rb")
            size = file.stat().st_size or 0
        except FileNotFoundError:
            return None
        except _LOST as error:
            raise self._lost(error) from None
        return Stream(self._pieces(file, start, size, length), size=size, start=start, close=file.close)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._files = None

    def _pieces(self, file: paramiko.SFTPFile, start: int, size: int, length: int | None) -> Iterator[bytes]:
        end = size if length is None else min(size, start + length)
        try:
            file.seek(start)
            if end - start > PIECE_BYTES:
                file.prefetch(end, REQUESTS_AHEAD)  # else every 32 KB wait for an answer
            while start < end:
                piece: bytes = file.read(min(PIECE_BYTES, end - start))
                if not piece:
                    return
                start += len(piece)
                yield piece
        except _LOST as error:
            raise self._lost(error) from None

    def _lost(self, error: Exception) -> HostUnreachable | NoAccess:
        if isinstance(error, PermissionError):
            return NoAccess(f"'{self._host}' does not let us read data", hint="attach credentials that may")
        self.close()
        return HostUnreachable(f"'{self._host}' cannot be asked for data: {error}")

    def _open(self) -> paramiko.SFTPClient:
        if not self._secret.get("password") and not self._secret.get("key"):
            raise NoAccess(f"Nothing lets us in at '{self._host}'", hint="attach a key or a password")
        ip = ips_of("ssh", self._host, self._port, self._reach)[0]
        client = paramiko.SSHClient()
        self._known.touch(mode=0o600)
        client.load_host_keys(str(self._known))
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - as git's ssh: once
        try:
            client.connect(
                self._host,
                self._port,
                username=self._user,
                password=self._secret.get("password") or None,
                pkey=_key(self._secret.get("key")),
                sock=socket.create_connection((ip, self._port), timeout=SECONDS_MAX),
                timeout=SECONDS_MAX,
                banner_timeout=SECONDS_MAX,
                auth_timeout=SECONDS_MAX,
                allow_agent=False,
                look_for_keys=False,
            )
        except paramiko.AuthenticationException:
            raise NoAccess(
                f"'{self._host}' does not let us in", hint="attach a key or a password that it takes"
            ) from None
        except paramiko.BadHostKeyException:
            raise StorageFailed(
                f"'{self._host}' is not the machine that it was before",
                hint="if that is right, take it out of known_hosts",
            ) from None
        self._client, self._files = client, client.open_sftp()
        self._files.get_channel().settimeout(SECONDS_MAX)
        return self._files


def _key(text: str | None) -> paramiko.PKey | None:
    if not text:
        return None
    for kind in _KEYS:
        try:
            return kind.from_private_key(io.StringIO(text.replace("\r\n", "\n").strip() + "\n"))
        except (paramiko.SSHException, ValueError):  # noqa: PERF203
            continue
    raise NoAccess("That is no private key that ssh takes", hint="one without a password, as ssh-keygen writes it")


def _port(options: Mapping[str, str]) -> int | None:
    text = options.get("port", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
