"""A folder on a machine that is reached by ssh, over SFTP."""

from __future__ import annotations

import io
import os
import posixpath
import socket
import threading
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
    """`ssh://user@host:port/path`.

    `known` is the file in which hosts are remembered the first time they are met; None: we sit at the machine of a
    person, whose agent, keys, settings and known hosts are taken as they are.
    """

    def __init__(
        self, url: str, options: Mapping[str, str], secret: Mapping[str, str], reach: Reach, known: Path | None
    ) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or _port(options) or 22
        self._folder = unquote(parts.path) or "/"
        self._user = secret.get("user") or parts.username or options.get("user")
        self._keyfiles: list[str] = []
        if known is None:
            self._heed_settings(is_port_named=bool(parts.port or _port(options)))
        self._secret = secret
        self._reach = reach
        self._one_by_one = threading.Lock()
        self._known = known
        self._client: paramiko.SSHClient | None = None
        self._files: paramiko.SFTPClient | None = None

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        if version is not None:
            return None
        turn = _Turn(self._one_by_one)  # answers about two files would be taken for each other's
        try:
            file = (self._files or self._open()).open(posixpath.join(self._folder, key), "rb")
            size = file.stat().st_size or 0
        except FileNotFoundError:
            turn.end()
            return None
        except _LOST as error:
            turn.end()
            raise self._lost(error) from None
        except BaseException:
            turn.end()
            raise

        def close() -> None:
            try:
                file.close()
            finally:
                turn.end()

        return Stream(self._pieces(file, start, size, length), size=size, start=start, close=close)

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
            return NoAccess(
                f"'{self._host}' does not let us read data with the credentials that it was given",
                hint="check whether they are right, and may read there",
            )
        self.close()
        return HostUnreachable(f"'{self._host}' cannot be asked for data: {error}")

    def _heed_settings(self, *, is_port_named: bool) -> None:
        """What ~/.ssh/config says of the host."""
        settings = paramiko.SSHConfig()
        try:
            with open(os.path.expanduser("~/.ssh/config"), encoding="utf-8", errors="replace") as file:
                settings.parse(file)
            said = settings.lookup(self._host)
        except (OSError, paramiko.ConfigParseError):
            return
        self._host = said.get("hostname", self._host)
        self._user = self._user or said.get("user")
        if not is_port_named and said.get("port", "").isdecimal():
            self._port = int(said["port"])
        self._keyfiles = [os.path.expanduser(path) for path in said.get("identityfile", [])]

    def _open(self) -> paramiko.SFTPClient:
        is_own = self._known is None
        if not is_own and not self._secret.get("password") and not self._secret.get("key"):
            raise NoAccess(f"Nothing lets us in at '{self._host}'", hint="attach a key or a password")
        ip = ips_of("ssh", self._host, self._port, self._reach)[0]
        client = paramiko.SSHClient()
        if self._known is not None:
            self._known.touch(mode=0o600)
            client.load_host_keys(str(self._known))
            client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # noqa: S507 - as git's ssh: once
        else:
            client.load_system_host_keys()
        try:
            client.connect(
                self._host,
                self._port,
                username=self._user,
                password=self._secret.get("password") or None,
                passphrase=self._secret.get("passphrase") or None,
                pkey=_key(self._secret.get("key"), self._secret.get("passphrase") or None),
                key_filename=[path for path in self._keyfiles if os.path.exists(path)] or None,
                sock=socket.create_connection((ip, self._port), timeout=SECONDS_MAX),
                timeout=SECONDS_MAX,
                banner_timeout=SECONDS_MAX,
                auth_timeout=SECONDS_MAX,
                allow_agent=is_own,
                look_for_keys=is_own,
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
        except paramiko.SSHException as error:
            if is_own and "not found in known_hosts" in str(error):
                raise NoAccess(
                    f"'{self._host}' is not among the hosts that ssh knows",
                    hint=f"meet it once: ssh -p {self._port} {self._host}",
                ) from None
            raise
        self._client, self._files = client, client.open_sftp()
        self._files.get_channel().settimeout(SECONDS_MAX)
        return self._files


class _Turn:
    """A lock that is held, and let go of once, by whichever thread."""

    def __init__(self, lock: threading.Lock) -> None:
        lock.acquire()
        self._lock: threading.Lock | None = lock

    def end(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()


def _key(text: str | None, passphrase: str | None) -> paramiko.PKey | None:
    if not text:
        return None
    for kind in _KEYS:
        try:
            return kind.from_private_key(io.StringIO(text.replace("\r\n", "\n").strip() + "\n"), passphrase)
        except (paramiko.SSHException, ValueError):  # noqa: PERF203
            continue
    raise NoAccess("That is no private key that ssh takes", hint="one without a password, as ssh-keygen writes it")


def _port(options: Mapping[str, str]) -> int | None:
    text = options.get("port", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None
