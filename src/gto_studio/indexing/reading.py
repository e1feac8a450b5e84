"""Many commits read together: their questions are put to Git in batches, in one round for all of them.

Trees that resemble each other are best read one after the other: what they share is asked and parsed once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gto.git import files
from gto_studio.dvc.asking import Contents, Failure, Outside, Parsed, Paths
from gto_studio.dvc.layout import STRUCTURE, is_dvc_file, is_structural
from gto_studio.dvc.reading import NO_SOURCES, Reading, read
from gto_studio.dvc.survey import Structure
from gto_studio.mirrors import blobs, history
from gto_studio.mirrors.trees import PATTERNS_MAX, Step, along, exactly, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from gto.git.place import Place
    from gto_studio.dvc.asking import Answer, Asking, Kept, Question
    from gto_studio.dvc.held import Sources

#: So many trees are read at a time: few at first, then more, and fewer again where their files are large.
CHUNK = 400
CHUNK_FIRST = 20
CHUNK_BYTES = 16 << 20

TOO_LARGE = Failure("TooLarge", "the file is missing from the mirror, or larger than a megabyte")


def _nothing(_: frozenset[Kept]) -> Mapping[Kept, bytes | Failure]:
    return {}


def readings(
    place: Place,
    trees: Sequence[str],
    parsed: Parsed,
    sources: Sources = NO_SOURCES,
    outside: Callable[[frozenset[Kept]], Mapping[Kept, bytes | Failure]] = _nothing,
) -> Iterator[tuple[str, Reading]]:
    """Each tree's reading, in the order given. `outside` finds files that Git has only the hash of."""
    start, size = 0, min(CHUNK, CHUNK_FIRST)
    while start < len(trees):
        chunk = trees[start : start + size]
        together = _Together(place, chunk, outside)
        yield from zip(chunk, together.read(parsed, sources), strict=True)
        start += size
        size = max(1, size // 4) if together.bytes > CHUNK_BYTES else min(CHUNK, 2 * size)


def of_commits(place: Place, commits: Sequence[str]) -> dict[str, Reading]:
    """What each of some commits says, by its id."""
    trees = {commit.id: commit.tree for commit in history.read(place.path, commits)}
    files.fetch_missing(place, list(trees.values()))
    found = dict(readings(place, list(dict.fromkeys(trees.values())), Parsed()))
    return {id: found[tree] for id, tree in trees.items()}


class _Together:
    """Some trees whose readings are driven together, all of them to the same question before any goes on."""

    def __init__(
        self,
        place: Place,
        trees: Sequence[str],
        outside: Callable[[frozenset[Kept]], Mapping[Kept, bytes | Failure]],
    ) -> None:
        self._place = place
        self._trees = trees
        self._outside = outside
        #: How much was read of files.
        self.bytes = 0

    def read(self, parsed: Parsed, sources: Sources) -> list[Reading]:
        """One reading for each tree."""
        structures = _structures(along(self._place.path, self._trees, [named(name) for name in STRUCTURE]))
        running = [read(structure, parsed, sources) for structure in structures]
        done: dict[int, Reading] = {}
        answers: dict[int, Any] = dict.fromkeys(range(len(running)))
        while answers:
            said = {index: _next(running[index], answer) for index, answer in answers.items()}
            done |= {index: one for index, one in said.items() if isinstance(one, Reading)}
            answers = self._answered({index: one for index, one in said.items() if not isinstance(one, Reading)})
        return [done[index] for index in range(len(running))]

    def _answered(self, asked: Mapping[int, Question]) -> dict[int, Answer]:
        found: dict[int, Answer] = {}
        where = {index: question.wanted for index, question in asked.items() if isinstance(question, Paths)}
        if where:
            states = self._states([self._trees[index] for index in where], frozenset().union(*where.values()))
            found |= {index: _among(where[index], state) for index, state in zip(where, states, strict=True)}
        ids = {index: question.wanted for index, question in asked.items() if isinstance(question, Contents)}
        if ids:
            found |= dict.fromkeys(ids, self._contents(frozenset().union(*ids.values())))
        kept = {index: question.wanted for index, question in asked.items() if isinstance(question, Outside)}
        if kept:
            found |= dict.fromkeys(kept, self._outside(frozenset().union(*kept.values())))
        return found

    def _states(self, trees: Sequence[str], wanted: frozenset[str]) -> list[Mapping[str, str]]:
        """What each tree has at these paths."""
        patterns = [exactly(path.rstrip("/")) for path in sorted(wanted)]
        found: list[Mapping[str, str]] = [{} for _ in trees]
        for start in range(0, len(patterns), PATTERNS_MAX):
            more = _states(along(self._place.path, trees, patterns[start : start + PATTERNS_MAX]))
            found = more if not start else [{**one, **other} for one, other in zip(found, more, strict=True)]
        return found

    def _contents(self, ids: frozenset[str]) -> dict[str, bytes | Failure]:
        found: dict[str, bytes | Failure] = {}
        for id, data in blobs.read(self._place, ids):
            self.bytes += len(data or b"")
            found[id] = TOO_LARGE if data is None else data
        return found


def _next(reading: Asking[Reading], answer: Answer) -> Question | Reading:
    try:
        return reading.send(answer)
    except StopIteration as end:
        found: Reading = end.value
        return found


def _among(wanted: frozenset[str], state: Mapping[str, str]) -> dict[str, str]:
    """What of a tree was asked for: exact paths, and all below `folder/`."""
    folders = tuple(path for path in wanted if path.endswith("/"))
    return {path: id for path, id in state.items() if path in wanted or (folders and path.startswith(folders))}


def _structures(steps: Iterable[Step]) -> list[Structure]:
    """The structural files of each tree; where nothing changed, the very same mappings as before."""
    data, others = [], []
    for step in steps:
        changes = {path: id for path, id in step.changes.items() if is_structural(path)}
        data.append(Step(step.tree, {path: id for path, id in changes.items() if is_dvc_file(path)}))
        others.append(Step(step.tree, {path: id for path, id in changes.items() if not is_dvc_file(path)}))
    return [Structure(*both) for both in zip(_states(data), _states(others), strict=True)]


def _states(steps: Iterable[Step]) -> list[Mapping[str, str]]:
    """What each tree has; where nothing changed, the very same mapping as before."""
    found: list[Mapping[str, str]] = []
    now: dict[str, str] = {}
    for step in steps:
        if step.changes:
            merged = now | {path: id for path, id in step.changes.items() if id is not None}
            now = {path: id for path, id in merged.items() if step.changes.get(path, id) is not None}
        found.append(now)
    return found
