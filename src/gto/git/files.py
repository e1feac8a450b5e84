"""Files of commits, in one batch. In the copy of a remote repository what is missing is fetched first, in one go."""

from __future__ import annotations

import os
import stat

from gto.errors import GitFailed
from gto.git import objects
from gto.git.remotes import unreachable
from gto.git.run import git
from gto.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.git.place import Place

#: A larger file is not read.
FILE_BYTES_MAX = 1 << 20


class FileAt(Record):
    """A file in a commit: its path from the root, and the id of its content."""

    path: str
    id: str


def named(place: Place, trees: Sequence[str], names: Sequence[str]) -> dict[str, tuple[FileAt, ...]]:
    """For each tree its files of these names, in whichever folder; symbolic links and submodules are no files.

    Trees that cannot be read (missing, broken, or without end) are left out.
    """
    fetch_missing(place, trees)
    found = {}
    for tree in dict.fromkeys(trees):
        try:
            listing = git("ls-tree", "-r", "-z", "--full-tree", tree, at=place.path).text
        except GitFailed:
            continue
        found[tree] = _files(listing, names)
    return found


class Entry(Record):
    """What stands at a path of a tree: `mode` as Git has it, such as 100644, 100755, 120000 (a link)."""

    mode: str
    id: str
    path: str


def listing(place: Place, tree: str) -> tuple[Entry, ...]:
    """Everything in a tree, at any depth. GitFailed if it cannot be read."""
    fetch_missing(place, [tree])
    said = git("ls-tree", "-r", "-z", "--full-tree", tree, at=place.path).text
    found = []
    for line in said.split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, _, id = about.split(" ")
        found.append(Entry(mode, id, path))
    return tuple(found)


def read(place: Place, files: Sequence[FileAt]) -> dict[str, bytes | None]:
    """The content of files by content id; None for what is missing, broken or larger than FILE_BYTES_MAX."""
    ids = list(dict.fromkeys(file.id for file in files))
    if not ids:
        return {}
    fetch_missing(place, ids)
    small = [
        id
        for id, kind in zip(ids, objects.kinds(place.path, ids), strict=True)
        if kind is not None and kind.type == "blob" and kind.size <= FILE_BYTES_MAX
    ]
    content: dict[str, bytes | None] = dict.fromkeys(ids)
    content.update(zip(small, objects.contents(place.path, small), strict=True))
    return content


def fetch_missing(place: Place, ids: Sequence[str]) -> None:
    """Bring objects that a remote's copy lacks, in one round trip. A person's own repository is left as it is."""
    if place.origin is not None and (lacking := missing(place, ids)):
        fetch(place, lacking)


def fetch(place: Place, ids: Sequence[str], *, into: str | None = None, pack_bytes_max: int | None = None) -> bool:
    """Bring objects from the remote that a copy stands for, in one round trip. RemoteUnreachable, GitFailed.

    False: they would take more than `pack_bytes_max`, so they did not come; half a pack is left behind. `into`: the
    folder of objects that they go to, which may be one apart from the copy's.
    """
    config = ["-c", "fetch.negotiationAlgorithm=noop", "-c", "gc.auto=0", "-c", "maintenance.auto=false"]
    env = {}
    if into is not None:
        config += ["-c", "fetch.unpackLimit=1"]
        objects_here = os.path.join(place.common_dir, "objects")
        env = {"GIT_OBJECT_DIRECTORY": into, "GIT_ALTERNATE_OBJECT_DIRECTORIES": objects_here}
    options = (
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--filter=blob:none",
        "--recurse-submodules=no",
    )
    done = git(
        *(*config, "fetch", *options, "--stdin", "origin"),
        at=place.path,
        stdin="\n".join([*ids, ""]).encode(),
        network=True,
        env=env,
        codes=range(-64, 256),
        file_bytes_max=pack_bytes_max,
    )
    if done.code == 0:
        return True
    if pack_bytes_max is not None and "write error: File too large" in done.reason:
        return False
    raise unreachable(place.origin or place.path, done.reason)


def missing(place: Place, ids: Sequence[str]) -> list[str]:
    """Those of the objects that are not here.

    cat-file gives up at each object that a partial clone may fetch and is not let; rev-list passes over all of them.
    """
    if not ids:
        return []
    options = ("--objects", "--no-walk", "--filter=tree:1", "--missing=allow-any", "--ignore-missing", "--stdin")
    said = git("rev-list", *options, at=place.path, stdin="\n".join([*ids, ""]).encode()).text
    here = {line.partition(" ")[0] for line in said.split("\n")}
    return [id for id in dict.fromkeys(ids) if id not in here]


def on_disk(place: Place, path: str) -> bytes | None:
    """A file of the work tree (or, in a bare repository, of its folder) as it is now; None where no file is.

    What is no plain file (a folder, a device, a pipe) is not read, whoever put it there, nor is one outside that a
    link in the repository leads to: whoever clones it has not said that it may look around.
    """
    file_path = os.path.join(place.root, path)
    if os.path.islink(file_path) and not _is_within(os.path.realpath(file_path), os.path.realpath(place.root)):
        return None
    return plain(file_path, FILE_BYTES_MAX + 1)


def plain(path: str, bytes_max: int) -> bytes | None:
    """What a file on disk holds, cut off behind so many bytes; None where nothing is, or no plain file."""
    try:
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        return None
    with open(fd, "rb") as file:
        return file.read(bytes_max)


def _is_within(path: str, folder: str) -> bool:
    return path.startswith(folder + os.sep)


def _files(listing: str, names: Sequence[str]) -> tuple[FileAt, ...]:
    found = []
    for entry in listing.split("\0"):
        about, _, path = entry.partition("\t")
        if path.rpartition("/")[2] in names and about.startswith("100"):
            found.append(FileAt(path, about.split(" ")[2]))
    return tuple(found)
