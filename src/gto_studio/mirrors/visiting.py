"""The mirror of a repository: made, brought up to date, and lent to one worker of this machine at a time.

A mirror is bare and partial: all refs we follow, commits and trees, and of the files only what was asked for. Nothing
in it is ever executed, and nobody's configuration counts but what stands here. It is disposable: a damaged or half-made
one is thrown away and made again.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gto.data.reach import Reach
from gto.errors import GitFailed, GitTimeout, NoAccess, NoRepo
from gto.git import refs
from gto.git.locking import Lock
from gto.git.place import Place, folder_beside, locate
from gto.git.remotes import NOTES
from gto.git.run import git, surroundings
from gto.git.transaction import clear_away
from gto_studio.mirrors import credentials as letting_in
from gto_studio.mirrors import notes
from gto_studio.mirrors.bringing import APART, cannot_write
from gto_studio.mirrors.credentials import Credentials
from gto_studio.mirrors.resolving import allowed_ips, pinned
from gto_studio.rules import addresses
from gto_studio.rules.experiments import is_followed
from gto_studio.rules.failures import explained, too_slow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gto_studio.rules.addresses import Address

#: What a mirror has of its repository.
FOLLOWED = ("refs/heads/", "refs/tags/", "refs/exps/")
_KEPT = (*FOLLOWED, NOTES, notes.REF)
_REFSPECS = tuple(f"+{prefix}*:{prefix}*" for prefix in _KEPT)

#: After so many packs they are made one.
PACKS = 100

#: How a repository on this machine is read: in parts, as a server would serve it, and fetching nothing by itself.
_UPLOAD_PACK = (
    "GIT_ALLOW_PROTOCOL=none GIT_NO_LAZY_FETCH=1 git -c uploadpack.allowFilter=true "
    "-c uploadpack.allowAnySHA1InWant=true -c safe.directory=* upload-pack"
)

_CONFIG = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "fetch.unpackLimit": "1",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "60",
    "maintenance.auto": "false",
    "push.recurseSubmodules": "no",
    "submodule.recurse": "false",
    "transfer.bundleURI": "false",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A repository as a worker visits it. `id` names its mirror. `again`: other credentials, for where these are not
    taken any more; None: there are none. `acting`: for somebody who acts there by their own right, which may be none.
    """

    id: str
    url: str
    credentials: Credentials = field(default_factory=Credentials)
    again: Callable[[], Credentials] | None = field(default=None, compare=False)
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where mirrors are, where they may come from, and for how long a host is waited for."""

    folder: Path
    reach: Reach = field(default_factory=Reach)
    #: Whether ssh may log in as whoever runs this process: on a person's own machine.
    own_ssh: bool = False
    ask_seconds: float = 60.0
    fetch_seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class Mirror:
    """A mirror that is as its repository is. `refs` are those followed (full name → object id); `head` is the branch
    that HEAD stands for, None without one; `notes`: where git's notes on commits are, None without any."""

    place: Place
    refs: Mapping[str, str]
    head: str | None
    notes: str | None = None


def _nobody(_: str) -> None:
    pass


@contextmanager
def visit(source: Source, conditions: Conditions, *, tell: Callable[[str], None] = _nobody) -> Iterator[Mirror]:
    """Within the block the mirror is up to date and nobody else's, and git has what it needs to reach the remote.

    WrongAddress, AddressNotAllowed, NoAccess, NoRepositoryThere, HostUnreachable, DiskFull, RepositoryUnreadable.
    """
    address = addresses.read(source.url)
    with ExitStack() as stack:
        path = _path(conditions.folder, source.id)
        lock = stack.enter_context(_lock(conditions.folder, source.id))
        _let_in(stack, source, address, conditions)
        if lock.unfinished:
            _tidy(path)
        lock.announce("visiting\n")
        try:
            mirror = _Visitor(path, source, address, conditions, tell).arrive()
        except NoAccess:
            if source.again is None:
                raise
            source = replace(source, credentials=source.again(), again=None)
            _let_in(stack, source, address, conditions)
            mirror = _Visitor(path, source, address, conditions, tell).arrive()
        yield mirror


@contextmanager
def look_in(source: Source, conditions: Conditions) -> Iterator[Place | None]:
    """The mirror as it is, also while somebody visits it: enough to read objects, and to fetch contents that it lacks.

    None: there is none yet. Whoever visits may find it damaged and make it anew, so reading may fail at any time.
    WrongAddress, AddressNotAllowed, HostUnreachable.
    """
    address = addresses.read(source.url)
    path = _path(conditions.folder, source.id)
    if not path.is_dir():
        yield None
        return
    with ExitStack() as stack:
        _let_in(stack, source, address, conditions)
        yield locate(str(path), origin=address.url)


def _let_in(stack: ExitStack, source: Source, address: Address, conditions: Conditions) -> None:
    """Within the stack git has what it needs to reach the remote, and nothing else."""
    ips = allowed_ips(address, conditions.reach)
    config, ssh_options = pinned(address, ips)
    if address.is_local:
        config = {"remote.origin.uploadpack": _UPLOAD_PACK}
    stack.enter_context(surroundings(_surroundings({**_CONFIG, **config}, conditions)))
    access = letting_in.environment(
        source.credentials, conditions.folder, ssh_options=ssh_options, own_ssh=conditions.own_ssh
    )
    stack.enter_context(surroundings(stack.enter_context(access)))


def discard(folder: Path, id: str) -> None:
    """Throw a mirror away that turned out to be damaged. Not within a visit of it."""
    with _lock(folder, id):
        _remove(_path(folder, id))


def mirrored(folder: Path) -> list[str]:
    """The ids of the repositories that have a mirror here."""
    return sorted(path.name.removesuffix(".git") for path in folder.glob("*.git"))


def forget(folder: Path, id: str) -> None:
    """Leave nothing of a repository's mirror: it is followed no more."""
    discard(folder, id)
    _remove(Path(folder_beside(str(_path(folder, id)))))
    _remove(folder / f"{id}.visit")


class _Visitor:
    """One coming to a mirror, which is locked."""

    def __init__(
        self, path: Path, source: Source, address: Address, conditions: Conditions, tell: Callable[[str], None]
    ) -> None:
        self.path = path
        self.url = address.url
        self.address = address
        self.secret = source.credentials != Credentials()
        self.acting = source.acting
        self.conditions = conditions
        self.tell = tell

    def arrive(self) -> Mirror:
        if self.path.is_dir():
            try:
                return self._refresh()
            except (GitFailed, NoRepo, _Damaged):
                _remove(self.path)
        return self._make()

    def _refresh(self) -> Mirror:
        if self._config("remote.origin.url") != self.url:
            raise _Damaged  # the repository's address was changed
        with Lock(folder_beside(str(self.path))) as writer:
            clear_away(str(self.path), writer.unfinished)
        self.tell("asking")
        there, head = self._ask("origin")
        here = self._refs()
        if here != there:
            self.tell("fetching")
            options = ("--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--force", "--filter=blob:none")
            self._fetch("fetch", *options, "--no-auto-gc", "origin", *_REFSPECS)
            self._consolidate()
            here = self._refs()
            if set(here) - set(there) and set(here) - set(self._ask("origin")[0]):
                raise _Damaged
        return self._arrived(here, head)

    def _consolidate(self) -> None:
        """Every fetch adds a pack, and git asks each of them for an object: from time to time they become one."""
        packs = sum(1 for _ in (self.path / "objects" / "pack").glob("*.pack"))
        if packs >= PACKS and packs % PACKS < 3:  # a fetch adds up to three; what failed is not tried each time
            try:
                git("repack", "-a", "-d", "-q", at=str(self.path))
            except (GitFailed, GitTimeout):  # as before, only slower; the next time comes
                _tidy(self.path)

    def _make(self) -> Mirror:
        self.tell("asking")
        place = str(self.path)
        there, head = self._ask(self.url)
        self.tell("fetching")
        scratch = self.path.with_suffix(".making")
        _remove(scratch)
        options = ["--bare", "--quiet", "--no-local", "--reject-shallow", "--filter=blob:none", "--template="]
        if self.address.is_local:
            options.append(f"--upload-pack={_UPLOAD_PACK}")
        for spec in _REFSPECS[2:]:  # branches and tags a clone takes anyway
            options += ["--config", f"remote.origin.fetch={spec}"]
        try:
            self._fetch("clone", *options, "--", self.url, str(scratch), at=None)
            scratch.rename(place)
        except OSError as error:
            _remove(scratch)
            raise cannot_write(self.conditions.folder, error) from None
        except BaseException:
            _remove(scratch)
            raise
        here = self._refs()
        if not there and here:
            there, head = self._ask("origin")
        return self._arrived(here, head)

    def _arrived(self, here: Mapping[str, str], head: str | None) -> Mirror:
        followed = {name: id for name, id in here.items() if is_followed(name)}
        head = _head(followed, head)
        current = git("--git-dir=.", "symbolic-ref", "HEAD", at=str(self.path), codes=(0, 1, 128)).text.strip()
        if head and current != head:
            git("symbolic-ref", "HEAD", head, at=str(self.path), reading=False)
        place = locate(str(self.path), origin=self.url)
        if head and place.head is None:
            raise _Damaged
        return Mirror(place, followed, head, here.get(notes.REF))

    def _ask(self, remote: str) -> tuple[dict[str, str], str | None]:
        """(the refs of the remote that we keep, the branch that its HEAD stands for): one `ls-remote`."""
        words = ["ls-remote", "--symref"]
        if remote != "origin" and self.address.is_local:
            words.append(f"--upload-pack={_UPLOAD_PACK}")
        at = str(self.path) if remote == "origin" else None
        with surroundings({"GTO_GIT_TIMEOUT": f"{self.conditions.ask_seconds:g}"}):
            said = self._remotely(*words, "--end-of-options", remote, at=at)
        there: dict[str, str] = {}
        head = None
        for line in refs.lines(said):
            id, _, ref = line.partition("\t")
            if ref == "HEAD" and id.startswith("ref: refs/heads/"):
                head = id[5:]
            elif ref.startswith(_KEPT) and not ref.endswith("^{}"):
                there[ref] = id
        return there, head

    def _fetch(self, *words: str, at: str | None = "") -> None:
        with surroundings({"GTO_GIT_TIMEOUT": f"{self.conditions.fetch_seconds:g}"}):
            self._remotely(*words, at=str(self.path) if at == "" else at)

    def _remotely(self, *words: str, at: str | None) -> str:
        """What git said. Of a mirror that stands in its own way, _Damaged."""
        try:
            done = git(*words, at=at, network=True, codes=range(-64, 256))
        except GitTimeout:
            seconds = self.conditions.ask_seconds if words[0] == "ls-remote" else self.conditions.fetch_seconds
            raise too_slow(self.address, seconds) from None
        if done.code == 0:
            return done.text
        if at is not None and (any(sign in done.reason for sign in _OUR_FAULT) or not self._is_sound()):
            raise _Damaged
        inside = _around(self.address.path) if self.address.is_local else None
        folder, secret, acting = self.conditions.folder, self.secret, self.acting
        raise explained(self.address, done.reason, secret=secret, folder=folder, inside=inside, acting=acting)

    def _is_sound(self) -> bool:
        listed = git("--git-dir=.", "for-each-ref", "--format=", at=str(self.path), codes=range(-64, 256))
        return listed.code == 0 and self._config("remote.origin.url") == self.url

    def _config(self, key: str) -> str:
        words = ("--git-dir=.", "config", "--local", "--get", key)
        return git(*words, at=str(self.path), codes=range(-64, 256)).text.rstrip("\n")

    def _refs(self) -> dict[str, str]:
        """The refs of the mirror itself: were it damaged, git would look for a repository in the folders above it."""
        words = ("--git-dir=.", "for-each-ref", "--format=%(objectname) %(refname)", *_KEPT)
        return refs.ids(git(*words, at=str(self.path)).text)


class _Damaged(Exception):
    """The mirror has to be made again."""


_OUR_FAULT = (".lock': File exists", "bad object", "did not send all necessary objects", "not a git repository: '.'")


def _around(path: str) -> tuple[str, str] | None:
    """(repository, folder in it) for a folder of a work tree; None for what is in none."""
    for root in Path(path).parents:
        if (root / ".git").exists():
            return str(root), Path(path).relative_to(root).as_posix()
    return None


def _surroundings(config: Mapping[str, str], conditions: Conditions) -> dict[str, str]:
    env = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CONFIG_COUNT": str(len(config)),
        "GIT_NO_LAZY_FETCH": "1",  # a fetch that misses something would start a fetch, and so on
        "GTO_CACHE_DIR": str(conditions.folder / "cache"),
        "GTO_GIT_TIMEOUT": f"{conditions.fetch_seconds:g}",
    }
    if not conditions.own_ssh:
        env["HOME"] = str(conditions.folder)  # else curl would look for passwords in the server's own ~/.netrc
    for i, (key, value) in enumerate(config.items()):
        env[f"GIT_CONFIG_KEY_{i}"] = key
        env[f"GIT_CONFIG_VALUE_{i}"] = value
    return env


def _head(here: Mapping[str, str], head: str | None) -> str | None:
    """The default branch: HEAD's; where that leads nowhere, the one that is usually it, or the only one."""
    branches = [name for name in here if name.startswith("refs/heads/")]
    usual = [head, "refs/heads/main", "refs/heads/master", branches[0] if len(branches) == 1 else None]
    return next((name for name in usual if name in here), None)


def _path(folder: Path, id: str) -> Path:
    return folder / f"{id}.git"


def _lock(folder: Path, id: str) -> Lock:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Lock(str(folder / f"{id}.visit"))
    except OSError as error:
        raise cannot_write(folder, error) from None


def _tidy(path: Path) -> None:
    """Take away what a killed visitor left half-written: lock files, and half a pack."""
    for name in ("HEAD.lock", "config.lock", "packed-refs.lock", "packed-refs.new", "shallow.lock"):
        (path / name).unlink(missing_ok=True)
    for folder, pattern in (("refs", "*.lock"), ("objects", "tmp_*"), ("objects", "*.lock")):
        for file in (path / folder).rglob(pattern):
            if file.is_file():
                file.unlink(missing_ok=True)
    for apart in (path / "objects").glob(f"{APART}*"):
        _remove(apart)


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
