"""A commit's files, wherever their bytes are: in Git, with Git LFS, in DVC's cache or on one of its remotes.

Of a remote repository only what is asked for comes: the tree of the commit, the files in Git, the pointers to others.
"""

from __future__ import annotations

import os
import posixpath
import threading
from typing import TYPE_CHECKING

from gto.annotations.entries import DVC_YAML
from gto.comparison.pipelines import DVC_LOCK
from gto.data import lfs, objects
from gto.data.pieces import Piece, Tracked, dvc_pieces, opened, tracked_by, values_needed
from gto.data.reach import ANYWHERE
from gto.data.remote_config import Settings, read_settings
from gto.errors import GtoError, NoData, StorageFailed
from gto.git import files
from gto.git import objects as git_objects
from gto.git import settings as git_settings
from gto.git.credentials import login_for
from gto.remotes import opening
from gto.remotes.local import Folder
from gto.remotes.own import let_in, own_settings
from gto.remotes.storage import Stream, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gto.git.files import Entry
    from gto.git.place import Place
    from gto.registry.events import Commit
    from gto.remotes.storage import Storage

_EXECUTABLE, _FILES, _LINK = "100755", ("100644", "100755", "100664"), "120000"


class Stopped(Exception):
    """Somebody else's failure ended this, too."""


class Source:
    """A commit's files, wherever their bytes are. Close it."""

    def __init__(self, place: Place, commit: Commit) -> None:
        self._place = place
        self._commit = commit
        self._listing: Sequence[Entry] = files.listing(place, commit.tree)
        self._small: dict[str, bytes] = {}
        self._storages: dict[tuple[str, str], Storage] = {}
        self._settings: dict[str, list[tuple[Settings, bool]]] = {}
        self._failed: dict[tuple[str, str], GtoError] = {}
        self._lock = threading.Lock()
        self._is_stopped = False

    def stop(self) -> None:
        """Let every thread end that reads: `check_running` raises from now on."""
        self._is_stopped = True

    def check_running(self) -> None:
        """Stopped, if it was stopped."""
        if self._is_stopped:
            raise Stopped

    def close(self) -> None:
        """Let go of connections."""
        for storage in self._storages.values():
            storage.close()

    def pieces(self, path: str) -> tuple[Piece, ...]:
        """The files at a path or below it. NoData if there are none, and what reading a folder's object raises."""
        found = {piece.path: piece for piece in self._outside(path)}
        found |= {piece.path: piece for piece in self._in_git(path)}
        if not found:
            links = [entry for entry in self._listing if entry.path == path and entry.mode == _LINK]
            what = "is a link, and not the file itself" if links else "is neither in Git nor tracked by DVC"
            raise NoData(f"'{path}' {what} in commit {self._commit.id[:7]}")
        return tuple(found[path] for path in sorted(found))

    def open(self, piece: Piece, start: int = 0) -> Stream:
        """The bytes of a file, from one of them on if the storage can. StorageFailed and its kin."""
        if piece.where == "git":
            data = self.in_git(piece)
            return Stream(iter((data[start:],)), size=len(data), start=start)
        if piece.where == "lfs":
            return self._open_lfs(piece, start)
        tried: list[str] = []
        for name, storage in self._keepers(piece):
            for key, version in self._keys(piece, name):
                if (stream := storage.open(key, start=start, version=version)) is not None:
                    return stream
            if name:
                tried.append(name)
        if not tried:
            raise StorageFailed(
                f"DVC keeps '{piece.path}', and the repository names no remote for it",
                hint="dvc remote add --default NAME URL",
            )
        raise StorageFailed(
            f"'{piece.path}' is not on the remote '{tried[0]}'", hint="was `dvc push` run where it was made?"
        )

    def in_git(self, piece: Piece) -> bytes:
        """All of a file that is in Git."""
        if piece.id not in self._small:
            files.fetch_missing(self._place, [piece.id])
            data = git_objects.large(self._place.path, piece.id, piece.size or 0)
            if data is None:
                raise StorageFailed(f"'{piece.path}' is missing from the repository, or damaged", hint="git fsck")
            return data
        return self._small[piece.id]

    # --- what there is --------------------------------------------------------------------------------------------

    def _in_git(self, path: str) -> Iterator[Piece]:
        below = [
            entry
            for entry in self._listing
            if entry.mode in _FILES
            and (not path or entry.path == path or entry.path.startswith(f"{path}/"))
            and (entry.path == path or not entry.path.endswith(".dvc"))
        ]
        ids = [entry.id for entry in below]
        if ids:
            files.fetch_missing(self._place, ids)
        kinds = git_objects.kinds(self._place.path, ids) if ids else []
        sizes = {entry.id: kind.size for entry, kind in zip(below, kinds, strict=True) if kind is not None}
        small = [id for id in dict.fromkeys(ids) if sizes.get(id, lfs.POINTER_BYTES_MAX) < lfs.POINTER_BYTES_MAX]
        read = zip(small, git_objects.contents(self._place.path, small), strict=True) if small else ()
        self._small |= {id: data for id, data in read if data is not None}
        for entry in below:
            is_program = entry.mode == _EXECUTABLE
            pointer = lfs.read_pointer(self._small.get(entry.id, b""))
            if pointer is not None:
                yield Piece(entry.path, "lfs", pointer.oid, "sha256", pointer.size, executable=is_program)
            else:
                yield Piece(entry.path, "git", entry.id, "", sizes.get(entry.id), executable=is_program)

    def _outside(self, path: str) -> Iterator[Piece]:
        for piece in dvc_pieces(path, self._tracked(), self._projects()):
            if not piece.is_folder:
                yield piece
                continue
            with self.open(piece) as stream:
                data = whole(stream)
            yield from opened(piece, data or b"")

    def _tracked(self) -> tuple[Tracked, ...]:
        names = (DVC_LOCK, DVC_YAML)
        wanted = [
            entry
            for entry in self._listing
            if entry.mode in _FILES
            and (
                posixpath.basename(entry.path) in names or (entry.path.endswith(".dvc") and "/.dvc/" not in entry.path)
            )
        ]
        read = self._read(wanted)
        if needed := set(values_needed(read)) - read.keys():
            read |= self._read([entry for entry in self._listing if entry.mode in _FILES and entry.path in needed])
        return tracked_by(read)

    def _read(self, wanted: Sequence[Entry]) -> dict[str, bytes]:
        content = files.read(self._place, [files.FileAt(entry.path, entry.id) for entry in wanted])
        return {entry.path: content[entry.id] or b"" for entry in wanted}

    def _projects(self) -> list[str]:
        return [
            entry.path.removesuffix(".dvc/config").rstrip("/")
            for entry in self._listing
            if f"/{entry.path}".endswith("/.dvc/config")
        ]

    # --- where DVC keeps it ---------------------------------------------------------------------------------------

    def _keys(self, piece: Piece, remote: str) -> Iterator[tuple[str, str | None]]:
        for name, version, _ in piece.versions:
            if name == remote:
                yield posixpath.relpath(piece.path, piece.project or "."), version or None
        for key in objects.keys(piece.id, piece.kind):
            yield key, None

    def _keepers(self, piece: Piece) -> Iterator[tuple[str, Storage]]:
        """Where a file may be, the nearest first: the cache (of no name), then the remote as the head of the repository
        names it, then as the commit does."""
        cache = self._cache(piece.project)
        if cache is not None:
            yield "", cache
        seen: set[str] = set()
        problem: GtoError | None = None
        for settings, is_ours in self._settings_of(piece.project):
            name = settings.find(piece.remote)
            if name is None or settings.remotes[name]["url"] in seen:
                continue
            seen.add(settings.remotes[name]["url"])
            try:
                yield name, self._opened(settings, name, piece.project, is_ours=is_ours)
            except GtoError as error:
                problem = problem or error
        if problem is not None and seen:
            raise problem

    def _opened(self, settings: Settings, name: str, project: str, *, is_ours: bool) -> Storage:
        remote = settings.remote(name)
        key = (project, remote.url)
        with self._lock:
            if key in self._failed:
                raise self._failed[key]
            if key not in self._storages:
                try:
                    known, secret = let_in(remote, is_ours=is_ours)
                    around = opening.Surroundings(ANYWHERE, None, _folder(self._place))
                    self._storages[key] = opening.opened(known, project, secret, around)
                except GtoError as error:
                    self._failed[key] = error
                    raise
            return self._storages[key]

    def _settings_of(self, project: str) -> list[tuple[Settings, bool]]:
        """DVC's settings for a project, those of now first; and whether they are the person's own."""
        with self._lock:
            if project not in self._settings:
                self._settings[project] = list(self._read_settings(posixpath.join(project, ".dvc/config")))
            return self._settings[project]

    def _read_settings(self, path: str) -> Iterator[tuple[Settings, bool]]:
        own, place = own_settings(), self._place
        committed = read_settings(self._committed(path))
        if place.origin is None:
            now = read_settings(files.on_disk(place, path) or b"")
            local = read_settings(files.on_disk(place, f"{path}.local") or b"")
            yield local.over(now.over(own)), True
            yield local.over(committed.over(own)), True
            return
        # the person's own settings win: there are those that let us in
        if place.head is not None and place.head != self._commit.id and self._committed(path):
            yield own.over(read_settings(self._at_head(path))), False
        yield own.over(committed), False

    def _committed(self, path: str) -> bytes:
        return _content(self._place, self._listing, path)

    def _at_head(self, path: str) -> bytes:
        heads = git_objects.commits(self._place.path, [self._place.head]) if self._place.head else {}
        return b"".join(_content(self._place, files.listing(self._place, one.tree), path) for one in heads.values())

    def _cache(self, project: str) -> Storage | None:
        folder = _folder(self._place)
        if folder is None:
            return None
        above = os.path.join(folder, project, ".dvc")
        for settings, is_ours in self._settings_of(project)[:1]:
            if is_ours and settings.cache_dir:
                return Folder(os.path.join(above, os.path.expanduser(settings.cache_dir)))
        return Folder(os.path.join(above, "cache"))

    # --- where Git LFS keeps it -----------------------------------------------------------------------------------

    def _open_lfs(self, piece: Piece, start: int) -> Stream:
        here = _folder(self._place)
        places = [self._place.common_dir] if self._place.origin is None else []
        places += [os.path.join(here, ".git"), here] if here else []
        for folder in places:
            stream = Folder(os.path.join(folder, "lfs", "objects")).open(lfs.key(piece.id), start=start)
            if stream is not None:
                return stream
        server = self._lfs_server()
        if server is None:
            raise StorageFailed(f"Git LFS keeps '{piece.path}', and nothing says where", hint="git lfs env")
        stream = server.open(f"{piece.id}/{piece.size or 0}", start=start)
        if stream is None:
            raise StorageFailed(f"The server of Git LFS has no '{piece.path}'", hint="was `git lfs push --all` run?")
        return stream

    def _lfs_server(self) -> Storage | None:
        with self._lock:
            if ("lfs", "") not in self._storages:
                url = self._lfs_address()
                if url is None:
                    return None
                self._storages["lfs", ""] = opening.lfs_server(url, lambda: login_for(self._place, url), ANYWHERE)
            return self._storages["lfs", ""]

    def _lfs_address(self) -> str | None:
        origin, said = self._place.origin, self._committed(".lfsconfig")
        if origin is None:
            values = git_settings.read_settings(self._place.path).values
            if values.get("lfs.url"):
                return values["lfs.url"].rstrip("/")
            origin = values.get("remote.origin.url", "")
        return lfs.server_of(origin, said)


def _content(place: Place, listing: Sequence[Entry], path: str) -> bytes:
    entry = next((one for one in listing if one.path == path and one.mode in _FILES), None)
    return b"" if entry is None else files.read(place, [files.FileAt(path, entry.id)])[entry.id] or b""


def _folder(place: Place) -> str | None:
    """The folder of the repository, if it is one of this very disk."""
    if place.origin is None:
        return place.root
    path = place.origin.removeprefix("file://")
    return path if os.path.isdir(path) else None
