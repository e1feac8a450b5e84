"""What lies between two commits: the files that differ, and the commits that one has and the other lacks."""

from __future__ import annotations

from gto.git.files import fetch_missing
from gto.git.run import git
from gto.record import Record
from gto.registry.names import CommitId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.git.place import Place


class ChangedFile(Record):
    """A plain file that is not the same in two trees: the ids of its content, None where there is no such file."""

    path: str
    old: str | None
    new: str | None


class Distance(Record):
    """How many commits only the new side has (`ahead`), how many only the old side; the newest of the former."""

    ahead: int
    behind: int
    commits: tuple[CommitId, ...]


def changed_files(place: Place, old: str, new: str) -> list[ChangedFile]:
    """The plain files that differ between two trees; symbolic links and submodules are none."""
    fetch_missing(place, [old, new])
    said = git("diff-tree", "-r", "-z", "--no-renames", "--raw", "--full-index", old, new, at=place.path).text
    parts = said.split("\0")
    found = []
    for about, path in zip(parts[::2], parts[1::2], strict=False):
        old_mode, new_mode, old_id, new_id, _ = about.lstrip(":").split(" ")
        sides = ((old_mode, old_id), (new_mode, new_id))
        before, after = (id if mode.startswith("100") else None for mode, id in sides)
        if before != after:
            found.append(ChangedFile(path, before, after))
    return found


def distance(place: Place, old: CommitId, new: CommitId, *, limit: int) -> Distance:
    """How far apart two commits are, and up to `limit` of the commits that only the new side has."""
    counts = git("rev-list", "--count", "--left-right", f"{old}...{new}", "--", at=place.path).text.split()
    listed = git("rev-list", f"--max-count={limit}", f"{old}..{new}", "--", at=place.path).text.split()
    return Distance(int(counts[1]), int(counts[0]), tuple(map(CommitId, listed)))


def objects_at(place: Place, tree: str, paths: Sequence[str]) -> dict[str, str]:
    """The ids of what a tree has at these paths, files or folders."""
    wanted = [path for path in dict.fromkeys(paths) if path]
    if not wanted:
        return {}
    fetch_missing(place, [tree])
    said = git("ls-tree", "-z", "--full-tree", tree, "--", *wanted, at=place.path).text
    entries = (entry.partition("\t") for entry in said.split("\0") if entry)
    return {path: about.split(" ")[2] for about, _, path in entries}
