"""Changes: registry actions, edits of files and refs, and notes on commits that people asked for through Studio, from
the asking to what the remote has.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from sqlalchemy import select, update

from gto_studio.errors import NotFound
from gto_studio.rules.edits.asked import ACTIONS as EDITS
from gto_studio.store.owned import jobs
from gto_studio.store.owned.tables import change as table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

#: What a change of a note is called in the place of an action; `request` has `commit` and `text` besides.
NOTE = "note"

State = Literal["queued", "running", "done", "failed"]


class TagMade(TypedDict):
    """A tag with the ids of its object and of the commit that it leads to."""

    tag: str
    object: str
    commit: str


class _Planned(TagMade):
    plan: int


class TagAnnounced(_Planned, total=False):
    """A tag that may have been pushed. `plan`: the number of the decision it is of, 1 the first. Of a branch also the
    pull request that is to be opened from it: `title`, `body`, `base`, `head`."""

    pull_request: dict[str, str]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    id: str
    repository: str
    person: str | None
    author: str
    author_email: str
    request: dict[str, Any]
    state: State
    planned: list[TagAnnounced]
    tags: list[TagMade]
    error: dict[str, Any] | None
    created: float
    ended: float | None


_ACTION = table.c.request["action"].as_string()
_IS_ACTION = _ACTION.not_in([NOTE, *EDITS])


def is_note(change: ChangeRow) -> bool:
    """Whether it is about what somebody writes of a commit, and not about the registry."""
    return change.request.get("action") == NOTE


def is_edit(change: ChangeRow) -> bool:
    """Whether it is about files, branches or experiments. Its `tags` are then full refs."""
    return change.request.get("action") in EDITS


def add(connection: Connection, new: ChangeRow) -> None:
    """Write down what somebody asks for, and want it done."""
    connection.execute(table.insert().values(asdict(new)))
    jobs.want(connection, jobs.CHANGE, new.id)


def find(connection: Connection, id: str) -> ChangeRow | None:
    row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return ChangeRow(*row) if row else None


def get(connection: Connection, id: str) -> ChangeRow:
    """Raises NotFound."""
    found = find(connection, id)
    if found is None:
        raise NotFound("There is no such change")
    return found


def by_ids(connection: Connection, ids: Collection[str]) -> dict[str, ChangeRow]:
    """Those of these ids that there are."""
    return {row.id: ChangeRow(*row) for row in connection.execute(select(table).where(table.c.id.in_(ids)))}


def of_repositories(
    connection: Connection,
    repositories: Collection[str],
    *,
    states: Collection[State] | None = None,
    before: str | None = None,
    limit: int = 100,
) -> list[ChangeRow]:
    """Registry actions, the newest first; `before` is the id of the last one of the page before."""
    question = select(table).where(table.c.repository.in_(repositories), _IS_ACTION)
    question = question.order_by(table.c.id.desc()).limit(limit)
    if states is not None:
        question = question.where(table.c.state.in_(states))
    if before is not None:
        question = question.where(table.c.id < before)
    return [ChangeRow(*row) for row in connection.execute(question)]


def edits_of(connection: Connection, repository: str, *, limit: int = 100) -> list[ChangeRow]:
    """Edits, the newest first."""
    question = select(table).where(table.c.repository == repository, _ACTION.in_(EDITS))
    rows = connection.execute(question.order_by(table.c.id.desc()).limit(limit))
    return [ChangeRow(*row) for row in rows]


def under_way(connection: Connection, repositories: Collection[str]) -> list[ChangeRow]:
    """Registry actions that have not ended, the oldest first."""
    question = (
        select(table)
        .where(table.c.repository.in_(repositories), table.c.state.in_(["queued", "running"]), _IS_ACTION)
        .order_by(table.c.id)
    )
    return [ChangeRow(*row) for row in connection.execute(question)]


def announce(connection: Connection, id: str, planned: Sequence[TagAnnounced]) -> None:
    """Say what is about to be pushed. Who takes over after a crash looks for these very objects."""
    _write(connection, id, state="running", planned=list(planned))


def again(connection: Connection, id: str) -> None:
    """Take up one that failed: what it made stays, and what is left is done."""
    _write(connection, id, state="queued", error=None, ended=None)
    jobs.want(connection, jobs.CHANGE, id)


def done(connection: Connection, id: str, tags: Sequence[TagMade], *, now: float) -> None:
    """It is on the remote: these tags were read back from there."""
    _write(connection, id, state="done", tags=list(tags), error=None, ended=now)


def failed(connection: Connection, id: str, error: dict[str, Any], tags: Sequence[TagMade] = (), *, now: float) -> None:
    """It will not be done: `error` has code, message, hint and at. `tags`: what was made of it before."""
    _write(connection, id, state="failed", error=error, tags=list(tags), ended=now)


def _write(connection: Connection, id: str, **values: Any) -> None:
    if connection.execute(update(table).where(table.c.id == id).values(**values)).rowcount != 1:
        raise NotFound("There is no such change")
