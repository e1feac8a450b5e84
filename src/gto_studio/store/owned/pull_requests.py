"""Pull requests that Studio opened, from their opening until somebody merged or closed them.

They are watched by the job `PULLS` of their repository. A row ends once: who finds it ended leaves it as it is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, update

from gto_studio.store.dialects import insert
from gto_studio.store.owned import jobs
from gto_studio.store.owned.tables import pull_request as table

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

State = Literal["open", "merged", "closed"]


@dataclass(frozen=True, slots=True)
class PullRequestRow:
    """`number` None: the server has no pull requests, and people merge the branch. `head_commit`: as Studio pushed it.
    `promotion`: what its merging assigns, as `rules.promotions.Promotion`; `assigning`: the change that does."""

    id: str
    repository: str
    change: str
    number: int | None
    url: str | None
    title: str
    head: str
    head_commit: str
    base: str
    promotion: dict[str, Any] | None
    state: State
    why: str | None
    assigning: str | None
    opened: float
    looked: float | None
    ended: float | None


def opened(connection: Connection, new: PullRequestRow) -> None:
    """Write down that it is there, and watch it from now on. A change that is carried out again opens none again."""
    known = insert(connection, table).values(asdict(new))
    connection.execute(known.on_conflict_do_nothing(index_elements=["change", "head", "base"]))
    jobs.want(connection, jobs.PULLS, new.repository)


def of_changes(connection: Connection, changes: Collection[str]) -> dict[str, list[PullRequestRow]]:
    """By the change that opened them, in the order in which they were opened."""
    found: dict[str, list[PullRequestRow]] = {}
    for row in connection.execute(select(table).where(table.c.change.in_(changes)).order_by(table.c.id)):
        found.setdefault(row.change, []).append(PullRequestRow(*row))
    return found


def of_repositories(
    connection: Connection, repositories: Collection[str], *, state: State | None = None, limit: int = 200
) -> list[PullRequestRow]:
    """The newest first."""
    question = select(table).where(table.c.repository.in_(repositories)).order_by(table.c.id.desc()).limit(limit)
    if state is not None:
        question = question.where(table.c.state == state)
    return [PullRequestRow(*row) for row in connection.execute(question)]


def any_open(connection: Connection, repository: str) -> bool:
    """Whether anything of a repository is watched."""
    question = select(table.c.id).where(table.c.repository == repository, table.c.state == "open").limit(1)
    return connection.execute(question).first() is not None


def looked_at(connection: Connection, id: str, *, now: float) -> None:
    """It is still open."""
    connection.execute(update(table).where(table.c.id == id, table.c.state == "open").values(looked=now))


def end(
    connection: Connection,
    id: str,
    state: Literal["merged", "closed"],
    *,
    why: str | None = None,
    assigning: str | None = None,
    now: float,
) -> bool:
    """Write down how it ended. False: that was written down before, and stays as it is."""
    ended = (
        update(table)
        .where(table.c.id == id, table.c.state == "open")
        .values(state=state, why=why, assigning=assigning, looked=now, ended=now)
    )
    return connection.execute(ended).rowcount == 1
