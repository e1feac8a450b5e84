"""The files that pages ask for: out of the mirror, or from where DVC keeps them, into the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.indexing.sources import source_of
from gto_studio.jobs.work import Work
from gto_studio.mirrors import blobs
from gto_studio.mirrors.trees import along, exactly
from gto_studio.mirrors.visiting import visit
from gto_studio.rules.schedule import Retry
from gto_studio.store.derived import commits, files, readings
from gto_studio.store.derived.files import Brought
from gto_studio.store.owned import repositories

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from gto_studio.identity.secrets import Secrets
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Conditions, Mirror
    from gto_studio.store.derived.files import Place

#: Larger files are not brought.
FILE_BYTES_MAX = 10_000_000
#: So many files are looked for at a time.
CHUNK = 400
#: So many bytes of a repository's files are kept.
BUDGET_BYTES = 500_000_000
#: So many are in memory until they are written.
WRITE_BYTES = 16_000_000
#: Somebody waits: who fails says so, and whoever looks again asks again.
AT_ONCE = Retry(first_seconds=1.0, longest_seconds=1.0, tries=1)

_TOO_LARGE = {"type": "TooLarge", "msg": f"It is larger than {FILE_BYTES_MAX // 1_000_000} MB, or damaged"}


def bringing(secrets: Secrets, conditions: Conditions) -> Work:
    """The work of bringing what pages of a repository wait for."""

    def do(task: Task) -> None:
        with task.store.reading() as connection:
            repository = repositories.get(connection, task.subject)
            wanted = files.waiting(connection, task.subject, limit=CHUNK)
        if not wanted:
            return
        with visit(source_of(repository, secrets), conditions) as mirror:
            while wanted:
                task.check()
                _bring(task, mirror, wanted)
                with task.store.reading() as connection:
                    wanted = files.waiting(connection, task.subject, limit=CHUNK)

    return Work(do, retry=AT_ONCE, given_up=_given_up)


def _bring(task: Task, mirror: Mirror, wanted: Sequence[Place]) -> None:
    """Look for some files, and write down what became of each."""
    with task.store.reading() as connection:
        trees = commits.trees(connection, task.subject, {commit for commit, _ in wanted})
        outs = {commit: _outs(connection, task.subject, commit) for commit in trees}
    ids = _ids(mirror, trees, wanted)
    with task.store.reading() as connection:
        here = files.known_contents(connection, task.subject, set(ids.values()))
    writer = _Writer(task)
    for commit, path in wanted:
        id = ids.get((commit, path))
        if id is None:
            writer.add([Brought(commit, path, problem=_absent(path, commit in trees, outs.get(commit, {})))])
        elif id in here:
            writer.add([Brought(commit, path, id)])
    places: dict[str, list[Place]] = {}
    for place, id in ids.items():
        if id not in here:
            places.setdefault(id, []).append(place)
    for id, data in blobs.read(mirror.place, places, bytes_max=FILE_BYTES_MAX):
        problem = None if data is not None else _TOO_LARGE
        writer.add([Brought(*place, None if problem else id, problem) for place in places[id]], id, data)
    writer.flush()


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


def _ids(mirror: Mirror, trees: Mapping[str, str], wanted: Sequence[Place]) -> dict[Place, str]:
    """Where each file is in Git, if it is there."""
    paths = sorted({path for _, path in wanted if "\0" not in path})
    order = list(dict.fromkeys(trees[commit] for commit, _ in wanted if commit in trees))
    states: dict[str, dict[str, str]] = {}
    now: dict[str, str] = {}
    for step in along(mirror.place.path, order, [exactly(path) for path in paths]):
        merged = {**now, **step.changes}
        now = {path: id for path, id in merged.items() if id is not None}
        states[step.tree] = now
    return {
        (commit, path): states[trees[commit]][path]
        for commit, path in wanted
        if commit in trees and path in states.get(trees[commit], {})
    }


def _outs(connection: Connection, repository: str, commit: str) -> Mapping[str, dict[str, object]]:
    document = readings.document(connection, repository, commit)
    found: Mapping[str, dict[str, object]] = (document or {}).get("outs") or {}
    return found


def _absent(path: str, known: bool, outs: Mapping[str, dict[str, object]]) -> dict[str, object]:
    """Why a file is not in Git: it is kept by DVC, or there is none."""
    if not known:
        return {"type": "Missing", "msg": "There is no such commit"}
    above = path
    while above:
        if above in outs:
            out = outs[above]
            return {
                "type": "NotInGit",
                "msg": f"'{path}' is not in Git: DVC keeps it, and Studio cannot reach it",
                "hash": out.get("hash"),
                "size": out.get("size") if above == path else None,
            }
        above = above.rpartition("/")[0]
    return {"type": "Missing", "msg": f"The commit has no file '{path}'"}


def _given_up(connection: Connection, repository: str, error: dict[str, object]) -> None:
    """The mirror cannot be reached: whoever waits is told why, and may ask again in a minute."""
    places = files.waiting(connection, repository, limit=CHUNK)
    said = {"type": "Unreachable", "msg": str(error["message"])}
    files.bring(connection, repository, [Brought(c, p, problem=said) for c, p in places], {}, budget=BUDGET_BYTES)
