"""Which commits a project's table has, and how they hang together once others are left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from gto_studio.rules.table_readings import Compared

HEADS, TAGS = "refs/heads/", "refs/tags/"

#: Who writes one of these into a commit's message doesn't want to see it in the table.
MARKS = ("[skip studio]", "[skip gto]", "[studio skip]", "[gto skip]")


class Commit(NamedTuple):
    """A commit as the table needs it. A tuple, because ten thousand are made for one answer."""

    id: str
    parents: list[str]
    committed: int
    offset: int
    author: str
    author_email: str
    message: str
    annotations: str | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A pushed experiment: its last commit, and the commit that it was begun from."""

    ref: str
    name: str
    commit: str
    baseline: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """`listed` newest first, and of the same second none before its children; `parents` of each as far as listed;
    `reached`: those that a branch or a tag leads to."""

    listed: list[Commit]
    parents: Mapping[str, list[str]]
    reached: frozenset[str]
    pushed: list[Pushed]


def is_skipped(message: str) -> bool:
    """Whether its author marked the commit as none for the table."""
    if "[" not in message:
        return False
    said = message.lower()
    return any(mark in said for mark in MARKS)


def names(refs: Mapping[str, str]) -> dict[str, list[str]]:
    """Commit → the short names of the branches, then of the tags on it."""
    found: dict[str, list[str]] = {}
    for prefix in (HEADS, TAGS):
        for ref, commit in sorted(refs.items()):
            if ref.startswith(prefix):
                found.setdefault(commit, []).append(ref.removeprefix(prefix))
    return found


def branches(refs: Mapping[str, str], default: str | None, place: Mapping[str, int]) -> list[tuple[str, str]]:
    """The branches whose heads are listed, with these: the default one first, then the newest."""
    found = [
        (ref.removeprefix(HEADS), commit) for ref, commit in refs.items() if ref.startswith(HEADS) and commit in place
    ]
    return sorted(found, key=lambda one: (one[0] != default, place[one[1]], one[0]))


def chosen(
    commits: Sequence[Commit],
    refs: Mapping[str, str],
    pushed: Sequence[Pushed],
    compared: Compared,
    *,
    since: float | None = None,
    narrowed: bool = False,
    begun: Collection[str] = (),
) -> Chosen:
    """The commits of a project: what branches and tags lead to, and the last commit of each pushed experiment.

    `since` leaves out older ones; `narrowed` those that change nothing of what the project sees, have no name, and from
    which nothing was begun: neither a pushed experiment nor, in `begun`, a run that is not in Git.
    """
    known = {commit.id: commit for commit in commits}
    named = {commit for ref, commit in refs.items() if ref.startswith((HEADS, TAGS))}
    reached = _reached(known, named)
    shown = set(reached)
    if since is not None:
        shown = {id for id in shown if known[id].committed >= since}
    ours = [
        one
        for one in pushed
        if one.commit in known
        and (since is None or known[one.commit].committed >= since)
        and not (narrowed and compared.is_same(one.commit, one.baseline))
    ]
    if narrowed:
        kept = named | {one.baseline for one in ours} | set(begun)
        shown = {id for id in shown if id in kept or not _is_dull(known[id], compared)}
    shown |= {one.commit for one in ours}
    listed = [commit for commit in commits if commit.id in shown]
    parents = _parents(known, listed, shown)
    return Chosen(_descending(listed, parents), parents, frozenset(reached & shown), ours)


def _is_dull(commit: Commit, compared: Compared) -> bool:
    """It is not known to change anything."""
    return not compared.is_read(commit.id) or compared.is_same(commit.id, commit.parents[0] if commit.parents else None)


def _descending(listed: Iterable[Commit], parents: Mapping[str, list[str]]) -> list[Commit]:
    """Newest first, and of the same second in the order of descent: a rebase makes many at once."""
    found: list[Commit] = []
    for _, at_once in groupby(listed, attrgetter("committed")):
        group = list(at_once)
        if len(group) == 1:
            found += group
            continue
        within = {commit.id: commit for commit in group}
        children = Counter(parent for id in within for parent in parents[id] if parent in within)
        ready = [id for id in within if not children[id]]
        heapify(ready)
        while ready:
            id = heappop(ready)
            found.append(within[id])
            for parent in parents[id]:
                if parent in within:
                    children[parent] -= 1
                    if not children[parent]:
                        heappush(ready, parent)
    return found


def _reached(known: Mapping[str, Commit], tips: Iterable[str]) -> set[str]:
    seen, todo = set[str](), [id for id in tips if id in known]
    while todo:
        id = todo.pop()
        if id not in seen:
            seen.add(id)
            todo += [parent for parent in known[id].parents if parent in known]
    return seen


def _parents(known: Mapping[str, Commit], listed: Iterable[Commit], shown: set[str]) -> dict[str, list[str]]:
    """The parents of each listed commit; in place of one that is left out, the nearest listed ones before it."""
    nearest: dict[str, list[str]] = {}

    def before(id: str) -> list[str]:
        """Without recursion: histories are deep."""
        todo = [id]
        while todo:
            now = todo[-1]
            missing = [
                parent
                for parent in known[now].parents
                if parent in known and parent not in shown and parent not in nearest
            ]
            if missing:
                todo += missing
                continue
            todo.pop()
            nearest[now] = _joined(known[now].parents)
        return nearest[id]

    def _joined(parents: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        for parent in parents:
            if parent in shown:
                found[parent] = None
            elif parent in known:
                found |= dict.fromkeys(nearest[parent])
        return list(found)

    return {commit.id: before(commit.id) for commit in listed}
