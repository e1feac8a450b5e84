"""What CI says of commits: which ones are followed, and the job that asks the forge about them until all has ended.

a sync, a push of ours, a page, a hook ──▶ commit_check.due ──▶ the forge ──▶ what it says ──▶ a notice
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from gto_studio.errors import NoRepositoryThere, RateLimited
from gto_studio.jobs.work import Work
from gto_studio.rules import checking as rules
from gto_studio.store import dialects
from gto_studio.store.derived import commits
from gto_studio.store.owned import checks, repositories

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection

    from gto_studio.forges.contract import Forge
    from gto_studio.jobs.work import Task
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.checks import CheckRow
    from gto_studio.store.owned.repositories import RepositoryRow

    #: The forge of a repository and what it calls it, to be asked in nobody's own name; None: it cannot be asked.
    Opening = Callable[[RepositoryRow], AbstractContextManager[tuple[Forge, str] | None]]
    #: What is to be written of a commit: the row as it was, what is said now, when to ask again.
    Told = tuple[CheckRow, list[dict[str, Any]], float | None]

#: So many commits are asked about in one go, before somebody else's job has its turn.
TOGETHER_MOST = 30
#: A forge's list of checks of one commit is kept so far.
CHECKS_MOST = 200


def follow_news(store: Store, repository: str) -> None:
    """Begin to follow what is new in a repository since it was last read: heads of branches, and registry tags."""
    with store.reading() as connection:
        row = repositories.find(connection, repository)
        if row is None or not rules.is_asked(row.forge):
            return
        now = dialects.now(connection)
        found = commits.newest_of_refs(connection, repository, since=now - rules.RECENT_SECONDS)
        fresh = rules.worth_watching(found, checks.watched(connection, repository), now=now)
    if fresh:
        with store.writing() as connection:
            checks.watch(connection, repository, fresh)


def checking(opening: Opening) -> Work:
    """The work of asking about the commits of a repository that are followed."""

    def do(task: Task) -> None:
        with task.store.reading() as connection:
            repository = repositories.get(connection, task.subject)
            now = dialects.now(connection)
            rows = checks.due(connection, repository.id, now=now, limit=TOGETHER_MOST)
            among = checks.count_followed(connection, repository.id)
        if not rows:
            return
        with opening(repository) as opened:
            if opened is None:  # nothing lets us in: whoever connects the forge has it asked again
                with task.writing() as connection:
                    checks.put_off(connection, repository.id, None)
                return
            _ask(task, *opened, rows, _Terms(now, among))

    return Work(do, interval=_next)


@dataclass(frozen=True, slots=True)
class _Terms:
    """When this is, and how many commits of the repository are followed."""

    now: float
    among: int


def _ask(task: Task, forge: Forge, name: str, rows: list[CheckRow], terms: _Terms) -> None:
    """Ask about these commits; what was heard until something went wrong is kept."""
    answers: list[Told] = []
    until: float | None = None
    try:
        for number, row in enumerate(rows):
            task.say("asking", number, len(rows))
            answers.append(_told(forge, name, row, terms))
    except RateLimited as error:
        until = error.until
    finally:
        with task.writing() as connection:
            now = dialects.now(connection)
            if until is not None:
                checks.put_off(connection, task.subject, until)
            checks.told(
                connection,
                task.subject,
                [(row, said, None if again is None else now + again) for row, said, again in answers],
                now=now,
            )


def _told(forge: Forge, name: str, row: CheckRow, terms: _Terms) -> Told:
    """What is said of a commit, and in how many seconds to ask again."""
    try:
        said = [asdict(check) for check in forge.checks(name, row.commit)][:CHECKS_MOST]
    except NoRepositoryThere:  # it has the commit no more, or not yet
        said = []
    states = [check["state"] for check in said]
    age = max(0.0, terms.now - row.watched)
    active = rules.is_active(states)
    return row, said, rules.wait(rules.overall(states), active=active, watched_seconds=age, among=terms.among)


def _next(connection: Connection, repository: str) -> float | None:
    due = checks.next_due(connection, repository)
    return None if due is None else max(1.0, due - dialects.now(connection))
