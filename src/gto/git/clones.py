"""A repository's address → a small bare copy of its refs and commits to work on, kept in our cache.

Nothing is cloned whole: the copy holds commits and tags, no trees and no files (those are fetched when asked for, see
`files`). A second visit costs one round trip if nothing changed. Nothing in a copy is ever executed.
"""

from __future__ import annotations

import os

from gto.errors import GitFailed, NoRepo, RemoteUnreachable
from gto.git import cache, refs
from gto.git.locking import Lock
from gto.git.place import Place, folder_beside, locate
from gto.git.remotes import NOTES, check_url, unreachable
from gto.git.run import git
from gto.git.transaction import clear_away

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a copy has: branches, tags, and the notes by which writers see each other (see `remotes`).
_KEPT = ("refs/heads/", "refs/tags/", NOTES)
_NOTES_REFSPEC = f"+{NOTES}*:{NOTES}*"
_REFSPECS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", _NOTES_REFSPEC)
#: Nothing executable is honoured in a copy, and fetching leaves it as it is.
_COPY_CONFIG = ("-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", "-c", "maintenance.auto=false")


def visit(url: str) -> Place:
    """Bring the copy of a remote repository up to date (making it first, if need be).

    WrongArgs for an address that is not allowed, RemoteUnreachable with git's reason.
    """
    check_url(url)
    path = os.path.join(cache.folder(), f"remote-{cache.key(url)}.git")
    try:
        os.makedirs(cache.folder(), mode=0o700, exist_ok=True)
        lock = Lock(folder_beside(path))
    except (OSError, GitFailed):  # the cache cannot be written
        return locate(_make(_temporary(), url), origin=url)
    with lock:
        clear_away(path, lock.unfinished)
        return _visit(path, url)


def _visit(path: str, url: str) -> Place:
    """The copy in the cache, brought up to date or made; whoever comes here holds its lock."""
    if os.path.isdir(path):
        try:
            has_commits = _refresh(path, url)
            place = locate(path, origin=url)
            if place.head is not None or not has_commits:
                return place
        except RemoteUnreachable:
            if _is_sound(path, url):
                raise
        except (GitFailed, NoRepo):
            pass
        _discard(path)  # a damaged copy costs a new one
    return locate(_make(path, url), origin=url)


def _make(path: str, url: str) -> str:
    scratch = f"{path}.{os.getpid()}"
    try:
        os.mkdir(scratch, mode=0o700)
    except OSError:
        scratch = path = _temporary()
    options = (
        "--bare",
        "--quiet",
        "--filter=tree:0",
        "--template=",
        "--no-hardlinks",
        *("--config", "gc.auto=0"),
        *("--config", f"remote.origin.fetch={_NOTES_REFSPEC}"),
    )
    done = git(*_COPY_CONFIG, "clone", *options, "--", url, scratch, at=None, network=True, codes=range(-64, 256))
    if done.code != 0:
        _discard(scratch)
        raise unreachable(url, done.reason)
    if scratch != path:
        try:
            os.rename(scratch, path)
        except OSError as error:
            _discard(scratch)
            raise GitFailed(f"Cannot write '{path}': {error.strerror}") from None
    return path


def _refresh(path: str, url: str) -> bool:
    """Bring an existing copy up to date; tells whether HEAD has to lead to a commit now."""
    here = _refs(path)
    there, head = _listing(path, url)
    if there != here:
        fetch = (
            "fetch",
            "--quiet",
            "--prune",
            "--no-tags",
            "--no-write-fetch-head",
            "--filter=tree:0",
            "--force",
        )
        done = git(*_COPY_CONFIG, *fetch, "origin", *_REFSPECS, at=path, network=True, codes=range(-64, 256))
        if done.code != 0 and ".lock': File exists" in done.reason:
            raise GitFailed(done.reason)  # a git was killed here; nobody else writes in a copy while we do
        if done.code != 0:
            raise unreachable(url, done.reason)
        now = _refs(path)
        if now != there and now != _listing(path, url)[0]:  # unless the remote changed in between
            raise GitFailed("the copy does not take what was fetched")
    if head and git("symbolic-ref", "HEAD", at=path).text.strip() != head:
        git("symbolic-ref", "HEAD", head, at=path)
    return head in there


def _listing(path: str, url: str) -> tuple[Mapping[str, str], str]:
    """(branches and tags of the remote, the ref its HEAD stands for)"""
    asked = git("ls-remote", "--symref", "origin", at=path, network=True, codes=range(-64, 256))
    if asked.code != 0:
        raise unreachable(url, asked.reason)
    there: dict[str, str] = {}
    head = ""
    for line in refs.lines(asked.text):
        id, _, ref = line.partition("\t")
        if ref == "HEAD" and id.startswith("ref: refs/heads/"):
            head = id[5:]
        elif ref.startswith(_KEPT) and not ref.endswith("^{}"):
            there[ref] = id
    return there, head


def _refs(path: str) -> dict[str, str]:
    """The refs of the copy itself: were it damaged, git would look for a repository in the folders above it."""
    return refs.ids(git("--git-dir=.", "for-each-ref", "--format=%(objectname) %(refname)", *_KEPT, at=path).text)


def _is_sound(path: str, url: str) -> bool:
    """Whether a copy is whole, as far as talking to its remote depends on it: its configuration, and its refs."""
    said = git("--git-dir=.", "config", "--get-regexp", r"^remote\.origin\.", at=path, codes=range(-64, 256))
    settings = {f"remote.origin.url {url}", f"remote.origin.fetch {_NOTES_REFSPEC}"}
    listed = git("--git-dir=.", "for-each-ref", "--format=", at=path, codes=range(-64, 256))
    return settings <= set(refs.lines(said.text)) and listed.code == 0


def _temporary() -> str:
    """A folder that is gone when the program ends, for when the cache cannot be written."""
    import atexit
    import tempfile

    folder = tempfile.mkdtemp(prefix="gto-remote-")
    atexit.register(_discard, folder)
    return os.path.join(folder, "copy.git")


def _discard(path: str) -> None:
    from shutil import rmtree  # 20 ms, and seldom needed

    rmtree(path, ignore_errors=True)
