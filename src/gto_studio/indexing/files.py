"""The files that pages ask for: out of the mirror, or from where DVC keeps them, into the tables."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from gto.errors import GitFailed, GtoError, NoRepo, RemoteUnreachable
from gto_studio.indexing.downloads import find, part
from gto_studio.indexing.outside import outside_of
from gto_studio.indexing.reading import of_commits
from gto_studio.indexing.sources import source_of
from gto_studio.jobs.work import Work
from gto_studio.mirrors import blobs
from gto_studio.mirrors.trees import along, exactly
from gto_studio.mirrors.visiting import look_in, visit
from gto_studio.rules import downloads
from gto_studio.rules.downloads import is_special
from gto_studio.rules.schedule import Retry
from gto_studio.store.derived import commits, files
from gto_studio.store.derived.files import Brought
from gto_studio.store.owned import repositories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from gto.data.reach import Reach
    from gto.git.place import Place as GitPlace
    from gto_studio.dvc.asking import Kept
    from gto_studio.identity.secrets import Secrets
    from gto_studio.indexing.outside import Outside
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Conditions, Source
    from gto_studio.store.derived.files import Place

#: Larger files are not brought.
FILE_BYTES_MAX = 10_000_000
#: So many files are looked for at a time.
CHUNK = 400
#: So many bytes of a repository's files are kept.
BUDGET_BYTES = 500_000_000
#: So many are in memory until they are written.
WRITE_BYTES = 16_000_000
#: So many are asked of a remote between two writes.
OUTSIDE_AT_ONCE = 8
#: Somebody waits: who fails says so, and whoever looks again asks again.
AT_ONCE = Retry(first_seconds=1.0, longest_seconds=1.0, tries=1)

_MISSING = {"type": "Missing", "msg": "There is no such commit"}
_TOO_LARGE = {"type": "TooLarge", "msg": f"It is larger than {FILE_BYTES_MAX // 1_000_000} MB, or damaged"}


def bringing(secrets: Secrets, conditions: Conditions) -> Work:
    """The work of bringing what pages of a repository wait for."""

    def do(task: Task) -> None:
        with task.store.reading() as connection:
            repository = repositories.get(connection, task.subject)
            wanted = files.waiting(connection, task.subject, limit=1)
        if not wanted:
            return
        source = source_of(task.store, repository, secrets, conditions)
        finder = _Finder(task, source, conditions.reach)
        with outside_of(task.store, repository, secrets, conditions) as outside:
            # a sync of a long history has the mirror to itself for minutes, and reading disturbs nobody
            with suppress(GitFailed, NoRepo), look_in(source, conditions) as at:
                if at is not None:
                    _bring_all(task, at, outside, finder)
            with task.store.reading() as connection:
                left = files.waiting(connection, task.subject, limit=1)
            if left:
                with visit(source, conditions) as mirror:
                    _bring_all(task, mirror.place, outside, finder)

    return Work(do, retry=AT_ONCE, given_up=_given_up)


def _bring_all(task: Task, at: GitPlace, outside: Outside, finder: _Finder) -> None:
    """All that is asked for, now and meanwhile."""
    while True:
        task.check()
        with task.store.reading() as connection:
            wanted = files.waiting(connection, task.subject, limit=CHUNK)
        if not wanted:
            return
        _bring(task, at, outside, [place for place in wanted if not is_special(place[1])])
        finder.bring(at, outside, [place for place in wanted if is_special(place[1])])


def _bring(task: Task, at: GitPlace, outside: Outside, wanted: Sequence[Place]) -> None:
    """Look for some files, and write down what became of each."""
    if not wanted:
        return
    with task.store.reading() as connection:
        trees = commits.trees(connection, task.subject, {commit for commit, _ in wanted})
    ids = _ids(at, trees, wanted)
    with task.store.reading() as connection:
        here = files.known_contents(connection, task.subject, set(ids.values()))
    writer = _Writer(task)
    writer.add([Brought(*place, ids[place]) for place in wanted if ids.get(place) in here])
    places: dict[str, list[Place]] = {}
    for place, id in ids.items():
        if id not in here:
            places.setdefault(id, []).append(place)
    for id, data in blobs.read(at, places, bytes_max=FILE_BYTES_MAX):
        problem = None if data is not None else _TOO_LARGE
        writer.add([Brought(*place, None if problem else id, problem) for place in places[id]], id, data)
    absent = [place for place in wanted if place not in ids]
    writer.add([Brought(*place, problem=_MISSING) for place in absent if place[0] not in trees])
    _bring_outside(at, outside, [place for place in absent if place[0] in trees], writer)
    writer.flush()


def _bring_outside(at: GitPlace, outside: Outside, wanted: Sequence[Place], writer: _Writer) -> None:
    """What is not in Git: DVC may keep it, or nobody has it."""
    if not wanted:
        return
    said = of_commits(at, list(dict.fromkeys(commit for commit, _ in wanted)))
    kept: dict[Kept, list[Place]] = {}
    for commit, path in wanted:
        if (owner := _owner(said[commit].kept, path)) is None:
            writer.add([Brought(commit, path, problem=_missing(path))])
        else:
            kept.setdefault(owner, []).append((commit, path))
    listed = list(kept)
    for start in range(0, len(listed), OUTSIDE_AT_ONCE):
        for one, data in outside(listed[start : start + OUTSIDE_AT_ONCE]).items():
            if isinstance(data, bytes):
                id = hashlib.sha256(f"{one.kind}:{one.hash}:{one.inside}".encode("utf-8", "surrogatepass")).hexdigest()
                writer.add([Brought(*place, id) for place in kept[one]], id, data)
            else:
                problem = {"type": data.type, "msg": data.msg, "hash": data.hash, "size": data.size}
                writer.add([Brought(*place, problem=problem) for place in kept[one]])


class _Finder:
    """Answers what downloads ask: which files an artifact has and where, and parts of large files in Git."""

    def __init__(self, task: Task, source: Source, reach: Reach) -> None:
        self._task = task
        self._source = source
        self._reach = reach

    def bring(self, at: GitPlace, outside: Outside, wanted: Sequence[Place]) -> None:
        if not wanted:
            return
        with self._task.store.reading() as connection:
            trees = commits.trees(connection, self._task.subject, {commit for commit, _ in wanted})
        writer = _Writer(self._task)
        for place in wanted:
            self._task.check()
            data = self._look(at, outside, trees, place)
            if isinstance(data, bytes):
                id = hashlib.sha256(f"{place[0]}:{place[1]}".encode("utf-8", "surrogatepass") + data).hexdigest()
                writer.add([Brought(*place, id)], id, data)
            else:
                writer.add([Brought(*place, problem=data)])
        writer.flush()

    def _look(self, at: GitPlace, outside: Outside, trees: Mapping[str, str], place: Place) -> bytes | dict[str, str]:
        commit, asked = place
        if commit not in trees:
            return _MISSING
        try:
            path = downloads.listed_path(asked)
            if path is not None:
                return downloads.write(find(at, outside, self._source, self._reach, commit, trees[commit], path))
            named = downloads.part_asked(asked)
            data = part(at, trees[commit], *named) if named else None
        except (RemoteUnreachable, GitFailed):
            raise
        except GtoError as error:
            hint = f"; {error.hint}" if error.hint else ""
            return {"type": "NotInGit", "msg": f"{error.message}{hint}"}
        return _missing(asked) if data is None else data


def _owner(kept: Mapping[str, Kept], path: str) -> Kept | None:
    """The output outside of Git that a path is, or lies in."""
    above = path
    while above:
        if (found := kept.get(above)) is not None:
            return found if above == path else replace(found, inside=path[len(above) + 1 :])
        above = above.rpartition("/")[0]
    return None


class _Writer:
    """Writes what was brought, a good handful at a time."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._brought: list[Brought] = []
        self._contents: dict[str, bytes] = {}
        self._size = 0

    def add(self, brought: Sequence[Brought], id: str = "", data: bytes | None = None) -> None:
        self._brought += brought
        if data is not None:
            self._contents[id] = data
            self._size += len(data)
        if self._size >= WRITE_BYTES:
            self.flush()

    def flush(self) -> None:
        if self._brought:
            with self._task.writing() as connection:
                files.bring(connection, self._task.subject, self._brought, self._contents, budget=BUDGET_BYTES)
        self._brought, self._contents, self._size = [], {}, 0


def _ids(at: GitPlace, trees: Mapping[str, str], wanted: Sequence[Place]) -> dict[Place, str]:
    """Where each file is in Git, if it is there."""
    paths = sorted({path for _, path in wanted if "\0" not in path})
    order = list(dict.fromkeys(trees[commit] for commit, _ in wanted if commit in trees))
    states: dict[str, dict[str, str]] = {}
    now: dict[str, str] = {}
    for step in along(at.path, order, [exactly(path) for path in paths]):
        merged = {**now, **step.changes}
        now = {path: id for path, id in merged.items() if id is not None}
        states[step.tree] = now
    return {
        (commit, path): states[trees[commit]][path]
        for commit, path in wanted
        if commit in trees and path in states.get(trees[commit], {})
    }


def _missing(path: str) -> dict[str, str]:
    return {"type": "Missing", "msg": f"The commit has no file '{path}'"}


def _given_up(connection: Connection, repository: str, error: dict[str, object]) -> None:
    """The mirror cannot be reached: whoever waits is told why, and may ask again in a minute."""
    places = files.waiting(connection, repository, limit=CHUNK)
    said = {"type": "Unreachable", "msg": str(error["message"])}
    files.bring(connection, repository, [Brought(c, p, problem=said) for c, p in places], {}, budget=BUDGET_BYTES)
