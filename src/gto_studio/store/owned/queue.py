"""Queued experiments: what is to be run, who has it, and how it ended.

A runner takes one with a lease under a name that no other claim has (`claim`), and reports under that name. Who is not
heard of loses it: it waits again (`settle`), and from then on belongs to whoever takes it next. A runner that comes
back before that goes on as if nothing had been.

`now` is for tests; else the database's own clock counts.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from sqlalchemy import and_, delete, func, or_, select, update

from gto_studio.errors import LeaseLost, NotFound
from gto_studio.rules.queueing import ATTEMPTS_MOST
from gto_studio.store import dialects
from gto_studio.store.derived.tables import experiment
from gto_studio.store.owned.tables import queued_experiment as table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

State: TypeAlias = Literal["queued", "running", "done", "failed", "cancelled"]
OPEN = ("queued", "running")

#: Two who ask for experiments of one commit at once choose their names one after the other.
TURN = 0x67746F71


@dataclass(frozen=True, slots=True)
class QueuedRow:
    """One, without its log, which is long."""

    id: str
    project: str
    repository: str
    person: str | None
    author: str
    author_email: str
    baseline: str
    name: str
    params: dict[str, dict[str, Any]]
    data: dict[str, Any]
    command: str | None
    time_limit: float
    state: State
    cancel: bool
    runner: str | None
    claim: str | None
    lease_until: float | None
    attempts: int
    ref: str | None
    commit: str | None
    error: dict[str, Any] | None
    created: float
    started: float | None
    ended: float | None


_COLUMNS = [table.c[field.name] for field in fields(QueuedRow)]


# --- asking -----------------------------------------------------------------------------------------------------------


def taken_names(connection: Connection, repository: str, baseline: str) -> set[str]:
    """Names of experiments of a commit: those that are in Git, and those that wait or run. Whoever asks for them to
    choose others (`add`) holds everybody else up until the transaction ends."""
    dialects.take_turn(connection, TURN)
    e = experiment.c
    there = select(e.name).where(e.repository == repository, e.baseline == baseline)
    waiting = select(table.c.name).where(
        table.c.repository == repository, table.c.baseline == baseline, table.c.state.in_(OPEN)
    )
    return {*connection.scalars(there), *connection.scalars(waiting)}


def add(connection: Connection, rows: Sequence[QueuedRow]) -> None:
    connection.execute(table.insert(), [{**asdict(row), "log": ""} for row in rows])


def count_open(connection: Connection, project: str) -> int:
    """How many of a project wait or run."""
    asked = select(func.count()).select_from(table).where(table.c.project == project, table.c.state.in_(OPEN))
    return connection.scalar(asked) or 0


def get(connection: Connection, id: str, *, project: str | None = None) -> QueuedRow:
    """Raises NotFound; also if it is not of the project."""
    asked = select(*_COLUMNS).where(table.c.id == id)
    if project is not None:
        asked = asked.where(table.c.project == project)
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise NotFound("There is no such experiment in the queue")
    return QueuedRow(*row)


def log(connection: Connection, id: str) -> str:
    """The end of what its program printed."""
    return connection.scalar(select(table.c.log).where(table.c.id == id)) or ""


def of_project(connection: Connection, project: str, *, limit: int) -> list[QueuedRow]:
    """The newest first."""
    asked = select(*_COLUMNS).where(table.c.project == project).order_by(table.c.id.desc()).limit(limit)
    return [QueuedRow(*row) for row in connection.execute(asked)]


def cancel(connection: Connection, row: QueuedRow, *, now: float | None = None) -> None:
    """End it: at once if nobody has it, else whoever has it is told. What has ended stays as it is."""
    at = _now(connection, now)
    nobody = or_(table.c.state == "queued", and_(table.c.state == "running", table.c.lease_until <= at))
    this = table.c.id == row.id
    ended = update(table).where(this, nobody).values(state="cancelled", cancel=True, ended=at, claim=None)
    if connection.execute(ended).rowcount == 0:
        connection.execute(update(table).where(this, table.c.state == "running").values(cancel=True))


def remove(connection: Connection, id: str) -> bool:
    """Forget one that has ended; False if it has not."""
    asked = delete(table).where(table.c.id == id, table.c.state.not_in(OPEN))
    return connection.execute(asked).rowcount > 0


# --- running ----------------------------------------------------------------------------------------------------------


def is_due(connection: Connection, projects: Collection[str], *, now: float | None = None) -> bool:
    """Whether there may be something to take: cheap to ask, and takes no lock."""
    lost = and_(table.c.state == "running", table.c.lease_until <= _now(connection, now))
    asked = select(table.c.id).where(table.c.project.in_(projects), or_(table.c.state == "queued", lost)).limit(1)
    return connection.execute(asked).first() is not None


def claim(
    connection: Connection,
    projects: Collection[str],
    *,
    runner: str,
    claim: str,
    lease_seconds: float,
    now: float | None = None,
) -> QueuedRow | None:
    """Take the one that waits longest in these projects; None: none does."""
    at = _now(connection, now)
    due = select(table.c.id).where(table.c.project.in_(projects), table.c.state == "queued").order_by(table.c.id)
    found = connection.execute(due.limit(1).with_for_update(skip_locked=True)).first()
    if found is None:
        return None
    taken = (
        update(table)
        .where(table.c.id == found.id)
        .values(
            state="running",
            runner=runner,
            claim=claim,
            lease_until=at + lease_seconds,
            started=at,
            attempts=table.c.attempts + 1,
            error=None,
        )
        .returning(*_COLUMNS)
    )
    return QueuedRow(*connection.execute(taken).one())


def set_command(connection: Connection, id: str, command: str | None) -> None:
    """What whoever has taken it is told to run."""
    connection.execute(update(table).where(table.c.id == id).values(command=command))


def held(connection: Connection, id: str, claim: str) -> QueuedRow:
    """The row as long as this transaction lasts, for whoever has it, or had it when it ended. LeaseLost."""
    asked = select(*_COLUMNS).where(table.c.id == id, table.c.claim == claim).with_for_update()
    row = connection.execute(asked).one_or_none()
    if row is None:
        raise LeaseLost("experiment", id)
    return QueuedRow(*row)


def renew(connection: Connection, id: str, *, lease_seconds: float, log: str | None, now: float | None = None) -> None:
    """Whoever has it was heard of. `log` None: nothing new."""
    values: dict[str, Any] = {"state": "running", "lease_until": _now(connection, now) + lease_seconds}
    if log is not None:
        values["log"] = log
    connection.execute(update(table).where(table.c.id == id).values(**values))


def end(
    connection: Connection,
    id: str,
    state: State,
    *,
    log: str | None = None,
    ref: str | None = None,
    commit: str | None = None,
    error: dict[str, Any] | None = None,
    now: float | None = None,
) -> None:
    """It is done, has failed or was cancelled. The claim stays, so that who tells it twice is told the same."""
    values: dict[str, Any] = {"state": state, "lease_until": None, "ref": ref, "commit": commit, "error": error}
    if log is not None:
        values["log"] = log
    connection.execute(update(table).where(table.c.id == id).values(**values, ended=_now(connection, now)))


def give_back(connection: Connection, id: str) -> None:
    """Leave it to somebody else, as if it had not been taken."""
    values = {"state": "queued", "claim": None, "runner": None, "lease_until": None, "started": None}
    connection.execute(
        update(table).where(table.c.id == id).values(**values, attempts=table.c.attempts - 1, log="", cancel=False)
    )


def settle(connection: Connection, *, now: float | None = None) -> list[QueuedRow]:
    """See to those whose runner was not heard of in time: they wait again, or end, if somebody wanted that or it
    happened too often. As they are then."""
    at = _now(connection, now)
    lost = (table.c.state == "running", table.c.lease_until <= at)
    ids = list(connection.scalars(select(table.c.id).where(*lost).with_for_update(skip_locked=True)))
    if not ids:
        return []
    these = table.c.id.in_(ids)
    error = {
        "code": "runner-lost",
        "message": f"{ATTEMPTS_MOST} runners in a row ended in the midst of it, or were cut off",
        "hint": "look what became of them where they run; a training may take all the memory that there is",
        "at": at,
    }
    ended = {"lease_until": None, "claim": None, "ended": at}
    connection.execute(update(table).where(these, table.c.cancel.is_(True)).values(state="cancelled", **ended))
    often = and_(table.c.cancel.is_(False), table.c.attempts >= ATTEMPTS_MOST)
    connection.execute(update(table).where(these, often).values(state="failed", error=error, **ended))
    connection.execute(update(table).where(these, table.c.state == "running").values(state="queued", lease_until=None))
    asked = select(*_COLUMNS).where(these).order_by(table.c.id)
    return [QueuedRow(*row) for row in connection.execute(asked)]


def any_to_settle(connection: Connection, *, now: float | None = None) -> bool:
    """Whether `settle` would find something: takes no lock."""
    lost = (table.c.state == "running", table.c.lease_until <= _now(connection, now))
    return connection.execute(select(table.c.id).where(*lost).limit(1)).first() is not None


def any_ended(connection: Connection, *, before: float) -> bool:
    """Whether `clear` would find something."""
    return connection.execute(select(table.c.id).where(table.c.ended < before).limit(1)).first() is not None


def clear(connection: Connection, *, before: float) -> int:
    """Forget those that ended before this moment; how many."""
    return connection.execute(delete(table).where(table.c.ended < before)).rowcount


def _now(connection: Connection, given: float | None) -> float:
    return dialects.now(connection) if given is None else given
