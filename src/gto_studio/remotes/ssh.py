"""A folder on a machine that is reached by ssh, over SFTP."""

from __future__ import annotations

import io
import posixpath
import socket
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import paramiko

from gto_studio.errors import HostUnreachable, NoAccess, StorageFailed
from gto_studio.mirrors.resolving import allowed_ips
from gto_studio.remotes.storage import OBJECT_BYTES_MAX, SECONDS_MAX, TooLargeThere
from gto_studio.rules.addresses import Address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gto_studio.rules.addresses import Reach

_KEYS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class Machine:
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

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        if version is not None:
            return None
        try:
            files = self._files or self._open()
            with files.open(posixpath.join(self._folder, key), "rb") as file:
                data: bytes = file.read(OBJECT_BYTES_MAX + 1)
        except FileNotFoundError:
            return None
        except PermissionError:
            raise NoAccess(f"'{self._host}' does not let us read data", hint="attach credentials that may") from None
        except (OSError, EOFError, paramiko.SSHException) as error:
            self.close()
            raise HostUnreachable(f"'{self._host}' cannot be asked for data: {error}") from None
        if len(data) > OBJECT_BYTES_MAX:
            raise TooLargeThere
        return data

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = self._files = None

    def _open(self) -> paramiko.SFTPClient:
        if not self._secret.get("password") and not self._secret.get("key"):
            raise NoAccess(f"Nothing lets us in at '{self._host}'", hint="attach a key or a password")
        place = Address("", "ssh", self._host, self._port, self._folder)
        ip = allowed_ips(place, self._reach)[0]
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
