"""A remote's address → its storage. Libraries of other people are loaded when a remote of their kind is opened."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.data.reach import check_local
from gto.errors import StorageFailed
from gto.remotes.local import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gto.data.reach import Reach
    from gto.data.remote_config import Remote
    from gto.remotes.storage import Storage


@dataclass(frozen=True, slots=True)
class Surroundings:
    """From where remotes are seen: what may be reached; the folder of a repository on this very disk (None:
    elsewhere), to which relative paths relate; where hosts of ssh are remembered (None: where the own
    ssh of a person does who sits at this machine)."""

    reach: Reach
    known_hosts: Path | None
    repository: str | None = None


def opened(remote: Remote, project: str, secret: Mapping[str, str], around: Surroundings) -> Storage:
    """A remote of the DVC project in a folder of the repository. AddressNotAllowed, StorageFailed."""
    try:
        match remote.kind:
            case "local":
                return Folder(_local(remote.url, project, around))
            case "http" | "webdav":
                from gto.remotes import http

                return http.Server(remote.url, secret, around.reach)
            case "s3":
                from gto.remotes import s3

                return s3.Bucket(remote.url, remote.options, secret, around.reach)
            case "gs":
                from gto.remotes import gcs

                return gcs.Bucket(remote.url, remote.options, secret, around.reach)
            case "azure":
                from gto.remotes import azure

                return azure.Container(remote.url, remote.options, secret, around.reach)
            case "ssh":
                from gto.remotes import ssh

                return ssh.Machine(remote.url, remote.options, secret, around.reach, around.known_hosts)
            case "other":
                raise StorageFailed(f"No remotes of the kind '{remote.url.partition('://')[0]}' can be read")
    except ImportError as error:
        raise _lacking(f"of the kind '{remote.kind}'", error) from None


def lfs_server(url: str, login: Callable[[], tuple[str, str] | None], reach: Reach) -> Storage:
    """A server of Git LFS. StorageFailed where the library for HTTP is missing."""
    try:
        from gto.remotes import lfs
    except ImportError as error:
        raise _lacking("of Git LFS", error) from None
    return lfs.Server(url, login, reach)


def cache(project: str, around: Surroundings) -> Storage | None:
    """DVC's own cache, of a repository on this very disk."""
    if around.repository is None or not around.reach.local:
        return None
    return Folder(posixpath.join(around.repository, project, ".dvc", "cache"))


def _local(url: str, project: str, around: Surroundings) -> str:
    path = url.removeprefix("file://")
    check_local(around.reach)
    if posixpath.isabs(path):
        return path
    if around.repository is None:
        raise StorageFailed(f"The remote '{url}' is a folder beside somebody's own copy of the repository")
    return posixpath.normpath(posixpath.join(around.repository, project, ".dvc", path))


def _lacking(what: str, error: ImportError) -> StorageFailed:
    return StorageFailed(f"A library is missing for remotes {what} ({error.name})", hint="pip install 'gto[remotes]'")
