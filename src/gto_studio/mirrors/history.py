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
#: Experiments are mostly one commit away from their baseline: so many steps are asked for one by one.
STEPS_ASKED = 8
#: Of longer chains so many commits are looked at, all together.
STEPS_MAX = 100_000
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
    """Commits that the tips reach and the others don't, the newest first as far as clocks can be trusted."""
    lines = [*dict.fromkeys(tips)]
    if not lines:
        return []
    lines += [f"^{id}" for id in dict.fromkeys(without)]
    said = git("rev-list", "--stdin", at=at, stdin="\n".join([*lines, ""]).encode())
    return said.out.decode("ascii").split()


def chains(at: str, ends: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[str] | None]:
    """For each (tip, start) the commits between them along first parents, the newest first, without either.

    None where the start is no such ancestor of the tip.
    """
    found: dict[tuple[str, str], list[str] | None] = {}
    walked: dict[tuple[str, str], list[str]] = {end: [] for end in ends}
    above = {end: end[0] for end in walked}
    for _ in range(STEPS_ASKED):
        if not above:
            return found
        ids = list(dict.fromkeys(above.values()))
        parents = dict(zip(ids, map(_first_parent, objects.contents(at, ids)), strict=True))
        for end, id in list(above.items()):
            parent = parents[id]
            if parent is None or parent == end[1]:
                found[end] = None if parent is None else walked[end]
                del above[end]
            else:
                walked[end].append(parent)
                above[end] = parent
    if above:
        found |= _long_chains(at, list(above))
    return found


def _long_chains(at: str, ends: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[str] | None]:
    words = ("rev-list", "--first-parent", "--parents", f"--max-count={STEPS_MAX}", "--stdin")
    said = git(*words, at=at, stdin="\n".join([*(tip for tip, _ in ends), ""]).encode()).out.decode("ascii")
    parents = {id: rest.partition(" ")[0] for id, _, rest in (line.partition(" ") for line in said.splitlines())}
    found: dict[tuple[str, str], list[str] | None] = {}
    for tip, start in ends:
        between: list[str] = []
        id = parents.get(tip)
        while id and id != start:
            between.append(id)
            id = parents.get(id)
        found[tip, start] = between if id else None
    return found


def _first_parent(data: bytes | None) -> str | None:
    header, _, _ = (data or b"").partition(b"\n\n")
    lines = header.decode("utf-8", "replace").split("\n")
    return next((line[7:] for line in lines if line.startswith("parent ")), None)


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
