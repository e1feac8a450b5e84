"""A path of a commit → the files that it stands for, and where each one's bytes are: in Git, in Git LFS, with DVC."""

from __future__ import annotations

import hashlib
import posixpath
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from gto.annotations.entries import DVC_YAML
from gto.annotations.interpolation import read_file
from gto.annotations.yaml import UnreadableYaml, read_yaml_mapping
from gto.comparison.pipelines import DVC_LOCK
from gto.data import folders, objects, tracked
from gto.data.written import join, place_of
from gto.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any, Literal, TypeAlias

    from gto.annotations.entries import Plain
    from gto.data.tracked import Content

    Where: TypeAlias = Literal["git", "lfs", "dvc"]

#: So many files one artifact may have.
FILES_MAX = 100_000


class Piece(Record):
    """One file, and where its bytes are; or a folder that DVC keeps, whose files stand in an object of its own."""

    #: Seen from the repository's root.
    path: str
    where: Where
    #: The id in Git, the SHA-256 of Git LFS, or DVC's hash.
    id: str
    #: How DVC names its hash.
    kind: str = ""
    #: In bytes, where it is known.
    size: int | None = None
    #: The folder of the DVC project.
    project: str = ""
    #: The remote that the output names for itself, if it does.
    remote: str | None = None
    #: On a remote that keeps versions: the remote's name, the version's id and etag.
    versions: tuple[tuple[str, str, str], ...] = ()
    #: Of a folder that DVC keeps: what of it is wanted; "" is all.
    inside: str = ""
    executable: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether it stands for files that only the object of a folder names."""
        return self.where == "dvc" and self.id.endswith(".dir")


class Tracked(Record):
    """A file or folder that DVC tracks: its path from the root, and the file that says so."""

    path: str
    content: Content
    file: str


def tracked_by(files: Mapping[str, bytes]) -> tuple[Tracked, ...]:
    """What the `.dvc` files and the `dvc.lock` files of a commit track. `files` has the dvc.yaml files, too, and those
    that hold their values (`values_needed`). What cannot be read tracks nothing."""
    return tuple(one for path, data in files.items() for one in _tracked_in(path, data, files))


def values_needed(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files that hold the values of expressions in dvc.yaml files, as far as folders of stages depend on them."""
    found: dict[str, None] = {}
    for path, data in files.items():
        if posixpath.basename(path) == DVC_YAML and b"wdir" in data and b"${" in data:
            with suppress(UnreadableYaml):
                found |= dict.fromkeys(folders.needed(read_yaml_mapping(data), path))
    return tuple(found)


def dvc_pieces(path: str, all_tracked: Iterable[Tracked], projects: Iterable[str]) -> Iterator[Piece]:
    """The files that DVC keeps at a path or below it, or the folder that it lies in."""
    listed = sorted(projects, key=len, reverse=True)
    for one in all_tracked:
        content = one.content
        if not content.cache or (content.hash is None and not content.versions and not content.files):
            continue
        below = not path or one.path == path or one.path.startswith(f"{path}/")
        if not below and not path.startswith(f"{one.path}/"):
            continue
        folder = posixpath.dirname(one.file)
        project = next((root for root in listed if not root or f"{folder}/".startswith(f"{root}/")), "")
        inside = "" if below else path[len(one.path) + 1 :]
        if content.files:
            for name, file in content.files:
                place = place_of(one.path, name)
                is_in = place is not None and place.startswith(f"{one.path}/")
                if place is not None and is_in and (not inside or place == path or place.startswith(f"{path}/")):
                    yield _piece(place, file, project, content.remote)
        else:
            yield _piece(one.path, content, project, content.remote)._replace(inside=inside)


def opened(folder: Piece, data: bytes) -> tuple[Piece, ...]:
    """The files of a folder that DVC keeps, from the folder's own object; those that are wanted. Nothing of a path that
    leads out of it."""
    found = []
    for name, hash in objects.members(data).items():
        inside = name == folder.inside or name.startswith(f"{folder.inside}/")
        place = place_of(folder.path, name)
        if (not folder.inside or inside) and place is not None and place.startswith(f"{folder.path}/"):
            found.append(folder._replace(path=place, id=hash, size=None, inside=""))
    return tuple(found[:FILES_MAX])


class Check:
    """Whether bytes that come are those that were wanted."""

    def __init__(self, piece: Piece) -> None:
        self._piece = piece
        self._count = 0
        self._held = b""
        self._plain: Any = None
        self._unix: Any = None
        if piece.where == "lfs":
            self._plain = hashlib.sha256()
        elif piece.where == "git":
            self._plain = hashlib.sha256() if len(piece.id) == 64 else hashlib.sha1(usedforsecurity=False)
            self._plain.update(b"blob %d\0" % (piece.size or 0))
        elif "md5" in piece.kind:
            self._plain = hashlib.md5(usedforsecurity=False)
            # DVC 2 hashed a text as if its lines ended as in Unix, and kept it as it was
            self._unix = hashlib.md5(usedforsecurity=False) if piece.kind == tracked.OLD_MD5 else None

    def update(self, data: bytes) -> None:
        self._count += len(data)
        if self._plain is not None:
            self._plain.update(data)
        if self._unix is not None:
            data = self._held + data
            self._held = b"\r" if data.endswith(b"\r") else b""
            self._unix.update(data[: len(data) - len(self._held)].replace(b"\r\n", b"\n"))

    def is_right(self) -> bool:
        """Whether all that came has the hash; and, where none is known, the size."""
        wanted = self._piece.id.removesuffix(".dir")
        if self._plain is None:
            return self._piece.size is None or self._piece.size == self._count
        if self._plain.hexdigest() == wanted:
            return True
        if self._unix is None:
            return False
        self._unix.update(self._held)
        self._held = b""
        return bool(self._unix.hexdigest() == wanted)


def _piece(path: str, content: Content, project: str, remote: str | None) -> Piece:
    return Piece(
        path,
        "dvc",
        content.hash or "",
        content.kind or "",
        content.size,
        project,
        content.remote or remote,
        content.versions,
    )


def _tracked_in(path: str, data: bytes, files: Mapping[str, bytes]) -> Iterator[Tracked]:
    name = posixpath.basename(path)
    try:
        if name == DVC_LOCK:
            yield from _locked(path, data, files)
        elif name != DVC_YAML:
            for place, content in tracked.data(read_yaml_mapping(data), path):
                yield Tracked(place, content, path)
    except UnreadableYaml:
        return


def _locked(path: str, data: bytes, files: Mapping[str, bytes]) -> Iterator[Tracked]:
    beside = join(posixpath.dirname(path), DVC_YAML)
    at: Mapping[str, str | None] = {}
    if beside in files:
        with suppress(UnreadableYaml):
            at = folders.folders(read_yaml_mapping(files[beside]), beside, partial(_values, files))
    for name, run in tracked.runs(read_yaml_mapping(data)).items():
        folder = at.get(name, at.get(name.partition("@")[0], posixpath.dirname(path)))
        for out, content in run.outs.items() if folder is not None else ():
            if (place := place_of(folder or "", out)) is not None:
                yield Tracked(place, content, path)


def _values(files: Mapping[str, bytes], path: str) -> dict[str, Plain] | None:
    return read_file(files[path], path) if path in files else None
