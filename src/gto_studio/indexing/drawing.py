"""A repository as it is now, drawn as rows: all of the registry, and of the commits those that are new.

What was drawn before is handed in as `Known`; with nothing known, everything is drawn from Git. Both ways lead through
the same lines, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from gto.registry.examination import remarkable
from gto.verbs.annotated import remarks
from gto.verbs.reading import read_registry
from gto_studio.indexing import looking, valuing
from gto_studio.indexing.annotating import Annotating
from gto_studio.mirrors import history
from gto_studio.rules import annotation_sets, parts, projection, storable
from gto_studio.rules.projection import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from gto.git.place import Place
    from gto_studio.mirrors.history import Commit
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

    def commits(self) -> set[str]: ...

    def among(self, commits: Sequence[str]) -> set[str]:
        """Those of these commits that are known."""

    def readings(self) -> set[str]: ...

    def documents(self, commits: Sequence[str]) -> Mapping[str, tuple[str, Any]]:
        """Of those commits that are known, the tree and the document of its annotations."""


class Nothing:
    """Nothing was drawn before."""

    refs: Mapping[str, tuple[str, str | None]] = {}
    index_file = None

    def commits(self) -> set[str]:
        return set()

    def among(self, _: Sequence[str]) -> set[str]:
        return set()

    def readings(self) -> set[str]:
        return set()

    def documents(self, _: Sequence[str]) -> Mapping[str, tuple[str, Any]]:
        return {}


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows without the repository's id. `whole` has all rows of a table; the others only what is new, and which of
    the old ones are to go or to stay."""

    whole: dict[str, list[Row]]
    commits: list[Row] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    readings: list[Row] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    #: Whether the commits are all there are, rather than those that were not known.
    anew: bool = False


def draw(mirror: Mirror, known: Known, tell: Callable[..., None]) -> Drawn:
    """Draw a repository. `tell` hears how many commits were read, of how many. GtoError if it cannot be read."""
    place = mirror.place
    branch = mirror.head.removeprefix("refs/heads/") if mirror.head else None
    look = looking.look(place, branch)
    index = look.row["index_file"]
    if known.index_file != index:
        known = Nothing()
    refs = _refs(mirror, known)
    tips = {commit for _, commit in refs.values() if commit}
    new, gone = _news(place, tips, known)
    commits: list[Commit] = []
    for start in range(0, len(new), history.CHUNK):
        tell("reading", start, len(new))
        commits += history.read(place.path, new[start : start + history.CHUNK])
    tell("reading", len(new), len(new))
    annotating = _annotating(place, commits, known, index)
    rows = [_commit_row(commit, annotating.of[commit.tree]) for commit in commits]
    document = _document(place.head, rows, annotating, known)
    snapshot = read_registry(place)
    odd = [*snapshot.oddities, *remarkable(snapshot.registry)]
    registered = projection.project(snapshot.registry, Head(place.head, document) if place.head else None, index=index)
    pieces: dict[str, str] = {}
    read = list(_readings(place, registered.commits - known.readings(), pieces))
    return Drawn(
        {
            "ref": [
                {"name": storable.name(name), "object": id, "commit": commit} for name, (id, commit) in refs.items()
            ],
            "event": registered.event,
            "artifact": registered.artifact,
            "version": registered.version,
            "assignment": registered.assignment,
            "about": [look.row],
            "problem": projection.problem_rows(
                dict.fromkeys(odd), [*look.problems, *_remarks(document), *_empty(mirror)]
            ),
        },
        rows,
        gone,
        annotating.sets,
        read,
        pieces,
        registered.commits,
        anew=isinstance(known, Nothing),
    )


def _refs(mirror: Mirror, known: Known) -> dict[str, tuple[str, str | None]]:
    """Full name → object, and the commit it leads to. What an object leads to never changes, so it is asked once."""
    leads: dict[str, str | None] = {id: commit for id, commit in known.refs.values() if commit is not None}
    leads |= history.peeled(mirror.place.path, [id for id in mirror.refs.values() if id not in leads])
    return {name: (id, leads[id]) for name, id in mirror.refs.items()}


def _news(place: Place, tips: Iterable[str], known: Known) -> tuple[list[str], set[str]]:
    """(commits not known yet, parents first; known ones that nothing reaches any more)"""
    before = sorted({commit for _, commit in known.refs.values() if commit})
    now = sorted(tips)
    if before == now:
        return [], set()
    if not before or not history.exist(place.path, before):
        everything, there = history.reachable(place.path, now), known.commits()
        return [id for id in everything if id not in there], there.difference(everything)
    # Where clocks went wrong, git names commits that are known, too, and some that something still reaches.
    new = history.reachable(place.path, now, without=before)
    there = known.among(new)
    gone = set(history.reachable(place.path, before, without=now))
    return [id for id in new if id not in there], gone and gone.difference(history.reachable(place.path, now))


def _annotating(place: Place, commits: Sequence[Commit], known: Known, index: str) -> Annotating:
    new = {commit.id for commit in commits}
    boundary = [parent for commit in commits for parent in commit.parents if parent not in new]
    documents = known.documents(list(dict.fromkeys(boundary))[:BOUNDARY_MAX])
    annotating = Annotating(place, index, dict(documents.values()))
    if commits:
        annotating.read([commit.tree for commit in commits])
    return annotating


def _document(head: str | None, rows: Sequence[Row], annotating: Annotating, known: Known) -> dict[str, Any] | None:
    """What is written at the head."""
    if head is None:
        return None
    for row in rows:
        if row["id"] == head:
            return annotating.sets[row["annotations"]] if row["annotations"] else None
    document: dict[str, Any] | None = known.documents([head])[head][1]
    return document


def _readings(place: Place, commits: Iterable[str], pieces: dict[str, str]) -> Iterable[Row]:
    fresh = list(history.read(place.path, sorted(commits)))
    fresh.sort(key=lambda commit: (commit.committed, commit.id))
    documents = valuing.read(place, [commit.tree for commit in fresh])
    for commit in fresh:
        found = documents[commit.tree]
        values = {name: {file: {"data": of} for file, of in found[name].items()} for name in ("params", "metrics")}
        said, new = parts.taken_apart({**values, "outs": found["data"], "problems": found["problems"]})
        pieces |= new
        yield {"commit": commit.id, "document": parts.dumped(said), "lacks": False}


def _remarks(document: dict[str, Any] | None) -> list[tuple[str, str, str, str]]:
    said = annotation_sets.reading(document)
    both = zip(said.problems, remarks(said), strict=True)
    return [(odd.code, problem.file, odd.says, odd.repair) for problem, odd in both]


def _empty(mirror: Mirror) -> list[tuple[str, str, str, str]]:
    return [] if mirror.head else [EMPTY]


def _commit_row(commit: Commit, annotation_set: str | None) -> Row:
    return {
        "id": commit.id,
        "parents": list(commit.parents),
        "tree": commit.tree,
        "author": storable.text(commit.author),
        "author_email": storable.text(commit.author_email),
        "authored": commit.authored.seconds,
        "authored_offset": commit.authored.offset,
        "committer": storable.text(commit.committer),
        "committer_email": storable.text(commit.committer_email),
        "committed": commit.committed.seconds,
        "committed_offset": commit.committed.offset,
        "message": storable.text(commit.message),
        "annotations": annotation_set,
    }
