"""A repository as it is now, drawn as rows: all of the registry at once, and commits chunk by chunk.

What was drawn before is handed in as `Known`; with nothing known, everything is drawn from Git. Both ways lead through
the same lines, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from gto.registry.examination import remarkable
from gto.verbs.annotated import remarks
from gto.verbs.reading import read_registry
from gto_studio.indexing import looking
from gto_studio.indexing.walking import Walk
from gto_studio.mirrors import history, notes
from gto_studio.rules import annotation_sets, experiments, projection, storable
from gto_studio.rules.projection import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gto.git.place import Place
    from gto_studio.indexing.walking import Chunk, Terms
    from gto_studio.mirrors.visiting import Mirror
    from gto_studio.rules.storable import Row

#: From so many known commits is taken over what has not changed since.
BOUNDARY_MAX = 20

EMPTY = (
    "empty-repository",
    "",
    "the repository has no branch yet, so there is nothing to show",
    "push a branch: git push origin main",
)


class Known(Protocol):
    """What was drawn before."""

    @property
    def refs(self) -> Mapping[str, tuple[str, str | None]]:
        """Full name → object id, and the commit it leads to."""

    @property
    def index_file(self) -> str | None: ...

    @property
    def complete(self) -> bool:
        """Whether every commit that refs lead to is known."""

    def commits(self) -> set[str]: ...

    def among(self, commits: Sequence[str]) -> set[str]:
        """Those of these commits that are known, and what their files say, too."""

    def documents(self, commits: Sequence[str]) -> Mapping[str, tuple[str, Any]]:
        """Of those commits that are known, the tree and the document of its annotations."""

    def experiments(self) -> Mapping[str, Row]:
        """By ref."""


class Nothing:
    """Nothing was drawn before."""

    refs: Mapping[str, tuple[str, str | None]] = {}
    index_file = None
    complete = False

    def commits(self) -> set[str]:
        return set()

    def among(self, _: Sequence[str]) -> set[str]:
        return set()

    def documents(self, _: Sequence[str]) -> Mapping[str, tuple[str, Any]]:
        return {}

    def experiments(self) -> Mapping[str, Row]:
        return {}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows without the repository's id: tables that are `whole`, and commits that are new, chunk by chunk."""

    whole: dict[str, list[Row]]
    #: The commits that are new, the newest first.
    new: Sequence[str]
    #: Their rows: at least one chunk; each is read when it is asked for.
    chunks: Iterator[Chunk]
    #: Known commits that nothing reaches any more.
    gone: set[str]


def draw(mirror: Mirror, known: Known, terms: Terms, tell: Callable[..., None]) -> Drawn:
    """Draw a repository. `tell` hears how many commits were read, of how many. GtoError if it cannot be read."""
    place = mirror.place
    branch = mirror.head.removeprefix("refs/heads/") if mirror.head else None
    look = looking.look(place, branch)
    index = look.row["index_file"]
    if known.index_file != index:
        known = Nothing()
    refs = _refs(mirror, known)
    new, count, gone = _news(place, {commit for _, commit in refs.values() if commit}, known)
    before = count - len(new)
    walk = Walk(place, index, terms, lambda done: tell("reading", before + done, count))
    head = place.head or ""
    there = known.documents([head]) if head else {}
    also = place.head_tree if head not in there else None
    chunks = walk.chunks(new, _boundary(place, new, known), also)
    first = next(chunks)
    document = there[head][1] if head in there else first.annotations.get(place.head_tree or "")
    snapshot = read_registry(place)
    odd = [*snapshot.oddities, *remarkable(snapshot.registry)]
    registered = projection.project(snapshot.registry, Head(place.head, document) if place.head else None, index=index)
    whole = {
        "ref": [{"name": storable.name(name), "object": id, "commit": commit} for name, (id, commit) in refs.items()],
        "experiment": list(_experiments(place, refs, known.experiments())),
        "event": registered.event,
        "artifact": registered.artifact,
        "version": registered.version,
        "assignment": registered.assignment,
        "about": [look.row | {"notes": mirror.notes}],
        "note": [{"commit": id, "text": text} for id, text in notes.read(place, mirror.notes).items()],
        "problem": projection.problem_rows(
            dict.fromkeys(odd), [*look.problems, *_remarks(document), *([] if mirror.head else [EMPTY])]
        ),
    }
    return Drawn(whole, new, chain([first], chunks), gone)


def _refs(mirror: Mirror, known: Known) -> dict[str, tuple[str, str | None]]:
    """Full name → object, and the commit it leads to. What an object leads to never changes, so it is asked once."""
    leads: dict[str, str | None] = {id: commit for id, commit in known.refs.values() if commit is not None}
    leads |= history.peeled(mirror.place.path, [id for id in mirror.refs.values() if id not in leads])
    return {name: (id, leads[id]) for name, id in mirror.refs.items()}


def _news(place: Place, tips: Iterable[str], known: Known) -> tuple[list[str], int, set[str]]:
    """(commits not known yet, the newest first; of how many they are the rest; known ones that nothing reaches)"""
    before = sorted({commit for _, commit in known.refs.values() if commit})
    now = sorted(tips)
    if before == now and known.complete:
        return [], 0, set()
    if not known.complete or not before or not history.exist(place.path, before):
        everything = history.reachable(place.path, now)
        there = known.among(everything)
        return (
            [id for id in everything if id not in there],
            len(everything),
            known.commits().difference(everything),
        )
    # Where clocks went wrong, git names commits that are known, too, and some that something still reaches.
    new = history.reachable(place.path, now, without=before)
    there = known.among(new)
    new = [id for id in new if id not in there]
    gone = set(history.reachable(place.path, before, without=now))
    return new, len(new), gone and gone.difference(history.reachable(place.path, now))


def _boundary(place: Place, new: Sequence[str], known: Known) -> dict[str, Any]:
    """Trees next to the new ones that are known, and their annotations."""
    if not new or not known.refs:
        return {}
    ids = set(new)
    parents = (parent for commit in history.read(place.path, new[:BOUNDARY_MAX]) for parent in commit.parents)
    boundary = list(dict.fromkeys(parent for parent in parents if parent not in ids))
    return dict(known.documents(boundary[:BOUNDARY_MAX]).values())


def _experiments(place: Place, refs: Mapping[str, tuple[str, str | None]], known: Mapping[str, Row]) -> Iterator[Row]:
    named = {
        ref: (*said, commit)
        for ref, (_, commit) in refs.items()
        if commit is not None and (said := experiments.named(ref)) is not None
    }
    same = {ref for ref, (_, _, commit) in named.items() if ref in known and known[ref]["commit"] == commit}
    ends = {(commit, baseline) for ref, (baseline, _, commit) in named.items() if ref not in same}
    steps = history.chains(place.path, sorted(ends))
    for ref, (baseline, name, commit) in named.items():
        yield {
            "ref": storable.name(ref),
            "baseline": baseline,
            "name": storable.name(name),
            "commit": commit,
            "steps": known[ref]["steps"] if ref in same else steps[commit, baseline],
        }


def _remarks(document: dict[str, Any] | None) -> list[tuple[str, str, str, str]]:
    said = annotation_sets.reading(document)
    both = zip(said.problems, remarks(said), strict=True)
    return [(odd.code, problem.file, odd.says, odd.repair) for problem, odd in both]
