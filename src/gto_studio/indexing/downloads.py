"""The files of an artifact at a commit, each found where it is kept: what a download is answered with.

Nothing is taken on trust: a file is listed only if the storage has it, and with the size that Git or DVC knows.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gto.data import lfs
from gto.data.pieces import Check, Piece
from gto.errors import NoData, StorageFailed
from gto.git import objects
from gto.remotes.local import Folder
from gto.remotes.opening import lfs_server
from gto_studio.errors import NotFound, StudioError
from gto_studio.indexing.outside import outside_of
from gto_studio.indexing.reading import of_commits
from gto_studio.indexing.sources import source_of
from gto_studio.mirrors import blobs
from gto_studio.mirrors.bringing import bring
from gto_studio.mirrors.credentials import TOKEN_USER
from gto_studio.mirrors.trees import along, exactly
from gto_studio.rules import addresses
from gto_studio.rules.downloads import FILES_MAX, GIT_BYTES_MAX, PART_BYTES, Download

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    from gto.data.reach import Reach
    from gto.git.place import Place
    from gto.remotes.storage import Storage
    from gto_studio.dvc.asking import Kept
    from gto_studio.identity.secrets import Secrets
    from gto_studio.indexing.outside import Outside
    from gto_studio.mirrors.visiting import Conditions, Source
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.repositories import RepositoryRow

    #: (first, behind the last) of the bytes of a file.
    Part: TypeAlias = tuple[int, int]

#: So many objects are asked for at the same time.
AT_ONCE = 16


def find(
    at: Place, outside: Outside, source: Source, reach: Reach, commit: str, tree: str, path: str
) -> list[Download]:
    """Every file at a path of a commit, or below it. NoData, StorageFailed and its kin."""
    found = {one.path: one for one in _kept_outside(at, outside, commit, path)}
    found |= {one.path: one for one in _in_git(at, source, reach, tree, path)}
    if not found:
        raise NoData(f"The commit has nothing at '{path}', neither in Git nor tracked by DVC")
    _check_count(len(found))
    return [found[path] for path in sorted(found)]


def part(at: Place, tree: str, path: str, number: int) -> bytes | None:
    """A part of a file in Git; None: it is not there."""
    id = _ids(at, tree, path).get(path)
    if id is None or bring(at, [id], bytes_max=GIT_BYTES_MAX):
        return None
    (data,) = objects.contents(at.path, [id])
    return None if data is None else data[number * PART_BYTES : (number + 1) * PART_BYTES]


class Sending:
    """A file, or a part of it, on its way from a data remote or from Git LFS. Close it.

    Of a whole file the end is held back until it fits its hash: whoever reads it then has a broken connection, and not
    a wrong file.
    """

    def __init__(
        self, store: Store, row: RepositoryRow, secrets: Secrets, conditions: Conditions, one: Download, part: Part
    ) -> None:
        """Opens it. NotFound, and what reading raises."""
        self._one = one
        first, end = part
        is_whole = part == (0, one.size)
        self._check = Check(Piece(one.path, one.where, one.id, one.kind, one.size)) if is_whole else None
        self._left, self._held = end - first, b""
        with ExitStack() as stack:
            if one.where == "lfs":
                keeper = keeper_of_lfs(source_of(store, row, secrets, conditions), conditions.reach, one.key)
                storage, key, version = stack.enter_context(keeper), key_of_lfs(one), None
            else:
                outside = stack.enter_context(outside_of(store, row, secrets, conditions))
                storage, key, version = outside.storage(one.project, one.remote), one.key, one.version
            length = None if is_whole else end - first
            stream = storage.open(key, start=first, length=length, version=version)
            if stream is None:
                raise NotFound("The file is not there any more")
            stack.callback(stream.close)
            self._skip = first - stream.start
            self._pieces = iter(stream.pieces)
            self._open = stack.pop_all()

    def close(self) -> None:
        """Let go of connections."""
        self._open.close()

    def next(self) -> bytes:
        """More of it; nothing at its end. BrokenOff, and what reading raises."""
        while self._left > 0:
            piece = next(self._pieces, b"")
            if not piece:
                raise BrokenOff(self._one.path)
            if self._skip:  # a storage that gives whole files only
                self._skip, piece = max(self._skip - len(piece), 0), piece[self._skip :]
            piece = piece[: self._left]
            self._left -= len(piece)
            if self._check is not None:
                self._check.update(piece)
            ready, self._held = self._held, piece or self._held
            if ready and piece:
                return ready
        if self._check is not None and not self._check.is_right():
            raise BrokenOff(self._one.path)
        ready, self._held = self._held, b""
        return ready


class BrokenOff(StudioError):
    """What came of a file was not all of it, or not the right bytes; the client's connection is broken."""

    code = "broken-off"

    def __init__(self, path: str) -> None:
        super().__init__(f"The bytes of '{path}' are not those that were promised")


@contextmanager
def keeper_of_lfs(source: Source, reach: Reach, url: str) -> Iterator[Storage]:
    """A server of Git LFS (or "": the folder of a repository on this disk), open within the block.

    What lets us in at the repository goes to its own host only: `.lfsconfig` may name any other.
    """
    address = addresses.read(source.url)
    if not url:
        if not (address.is_local and reach.local):
            raise StorageFailed("Git LFS keeps it, and nothing says where")
        storage: Storage = Folder(f"{address.path.removesuffix('/.git')}/.git/lfs/objects")
    else:
        ours, password = source.credentials, source.credentials.password
        is_same = urlsplit(url).hostname == address.host and url.startswith(
            "https://" if address.scheme == "https" else "http"
        )
        login = (ours.username or TOKEN_USER, password) if password and is_same else None
        storage = lfs_server(url, lambda: login, reach)
    try:
        yield storage
    finally:
        storage.close()


def key_of_lfs(one: Download) -> str:
    """The key of a file on its server of Git LFS, or in a folder."""
    return f"{one.id}/{one.size}" if one.key else lfs.key(one.id)


def _in_git(at: Place, source: Source, reach: Reach, tree: str, path: str) -> Iterator[Download]:
    ids = {place: id for place, id in _ids(at, tree, path).items() if place == path or not place.endswith(".dvc")}
    _check_count(len(ids))
    if not ids:
        return
    if refused := bring(at, list(ids.values()), bytes_max=GIT_BYTES_MAX):
        large = next(place for place, id in ids.items() if id in refused)
        raise StorageFailed(f"'{large}' is larger than {GIT_BYTES_MAX // 1_000_000} MB", hint="clone the repository")
    sizes = dict(zip(ids.values(), objects.kinds(at.path, list(ids.values())), strict=True))
    small = [id for id, kind in sizes.items() if kind is not None and kind.size < lfs.POINTER_BYTES_MAX]
    read = dict(zip(small, objects.contents(at.path, small), strict=True))
    pointed: list[Download] = []
    for place, id in ids.items():
        kind = sizes[id]
        if kind is None:
            raise StorageFailed(f"'{place}' is missing from the repository, or damaged")
        pointer = lfs.read_pointer(read.get(id) or b"")
        if pointer is not None:
            pointed.append(Download(place, "lfs", pointer.size, pointer.oid, "sha256"))
        else:
            yield Download(place, "git", kind.size, id)
    yield from _with_lfs(at, source, reach, tree, pointed)


def _with_lfs(at: Place, source: Source, reach: Reach, tree: str, pointed: list[Download]) -> Iterator[Download]:
    if not pointed:
        return
    named = _ids(at, tree, ".lfsconfig").values()
    said = b"".join(data or b"" for _, data in blobs.read(at, named))
    url = lfs.server_of(source.url, said) or ""
    with keeper_of_lfs(source, reach, url) as storage, ThreadPoolExecutor(AT_ONCE) as pool:

        def located(one: Download) -> Download:
            one = replace(one, key=url)
            stream = storage.open(key_of_lfs(one), length=1)
            if stream is None:
                raise StorageFailed(f"Git LFS has no '{one.path}'", hint="was `git lfs push --all` run?")
            stream.close()
            return _with_size(one, stream.size)

        yield from pool.map(located, pointed)


def _kept_outside(at: Place, outside: Outside, commit: str, path: str) -> Iterator[Download]:
    kept = of_commits(at, [commit])[commit].kept
    wanted: list[Kept] = []
    for place, one in kept.items():
        is_below = not path or place == path or place.startswith(f"{path}/")
        if not is_below and not path.startswith(f"{place}/"):
            continue
        if not one.is_folder:
            wanted += [one] if is_below else []
            continue
        inside = "" if is_below else path[len(place) + 1 :]
        for name, content in outside.members(one).items():
            if ".." in name.split("/") or name.startswith("/"):
                raise StorageFailed(f"The listing of '{place}' leads out of it")
            if not inside or name == inside or name.startswith(f"{inside}/"):
                wanted.append(one.file(name, content))
        _check_count(len(wanted))

    def located(one: Kept) -> Download:
        found = outside.locate(one)
        download = Download(
            one.path, "dvc", -1, one.hash, one.kind, one.project, found.remote, found.key, found.version
        )
        return _with_size(replace(download, size=-1 if one.size is None else one.size), found.size)

    for one in wanted[:1]:
        yield located(one)  # opens the remote, and may find that it is not there
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(located, wanted[1:])


def _with_size(one: Download, there: int | None) -> Download:
    """With the size that the storage tells, which must be the one that is known."""
    if there is None:
        if one.size < 0:
            raise StorageFailed(f"The storage of '{one.path}' does not say how large it is")
        return one
    if one.size not in (-1, there):
        raise StorageFailed(f"What the storage has for '{one.path}' is of another size than it was")
    return replace(one, size=there)


def _ids(at: Place, tree: str, path: str) -> dict[str, str]:
    (step,) = along(at.path, [tree], [exactly(path)] if path else [":(glob)**"])
    return {place: id for place, id in step.changes.items() if id is not None}


def _check_count(count: int) -> None:
    if count > FILES_MAX:
        raise StorageFailed(f"It has more than {FILES_MAX:,} files", hint="gto get, or dvc artifacts get, take all")
