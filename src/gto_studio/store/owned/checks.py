"""What CI says of commits, as a forge told it: which ones to ask about, when again, and what was said.

An observation, kept beside: the forge can be asked again. Times are seconds since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, select, update

from gto_studio.store import dialects
from gto_studio.store.owned import jobs, notices
from gto_studio.store.owned.tables import commit_check as table
from gto_studio.store.owned.tables import repository as repositories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

#: A forge that tells us of every step of a CI run is asked about a commit no more often than this.
ASKED_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class CheckRow:
    """`checks` are documents with `name`, `state`, `url`, `started` and `ended`; `due` None: it is not asked about
    again by itself."""

    repository: str
    commit: str
    checks: list[dict[str, Any]]
    watched: float
    asked: float | None
    due: float | None


def watch(connection: Connection, repository: str, commits: Iterable[str], *, now: float | None = None) -> None:
    """Ask the forge about these commits from now on, and soon; what was known of them stays until it answers."""
    at = dialects.now(connection) if now is None else now
    # in one order, so that two who watch the same never wait for each other
    rows = [
        {"repository": repository, "commit": commit, "checks": [], "watched": at, "due": at}
        for commit in sorted(set(commits))
    ]
    if not rows:
        return
    new = dialects.insert(connection, table).values(rows)
    again = {"watched": new.excluded.watched, "due": new.excluded.due}
    connection.execute(new.on_conflict_do_update(index_elements=["repository", "commit"], set_=again))
    jobs.want(connection, jobs.CHECKS, repository, now=now)


def hurry(connection: Connection, repository: str, commit: str, *, now: float | None = None) -> bool:
    """There is news of a commit: ask about it soon. False: nobody watches it."""
    at = dialects.now(connection) if now is None else now
    row = one(connection, repository, commit)
    if row is None:
        return False
    due = max(at, (row.asked or 0.0) + ASKED_AGAIN_SECONDS)
    if row.due is None or due < row.due:
        connection.execute(update(table).where(_is(repository, commit)).values(due=due))
    jobs.want(connection, jobs.CHECKS, repository, now=now)
    return True


def hurry_all(connection: Connection, repository: str, *, now: float | None = None) -> None:
    """There is news of some commit: ask about all that are followed, soon."""
    at = dialects.now(connection) if now is None else now
    soon = case(
        (table.c.asked.is_(None), at),
        (table.c.asked + ASKED_AGAIN_SECONDS < at, at),
        else_=table.c.asked + ASKED_AGAIN_SECONDS,
    )
    mine = (table.c.repository == repository, table.c.due > soon)
    if connection.execute(update(table).where(*mine).values(due=soon)).rowcount:
        jobs.want(connection, jobs.CHECKS, repository, now=now)


def due(connection: Connection, repository: str, *, now: float, limit: int) -> list[CheckRow]:
    """Those whose time has come, the longest first."""
    question = select(table).where(table.c.repository == repository, table.c.due <= now)
    return [CheckRow(*row) for row in connection.execute(question.order_by(table.c.due, table.c.commit).limit(limit))]


def next_due(connection: Connection, repository: str) -> float | None:
    """When the next one is to be asked about; None: none is."""
    found: float | None = connection.scalar(select(func.min(table.c.due)).where(table.c.repository == repository))
    return found


def count_followed(connection: Connection, repository: str) -> int:
    """How many are asked about again by themselves."""
    question = select(func.count()).where(table.c.repository == repository, table.c.due.is_not(None))
    return connection.scalar(question) or 0


def put_off(connection: Connection, repository: str, until: float | None) -> None:
    """The forge is not to be asked before then; None: not at all, unless somebody asks."""
    waiting = table.c.due.is_not(None) if until is None else table.c.due < until
    connection.execute(update(table).where(table.c.repository == repository, waiting).values(due=until))


def told(
    connection: Connection,
    repository: str,
    answers: Sequence[tuple[CheckRow, list[dict[str, Any]], float | None]],
    *,
    now: float,
) -> list[str]:
    """The forge was asked: (the row as it was, what is said now, when to ask again) of each. Pages hear of those that
    say something new, which are given. Of a commit that somebody hurried meanwhile the earlier time stays."""
    for row, said, again in answers:
        values: dict[str, Any] = {"checks": said, "asked": now}
        mine = _is(repository, row.commit)
        connection.execute(update(table).where(mine).values(**values))
        unhurried = table.c.due.is_(None) if row.due is None else table.c.due == row.due
        connection.execute(update(table).where(mine, unhurried).values(due=again))
    news = [row.commit for row, said, _ in answers if said != row.checks or row.asked is None]
    if news:
        team = connection.scalar(select(repositories.c.team).where(repositories.c.id == repository))
        notices.tell(connection, "checks", {"repository": repository, "commits": news}, team=team, now=now)
    return news


def one(connection: Connection, repository: str, commit: str) -> CheckRow | None:
    row = connection.execute(select(table).where(_is(repository, commit))).one_or_none()
    return CheckRow(*row) if row else None


def of_repository(connection: Connection, repository: str, commits: Collection[str] | None = None) -> list[CheckRow]:
    """What is known of these commits; None: of all that are watched, or were lately."""
    question = select(table).where(table.c.repository == repository).order_by(table.c.commit)
    if commits is not None:
        question = question.where(table.c.commit.in_(commits))
    return [CheckRow(*row) for row in connection.execute(question)]


def watched(connection: Connection, repository: str) -> dict[str, float]:
    """Since when each commit is watched, or was last."""
    question = select(table.c.commit, table.c.watched).where(table.c.repository == repository)
    return {row.commit: row.watched for row in connection.execute(question)}


def clear(connection: Connection, *, before: float) -> int:
    """Forget those that were watched last before this moment."""
    return connection.execute(delete(table).where(table.c.watched < before)).rowcount


def _is(repository: str, commit: str) -> Any:
    return (table.c.repository == repository) & (table.c.commit == commit)
