"""Files of commits that somebody looks at: asked for by pages, brought by a worker, forgotten when they are many.

A file is in one of three states: nobody has looked yet (pending), its content is here, or there is a problem. The
content is kept once, however many commits have it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, select, tuple_, update

from gto_studio.store import dialects, wakeups
from gto_studio.store.derived.tables import asked_file, content
from gto_studio.store.owned import jobs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from sqlalchemy import Connection

    #: A commit and a path in it.
    Place: TypeAlias = tuple[str, str]

#: So many pairs stand in one statement.
CHUNK = 200
#: What was looked at so lately need not be marked as used again.
USED_SECONDS = 600.0
#: A problem may be over by then (a server is back): it is looked for again.
PROBLEM_SECONDS = 60.0
#: What a commit has not, it will never have.
FINAL = ("Missing", "TooLarge")


@dataclass(frozen=True, slots=True)
class FileRow:
    """`bytes` and `problem` None: nobody has looked yet. `id` is that of the content."""

    id: str | None = None
    bytes: bytes | None = None
    problem: Mapping[str, Any] | None = None

    @property
    def is_pending(self) -> bool:
        return self.bytes is None and self.problem is None


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file that was asked for: its content by id, or a problem."""

    commit: str
    path: str
    id: str | None = None
    problem: Mapping[str, Any] | None = None


def find(connection: Connection, repository: str, wanted: Collection[Place]) -> dict[Place, FileRow]:
    """What is known of files; those that nobody asked for yet are missing."""
    a, c = asked_file.c, content.c
    joined = asked_file.outerjoin(content, and_(c.repository == a.repository, c.id == a.content))
    asked = select(a.commit, a.path, c.id, c.bytes, a.problem).select_from(joined).where(a.repository == repository)
    found: dict[Place, FileRow] = {}
    for chunk in _chunks(wanted):
        for commit, path, id, data, problem in connection.execute(asked.where(tuple_(a.commit, a.path).in_(chunk))):
            found[commit, path] = FileRow(id, data, problem)
    return found


def ask(connection: Connection, repository: str, wanted: Collection[Place]) -> None:
    """Want these files brought: those that are new, whose content was forgotten, or that had a problem a while ago."""
    now = dialects.now(connection)
    known = _stamps(connection, repository, wanted)
    there = {id for id, _, _ in known.values() if id is not None}
    kept = _used(connection, repository, there)
    stale = []
    for place in wanted:
        if place not in known:
            continue
        id, problem, asked = known[place]
        if _may_be_over(problem, asked, now) or (id is not None and id not in kept):
            stale.append(place)
    fresh = [{"repository": repository, "commit": c, "path": p, "asked": now} for c, p in wanted if (c, p) not in known]
    if fresh:
        connection.execute(dialects.insert(connection, asked_file).on_conflict_do_nothing(), fresh)
    for chunk in _chunks(stale):
        again = tuple_(asked_file.c.commit, asked_file.c.path).in_(chunk)
        connection.execute(
            update(asked_file)
            .where(asked_file.c.repository == repository, again)
            .values(content=None, problem=None, asked=now)
        )
    used = [id for id, at in kept.items() if at < now - USED_SECONDS]
    for start in range(0, len(used), CHUNK):
        some = content.c.id.in_(used[start : start + CHUNK])
        connection.execute(update(content).where(content.c.repository == repository, some).values(used=now))
    if fresh or stale or any(row[0] is None and row[1] is None for row in known.values()):
        jobs.want(connection, jobs.FILES, repository)


def needs_asking(connection: Connection, repository: str, found: Mapping[Place, FileRow]) -> bool:
    """Whether `ask` would find a problem worth another look among what is known."""
    troubled = [place for place, row in found.items() if row.problem is not None]
    if not troubled:
        return False
    now = dialects.now(connection)
    stamps = _stamps(connection, repository, troubled)
    return any(_may_be_over(problem, asked, now) for _, problem, asked in stamps.values())


def waiting(connection: Connection, repository: str, *, limit: int) -> list[Place]:
    """Files that a worker should bring, those first that were asked for last: somebody looks at them now."""
    a = asked_file.c
    asked = select(a.commit, a.path).where(a.repository == repository, a.content.is_(None), a.problem.is_(None))
    rows = connection.execute(asked.order_by(a.asked.desc(), a.commit, a.path).limit(limit))
    return [(row[0], row[1]) for row in rows]


def known_contents(connection: Connection, repository: str, ids: Collection[str]) -> set[str]:
    """Which contents are here already."""
    return set(_used(connection, repository, ids))


def bring(
    connection: Connection, repository: str, brought: Iterable[Brought], contents: Mapping[str, bytes], *, budget: int
) -> None:
    """Write down what became of files, and wake who waits for them. Of all contents of the repository so many bytes
    are kept, those first that were used last."""
    now = dialects.now(connection)
    rows = [
        {"repository": repository, "id": id, "size": len(data), "bytes": data, "used": now}
        for id, data in contents.items()
    ]
    if rows:
        connection.execute(dialects.insert(connection, content).on_conflict_do_nothing(), rows)
    for one in brought:
        here = (asked_file.c.commit == one.commit, asked_file.c.path == one.path)
        connection.execute(
            update(asked_file)
            .where(asked_file.c.repository == repository, *here)
            .values(content=one.id, problem=dict(one.problem) if one.problem else None)
        )
    _forget(connection, repository, budget)
    wakeups.wake(connection)


def forget_problems(connection: Connection, repository: str) -> None:
    """Look again for whatever could not be had: something has changed."""
    connection.execute(
        delete(asked_file).where(asked_file.c.repository == repository, asked_file.c.problem.is_not(None))
    )


def _may_be_over(problem: Any, asked: float, now: float) -> bool:
    return problem is not None and problem["type"] not in FINAL and asked < now - PROBLEM_SECONDS


def _forget(connection: Connection, repository: str, budget: int) -> None:
    """Forget the contents that were not used for longest, as far as all are too many."""
    of = content.c.repository == repository
    if (connection.scalar(select(func.sum(content.c.size)).where(of)) or 0) <= budget:
        return
    total = 0
    gone = []
    newest_first = (content.c.used.desc(), content.c.id)
    for id, size in connection.execute(select(content.c.id, content.c.size).where(of).order_by(*newest_first)):
        total += size
        if total > budget:
            gone.append(id)
    for start in range(0, len(gone), CHUNK):
        some = gone[start : start + CHUNK]
        connection.execute(delete(content).where(of, content.c.id.in_(some)))
        # the places go with them: whoever looks again asks again
        connection.execute(
            delete(asked_file).where(asked_file.c.repository == repository, asked_file.c.content.in_(some))
        )


def _stamps(
    connection: Connection, repository: str, wanted: Collection[Place]
) -> dict[Place, tuple[str | None, Any, float]]:
    a = asked_file.c
    asked = select(a.commit, a.path, a.content, a.problem, a.asked).where(a.repository == repository)
    return {
        (row[0], row[1]): (row[2], row[3], row[4])
        for chunk in _chunks(wanted)
        for row in connection.execute(asked.where(tuple_(a.commit, a.path).in_(chunk)))
    }


def _used(connection: Connection, repository: str, ids: Collection[str]) -> dict[str, float]:
    listed = sorted(ids)
    asked = select(content.c.id, content.c.used).where(content.c.repository == repository)
    return {
        row[0]: row[1]
        for start in range(0, len(listed), CHUNK)
        for row in connection.execute(asked.where(content.c.id.in_(listed[start : start + CHUNK])))
    }


def _chunks(places: Collection[Place]) -> Iterator[list[Place]]:
    listed = list(places)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
