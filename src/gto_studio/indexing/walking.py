"""Commits of a mirror as rows, the newest first, in chunks: what they are, and what their files say.

No more than a chunk is held at a time, however long the history is. The first one is small, so that a page has
something to show at once; the later ones are large, since each costs git a few questions.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from gto_studio.dvc.asking import Parsed
from gto_studio.dvc.held import NO_SOURCES, Sources
from gto_studio.indexing.annotating import Annotating
from gto_studio.indexing.reading import readings
from gto_studio.mirrors import history
from gto_studio.rules import storable
from gto_studio.rules.parts import Parts, dumped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gto.git.place import Place
    from gto_studio.dvc.asking import Failure, Kept
    from gto_studio.dvc.reading import Reading
    from gto_studio.mirrors.history import Commit
    from gto_studio.rules.storable import Row

#: So many commits are in the first chunk; each other one is so many times larger, up to the largest.
FIRST = 100
GROWTH = 4
LARGEST = 2_000
#: A chunk whose parts have more characters ends there.
CHARACTERS = 1 << 23
#: So many bytes of files have their parsed values remembered. In Python they take several times that.
REMEMBERED_BYTES = 8 << 20


def no_access(_: frozenset[Kept]) -> Mapping[Kept, bytes | Failure]:
    """Nothing is looked for outside of Git."""
    return {}


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms commits are read, besides what Git says: what settings name, and who may look outside of Git."""

    sources: Sources = NO_SOURCES
    outside: Callable[[frozenset[Kept]], Mapping[Kept, bytes | Failure]] = no_access
    #: What `outside` can reach, as a digest; another one, and what was lacking is asked for again.
    access: str = ""
    parsed: Parsed = field(default_factory=lambda: Parsed(REMEMBERED_BYTES))

    @property
    def named(self) -> str:
        """A digest of the sources; nothing if there are none."""
        if self.sources == NO_SOURCES:
            return ""
        spelled = json.dumps([sorted(self.sources.params), sorted(self.sources.metrics)])
        return hashlib.sha256(spelled.encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of some commits, by table, without the repository's id. `done` of all commits to read are read with it."""

    rows: dict[str, list[Row]]
    #: The documents of annotations, by tree.
    annotations: Mapping[str, dict[str, Any] | None]
    done: int = 0

    @staticmethod
    def empty() -> Chunk:
        return Chunk({}, {})


class Walk:
    """Reads commits of a mirror. `index` is the annotation file beside dvc.yaml."""

    def __init__(self, place: Place, index: str, terms: Terms, tell: Callable[[int], None]) -> None:
        self._place = place
        self._index = index
        self._terms = terms
        self._tell = tell

    def chunks(self, ids: Sequence[str], known: Mapping[str, Any], also: str | None = None) -> Iterator[Chunk]:
        """Read these commits in this order; at least one chunk. `known`: trees that were read before, and their
        annotations, which need not be read again where they are the same. `also`: a tree whose annotations are wanted
        with the first chunk."""
        start, size = 0, FIRST
        while True:
            chunk = self._read(ids[start : start + size], known, also, start)
            yield chunk
            start, size, also = chunk.done, min(size * GROWTH, LARGEST), None
            if start >= len(ids):
                return
            tree = [*chunk.annotations][-1]
            known = {tree: chunk.annotations[tree]}

    def _read(self, ids: Sequence[str], known: Mapping[str, Any], also: str | None, before: int) -> Chunk:
        self._tell(before)
        commits = list(history.read(self._place.path, ids))
        trees = list(dict.fromkeys(commit.tree for commit in commits))
        annotating = Annotating(self._place, self._index, known)
        wanted = [also, *trees] if also else trees
        if wanted:
            annotating.read(wanted)
        parts = Parts()
        said: dict[str, Row] = {}
        terms = self._terms
        for number, (tree, one) in enumerate(
            readings(self._place, trees, terms.parsed, terms.sources, terms.outside), start=1
        ):
            said[tree] = row_of(parts, one)
            if number % 100 == 0:
                self._tell(before + min(number, len(ids)))
            if parts.characters > CHARACTERS:
                break
        commits = list(takewhile(lambda commit: commit.tree in said, commits))
        sets = {id for commit in commits if (id := annotating.of[commit.tree])}
        of = {tree: annotating.sets[id] if id else None for tree, id in annotating.of.items()}
        rows = {
            "annotation_set": [{"id": id, "document": annotating.sets[id]} for id in sorted(sets)],
            "commit": [_row(commit, annotating.of[commit.tree]) for commit in commits],
            "part": [{"id": id, "document": text} for id, text in parts.texts.items()],
            "reading": [{"commit": commit.id, **said[commit.tree]} for commit in commits],
        }
        return Chunk(rows, of, before + len(commits))


def row_of(parts: Parts, one: Reading) -> Row:
    """A row of `reading` without its commit; its parts are put to the others."""
    document = one.document() | {
        "deps": one.deps,
        "outs": one.outs,
        "imports": one.imports,
    }  # as they are shared between commits
    return {"document": dumped(parts.taken_apart(document)), "lacks": bool(one.lacking)}


def _row(commit: Commit, annotation_set: str | None) -> Row:
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
