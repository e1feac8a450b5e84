"""Where an experiment is run: a clone that shares its objects with one that is there, used once, and removed.

A clone of its own, and not a linked worktree: what DVC keeps in refs and bookkeeping while it runs stays out of
somebody's repository, several runs go on side by side, and removing the folder removes everything. Data is not copied:
DVC's cache is that of the repository it was cloned from.

A folder whose runner was killed is known by its lock, which nobody holds, and removed by the next one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from gto.errors import GitFailed
from gto.git import worktree
from gto.git.locking import Lock
from gto.git.place import locate
from gto.git.remotes import Taken, check_url, push_ref
from gto.git.run import git
from gto_studio.errors import NotFound, WrongAddress, WrongInput
from gto_studio.rules import addresses
from gto_studio.rules.edits import data, params
from gto_studio.rules.edits.asked import version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gto.git.place import Place
    from gto_studio.running.server import Work

_RUNS, _COPIES = "runs", "copies"
#: What a clone of ours never runs: hooks of whoever it comes from.
_QUIET = ("-c", f"core.hooksPath={os.devnull}", "-c", "advice.detachedHead=false")


@dataclass(frozen=True, slots=True)
class Source:
    """What is cloned for a run. `url`: where its experiment goes; `own`: nobody's but the runner's."""

    path: str
    url: str
    own: bool


@dataclass(frozen=True, slots=True)
class Workplace:
    """A checkout of the baseline. `folder` is the project's in it; `source` what it was made from."""

    root: str
    folder: str
    source: Source


def addresses_of(path: str) -> dict[str, str]:
    """Where a repository on this machine is from and may push to: its own place, and its remotes. NoRepo."""
    place = locate(path)
    said = git("config", "--null", "--get-regexp", r"^remote\..*\.url$", at=path, codes=(0, 1)).text
    found = {place.root: place.root}
    for entry in said.split("\0"):
        _, newline, url = entry.partition("\n")
        if newline:
            local = "://" not in url and not _is_scp(url)
            found[url] = os.path.normpath(os.path.join(place.root, url)) if local else url
    return found


def source(work: Work, repositories: list[str], folder: Path) -> Source:
    """What to clone for this work: one of these repositories if it is of the same address, else a copy of our own."""
    for path in repositories:
        for url in addresses_of(path).values():
            if _same(url, work.repository_url):
                return Source(locate(path).root, url, own=False)
    url = check_url(work.repository_url)
    copy = folder / _COPIES / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.git"
    copy.parent.mkdir(parents=True, exist_ok=True)
    with Lock(f"{copy}.gto"):
        _bring(copy, url)
    return Source(str(copy), url, own=True)


def there(source: Source, ref: str) -> str | None:
    """The commit that a ref leads to on the remote; None: it is not there. GitFailed."""
    said = git("ls-remote", "--refs", "--end-of-options", source.url, ref, at=None, network=True).text
    return next((line.partition("\t")[0] for line in said.splitlines() if line.endswith(f"\t{ref}")), None)


@contextmanager
def workplace(work: Work, of: Source, folder: Path) -> Iterator[Workplace]:
    """A place to run this in, gone when the block ends. GitFailed; NotFound if the baseline is nowhere."""
    runs = folder / _RUNS
    runs.mkdir(parents=True, exist_ok=True)
    with Lock(str(folder)):  # or it would be taken for a leftover before it is held
        here = Path(mkdtemp(prefix=f"{work.name}-", dir=runs))
        held = _hold(here)
    try:
        root = str(here / "repository")
        _make(work, of, root)
        inside = os.path.normpath(os.path.join(root, work.directory))
        if not os.path.isdir(inside):
            raise NotFound(f"The commit has no folder '{work.directory}'")
        yield Workplace(root, inside, of)
    finally:
        shutil.rmtree(here, ignore_errors=True)
        os.close(held)


def clear_leftovers(folder: Path) -> int:
    """Remove the places of runners that were killed; how many."""
    found = 0
    with Lock(str(folder)):
        for here in (folder / _RUNS).glob("*/"):
            with suppress(OSError):
                held = _hold(here)
                shutil.rmtree(here, ignore_errors=True)
                os.close(held)
                found += 1
    return found


def change(work: Work, place: Workplace) -> None:
    """Put other parameters and other data into a workplace, as its work wants them. WrongInput, CannotEdit."""
    checkout = locate(place.root)
    for file, values in work.params.items():
        before = _read(checkout, file)
        worktree.replace(checkout, file, params.edited(before, file, values), expected=before)
    for path, about in work.data.items():
        file = _tracking(checkout, path)
        before = _read(checkout, file)
        worktree.replace(checkout, file, data.edited(before, file, path, version(path, about)), expected=before)


def _tracking(checkout: Place, path: str) -> str:
    for file in data.files_of(path):
        if worktree.exists(checkout, file) and data.tracks(worktree.read(checkout, file), file, path):
            return file
    raise WrongInput(f"DVC does not keep {path} at this commit", fields={f"data:{path}": "is not tracked"})


def _read(checkout: Place, file: str) -> bytes:
    found = worktree.read(checkout, file)
    if found is None:
        raise WrongInput(f"The commit has no file {file}", fields={file: "is not there"})
    return found


def result(place: Workplace, ref: str) -> str | None:
    """The commit of an experiment that was made in a workplace."""
    said = git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", at=place.root, codes=(0, 1)).text.strip()
    return said or None


def publish(place: Workplace, ref: str, commit: str) -> str:
    """Push an experiment, unless one of its name is there already; the commit that is there now. PushRefused."""
    with suppress(Taken):  # a runner before us got as far as this
        push_ref(place.root, place.source.url, ref, commit, None)
    found = there(place.source, ref)
    if found is None:
        raise GitFailed(f"The remote took {ref}, and does not have it", hint="look what its hooks and rules do")
    return found


def _make(work: Work, of: Source, root: str) -> None:
    options = ("--quiet", "--shared", "--no-checkout", "--no-tags", "--template=", "--origin=origin")
    git(*_QUIET, "clone", *options, "--", of.path, root, at=None, reading=False)
    git("remote", "set-url", "origin", of.url, at=root, reading=False)
    if not _has(root, work.baseline):
        _fetch(root, of.url, work.baseline)
    git("config", "user.name", work.author, at=root, reading=False)
    git("config", "user.email", work.author_email, at=root, reading=False)
    git(*_QUIET, "checkout", "--quiet", "--detach", work.baseline, at=root, reading=False, network=True)


def _fetch(root: str, url: str, baseline: str) -> None:
    """The baseline, which may be on no branch any more."""
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no")
    with suppress(GitFailed):
        git("fetch", *options, "--end-of-options", url, baseline, at=root, reading=False, network=True)
    if not _has(root, baseline):
        every = ("+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*", "+refs/exps/*:refs/origin/exps/*")
        git("fetch", *options, "--end-of-options", url, *every, at=root, reading=False, network=True)
    if not _has(root, baseline):
        raise NotFound(
            f"The remote does not have the commit {baseline:.7} any more", hint="start from another one that it has"
        )


def _has(root: str, commit: str) -> bool:
    return git("cat-file", "-e", f"{commit}^{{commit}}", at=root, codes=(0, 1, 128)).code == 0


def _bring(copy: Path, url: str) -> None:
    if not (copy / "HEAD").exists():
        scratch = f"{copy}.{os.getpid()}"
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            git(*_QUIET, "clone", "--quiet", "--bare", "--template=", "--", url, scratch, at=None, network=True)
            os.rename(scratch, copy)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return
    options = ("--quiet", "--prune", "--no-write-fetch-head", "--recurse-submodules=no")
    git(*_QUIET, "fetch", *options, "origin", "+refs/heads/*:refs/heads/*", at=str(copy), reading=False, network=True)


def _hold(folder: Path) -> int:
    """Take the lock of a workplace, which the system lets go when its process ends. OSError if somebody has it.

    The file, to be closed. What we start does not get it, so that it cannot outlive us.
    """
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        flock(lock, LOCK_EX | LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _same(one: str, other: str) -> bool:
    try:
        return addresses.same(addresses.read(one), addresses.told(other))
    except WrongAddress:
        return False


def _is_scp(url: str) -> bool:
    host, colon, _ = url.partition(":")
    return bool(colon) and "/" not in host
