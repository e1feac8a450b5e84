"""Pushing a tag and opening a remote repository, under the names GTO 1.x gave to this; for scripts that import them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from gto.verbs import tagging
from gto.verbs.repository import open_repository


def git_push_tag(scm: Any, tag_name: str, delete: bool = False, remote_name: str = "origin") -> None:
    """Push a tag, or delete it on the remote. PushRefused, RemoteUnreachable."""
    repository = open_repository(scm)
    tagging.push(repository, tag_name, remote_name, deletion=delete)


@contextmanager
def cloned_git_repo(url: str) -> Iterator[Any]:
    """A bare copy of a remote repository's commits and tags, as an object with `root_dir`.

    It is kept for the next time, and writes to it go nowhere: open the address itself to write.
    """
    yield SimpleNamespace(root_dir=open_repository(url).place.path)
