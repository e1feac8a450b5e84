"""By what a repository lets us in: a password or token over https, a key over ssh; and how git gets to know it.

Never in an argument, an address, a log or a configuration: git asks a small program of ours, which answers from its
environment; ssh reads the key from a file that only we may read and that is gone after the call.
"""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Whom a host takes a token from when nobody said a name: GitHub, GitLab, Gitea and Azure all take this one.
TOKEN_USER = "oauth2"  # noqa: S105 - a name, no secret

_ASKPASS = """\
#!/bin/sh
case "$1" in
Username*) printf '%s\\n' "$GTO_STUDIO_USERNAME" ;;
*) printf '%s\\n' "$GTO_STUDIO_PASSWORD" ;;
esac
"""
#: What ssh may not take from its configuration or do on its own.
_SSH_OPTIONS = (
    "BatchMode=yes",
    "ConnectTimeout=20",
    "ForwardAgent=no",
    "IdentitiesOnly=yes",
    "IdentityAgent=none",
    "PermitLocalCommand=no",
    "ServerAliveInterval=20",
    "StrictHostKeyChecking=accept-new",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name, and a password (or token) or an ssh key. All None: the repository is open to everybody."""

    username: str | None = None
    password: str | None = None
    ssh_key: str | None = None

    def __repr__(self) -> str:
        return "Credentials(…)" if self.password or self.ssh_key else "Credentials()"

    @staticmethod
    def of(username: str | None, secret: str | None) -> Credentials:
        """From a stored secret, which tells by its first line what it is."""
        if secret and secret.lstrip().startswith("-----BEGIN "):
            return Credentials(username, ssh_key=secret.replace("\r\n", "\n").strip() + "\n")
        return Credentials(username, password=secret or None)


@contextmanager
def environment(
    credentials: Credentials, folder: Path, *, ssh_options: tuple[str, ...] = (), own_ssh: bool = False
) -> Iterator[Mapping[str, str]]:
    """The variables by which git lets us in, good within the block. `folder` is where mirrors are.

    `own_ssh`: without a key, whoever runs this process lends theirs, as on a person's own machine.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Path(tempfile.mkdtemp(prefix="credentials-", dir=folder))
    try:
        env = {"GIT_ASKPASS": "", "SSH_ASKPASS": "", "GIT_SSH_VARIANT": "ssh"}
        if credentials.password is not None:
            env["GIT_ASKPASS"] = _write(private / "askpass", _ASKPASS, 0o700)
            env["GTO_STUDIO_USERNAME"] = credentials.username or TOKEN_USER
            env["GTO_STUDIO_PASSWORD"] = credentials.password
        if credentials.ssh_key is not None:
            key = _write(private / "key", credentials.ssh_key, 0o600)
            env["GIT_SSH_COMMAND"] = _ssh(folder, key, ssh_options)
        elif own_ssh:
            env["GIT_SSH_COMMAND"] = "ssh -o BatchMode=yes -o ConnectTimeout=20"
        else:
            env["GIT_SSH_COMMAND"] = _ssh(folder, None, ssh_options)
        yield env
    finally:
        shutil.rmtree(private, ignore_errors=True)


def _ssh(folder: Path, key: str | None, options: tuple[str, ...]) -> str:
    known = f"UserKnownHostsFile={folder / 'known_hosts'}"
    words = ["ssh", "-F", os.devnull]
    words += ["-i", key] if key else ["-o", "IdentityFile=none"]
    for option in (*_SSH_OPTIONS, known, *options):
        words += ["-o", option]
    return shlex.join(words)


def _write(path: Path, text: str, mode: int) -> str:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
    return str(path)
