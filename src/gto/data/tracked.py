"""What dvc.lock and .dvc files know of data: the hash of each dependency and output, and how the last run went.

Both are read as they come: DVC 3 (`hash: md5`), DVC 2 (no `hash:`), and lock files of DVC 1 without a schema.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gto.data.written import commands, join, mapping, mappings, place_of, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.annotations.entries import Plain

#: The keys under which a hash stands, the likeliest first.
_HASHES = ("md5", "etag", "checksum", "sha256")
#: How DVC 2 hashed text: with its lines ended as in Unix.
OLD_MD5 = "md5-dos2unix"


@dataclass(frozen=True, slots=True)
class Content:
    """What DVC knows of a file or folder."""

    hash: str | None = None
    #: "md5", "md5-dos2unix", "etag", …; None without a hash.
    kind: str | None = None
    size: int | None = None
    #: Of a folder: how many files it has.
    nfiles: int | None = None
    #: Whether DVC keeps it; otherwise it is a file in Git.
    cache: bool = True
    #: The remote that it names for itself.
    remote: str | None = None
    #: On a remote that keeps versions: the remote's name, the version's id and etag.
    versions: tuple[tuple[str, str, str], ...] = ()
    #: Of a folder on such a remote: its files, by their paths in it.
    files: tuple[tuple[str, Content], ...] = ()

    @property
    def is_folder(self) -> bool:
        return self.hash is not None and self.hash.endswith(".dir")


NOTHING = Content()


@dataclass(frozen=True, slots=True)
class Run:
    """A stage as it last ran. Paths are as the stage has them."""

    cmd: tuple[str, ...] = ()
    deps: Mapping[str, Content] = field(default_factory=dict)
    params: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)
    outs: Mapping[str, Content] = field(default_factory=dict)


def runs(said: Mapping[str, Plain]) -> dict[str, Run]:
    """The runs in a dvc.lock, by the name of the stage."""
    stages = mapping(said.get("stages")) if "schema" in said or "stages" in said else said
    return {
        name: Run(
            commands(stage.get("cmd")),
            dict(contents(stage.get("deps"))),
            {file: mapping(values) for file, values in mapping(stage.get("params")).items()},
            dict(contents(stage.get("outs"))),
        )
        for name, about in stages.items()
        if (stage := mapping(about))
    }


def data(said: Mapping[str, Plain], file: str) -> tuple[tuple[str, Content], ...]:
    """What a .dvc file tracks, by path from the root."""
    folder = join(posixpath.dirname(file), text(said.get("wdir")))
    found = contents(said.get("outs"))
    return tuple((place, one) for path, one in found if (place := place_of(folder, path)) is not None)


@dataclass(frozen=True, slots=True)
class Import:
    """Where data comes from that was imported from another repository, or from an address."""

    #: Of the repository, or of the data itself; as written, without what lets somebody in.
    url: str
    #: In the repository; "" of an address.
    path: str = ""
    #: As it was asked for, and the commit that this was.
    rev: str = ""
    rev_lock: str = ""
    #: What was there then, where it was written down.
    content: Content = NOTHING


def imported(said: Mapping[str, Plain]) -> Import | None:
    """Where the data of a .dvc file was imported from; None: it was not."""
    for item in mappings(said.get("deps")) if said.get("frozen") is True else ():
        path, repository = text(item.get("path")), mapping(item.get("repo"))
        url = text(repository.get("url"))
        if url:
            revisions = text(repository.get("rev")), text(repository.get("rev_lock"))
            return Import(_without_login(url), path, *revisions, content(item))
        if path:
            return Import(_without_login(path), content=content(item))
    return None


def _without_login(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}" if mark else url


def contents(listed: Plain) -> Iterator[tuple[str, Content]]:
    """What a list of dependencies or outputs says of each, by its path as written."""
    for item in mappings(listed):
        if path := text(item.get("path")):
            yield path, content(item)


def content(item: Mapping[str, Plain]) -> Content:
    """What one entry says of its file or folder."""
    kind = next((kind for kind in _HASHES if isinstance(item.get(kind), str)), None)
    named = text(item.get("hash"))
    versions = [
        (remote, text(about.get("version_id")), text(about.get("etag")))
        for remote, said in mapping(item.get("cloud")).items()
        if (about := mapping(said))
    ]
    found = Content(
        text(item.get(kind)) if kind else None,
        (OLD_MD5 if kind == "md5" and not named else named or kind) if kind else None,
        _count(item.get("size")),
        _count(item.get("nfiles")),
        item.get("cache") is not False,
        text(item.get("remote")) or None,
        tuple(versions),
        tuple((path, content(file)) for file in mappings(item.get("files")) if (path := text(file.get("relpath")))),
    )
    return found if found.hash is not None or not found.files else _put_together(found, named)


def _put_together(folder: Content, named: str) -> Content:
    """A folder of which only the files are written, with the hash, size and count that DVC gives it."""
    sizes = [file.size for _, file in folder.files]
    size = None if None in sizes else sum(size for size in sizes if size is not None)
    folder = replace(folder, size=size, nfiles=len(folder.files))
    if any(file.hash is None for _, file in folder.files):
        return folder
    listed = [{"md5": file.hash, "relpath": path} for path, file in sorted(folder.files, key=lambda one: one[0])]
    hash = hashlib.md5(json.dumps(listed).encode(), usedforsecurity=False).hexdigest()
    return replace(folder, hash=f"{hash}.dir", kind=named or "md5")


def _count(value: Plain) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
