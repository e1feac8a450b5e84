"""Commits made in a mirror, and refs pushed from it. No work tree: of the files only those that change are there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from gto.errors import CannotEdit, GitFailed, RemoteUnreachable
from gto.git import commits, refs, remotes
from gto.git.run import git
from gto.registry.names import CommitId
from gto_studio.errors import DiskFull

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gto.git.place import Place
    from gto.git.remotes import RefUpdate
    from gto.git.settings import Person

#: What people write through Studio, beside tags and notes.
WRITTEN = ("refs/heads/", "refs/exps/")
_FULL = ("No space left", "Disk quota exceeded", "unable to write file")


def content(place: Place, commit: str, path: str) -> bytes | str | None:
    """A file of a commit; None if it has none, a text where it cannot be edited, and why. RemoteUnreachable."""
    try:
        return commits.content_at(place, CommitId(commit), path, new_folders=True)
    except CannotEdit as error:
        return error.message.removeprefix(f"{path} cannot be edited: ")


def commit(place: Place, parent: str, files: Mapping[str, bytes | None], message: str, author: Person) -> str:
    """A commit on top of `parent` with other contents of these files (None: without). Nothing is sent."""
    return commits.commit_files(place, CommitId(parent), files, message, author, new_folders=True)


def push(place: Place, updates: Sequence[RefUpdate], *, atomic: bool) -> dict[str, str | None]:
    """Move refs of the remote, each only from where it was seen: ref → None, or why not; "" if it is elsewhere by now.

    `atomic`: all or none, as far as the remote can. PushRefused, `unsure`, where its answer was lost.
    """
    try:
        return remotes.push_refs(place.path, "origin", updates, atomic=atomic)
    except remotes.NotAtomic:
        return remotes.push_refs(place.path, "origin", updates, atomic=False)


def there(place: Place) -> dict[str, str]:
    """Where branches and experiments are by now on the remote, brought here. RemoteUnreachable, GitTimeout."""
    for prefix in WRITTEN:
        remotes.fetch_prefix(place.path, "origin", prefix)
    return refs.ids(git("for-each-ref", "--format=%(objectname) %(refname)", *WRITTEN, at=place.path).text)


def rests_on(place: Place, commit: str, head: str) -> bool:
    """Whether what `head` leads to is this commit, or was made on top of it. It need not be here."""
    words = ("merge-base", "--is-ancestor", commit, head)
    return head == commit or git(*words, at=place.path, codes=(0, 1, 128)).code == 0


@contextmanager
def room(place: Place) -> Iterator[None]:
    """Within the block a full disk is called that: DiskFull."""
    try:
        yield
    except (GitFailed, RemoteUnreachable) as error:
        if any(sign in error.message for sign in _FULL):
            raise DiskFull(place.common_dir) from None
        raise
