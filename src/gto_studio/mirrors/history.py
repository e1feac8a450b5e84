"""Commits of a mirror: which are reachable, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.git import objects
from gto.git.objects import offset_minutes
from gto.git.run import git
from gto.registry.events import Moment
from gto.registry.names import CommitId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: So many commits are opened at a time.
CHUNK = 2_000
#: A longer message is cut.
MESSAGE_CHARACTERS_MAX = 20_000
#: What a database's column of seconds holds, and more than anybody needs.
_SECONDS_MAX = 1 << 40


_NEVER = Moment(0)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit as it is stored; what cannot be read is empty, or the beginning of time."""

    id: str
    parents: tuple[str, ...] = ()
    tree: str = ""
    author: str = ""
    author_email: str = ""
    authored: Moment = _NEVER
    committer: str = ""
    committer_email: str = ""
    committed: Moment = _NEVER
    message: str = ""


def peeled(at: str, ids: Iterable[str]) -> dict[str, str | None]:
    """For each object, a commit or a tag, the commit it leads to; None if to none."""
    wanted = list(dict.fromkeys(ids))
    found = objects.kinds(at, [f"{id}^{{}}" for id in wanted])
    return {
        id: kind.id if kind is not None and kind.type == "commit" else None
        for id, kind in zip(wanted, found, strict=True)
    }


def exist(at: str, ids: Sequence[str]) -> bool:
    """Whether the mirror has all of these objects."""
    return all(kind is not None for kind in objects.kinds(at, ids))


def reachable(at: str, tips: Iterable[str], *, without: Iterable[str] = ()) -> list[str]:
    """Commits that the tips reach and the others don't, parents before their children."""
    lines = [*dict.fromkeys(tips)]
    if not lines:
        return []
    lines += [f"^{id}" for id in dict.fromkeys(without)]
    said = git("rev-list", "--topo-order", "--reverse", "--stdin", at=at, stdin="\n".join([*lines, ""]).encode())
    return said.text.split()


def read(at: str, ids: Sequence[str]) -> Iterator[Commit]:
    """What commits say, in the order asked for."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        for id, data in zip(chunk, objects.contents(at, chunk), strict=True):
            yield _parse(id, data or b"")


def _parse(id: str, data: bytes) -> Commit:
    header, _, _ = data.partition(b"\n\n")
    lines = header.decode("utf-8", "replace").split("\n")
    parents = tuple(line[7:] for line in lines if line.startswith("parent "))
    authored = next((_moment(line) for line in lines if line.startswith("author ")), Moment(0))
    said = objects.parse_commit(CommitId(id), data)
    if said is None:
        tree = next((line[5:] for line in lines if line.startswith("tree ")), "")
        return Commit(id, parents, tree, authored=authored)
    return Commit(
        id,
        parents,
        said.tree,
        said.author,
        said.author_email,
        authored,
        said.committer,
        said.committer_email,
        _within(said.at),
        said.message[:MESSAGE_CHARACTERS_MAX],
    )


def _moment(line: str) -> Moment:
    seconds, _, zone = line.rpartition("> ")[2].partition(" ")
    if not seconds.removeprefix("-").isdecimal() or len(seconds) > 12:
        return Moment(0)
    return _within(Moment(int(seconds), offset_minutes(zone) or 0))


def _within(moment: Moment) -> Moment:
    return moment if abs(moment.seconds) < _SECONDS_MAX else Moment(0)
