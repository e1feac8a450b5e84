"""Jobs: what is wanted, who is at it, and how it went.

A job is a subject that something of a kind is to be done to: `wanted` counts how often that was asked for, `done` up
to which asking it is done. Whoever works on it holds a lease in his own name, renews it, and gives it back. When a
lease runs out somebody else takes over, so a job may run twice; but of two who believe to hold it, only the one
whose name is in the row can write (`hold`).

`now` is for tests; else the database's own clock counts, so that machines need not agree on the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, case, delete, func, literal, or_, select, tuple_, update

from gto_studio.errors import LeaseLost
from gto_studio.store import dialects, wakeups
from gto_studio.store.owned import notices
from gto_studio.store.owned.tables import change, job, repository

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

SYNC = "sync"
CHANGE = "change"
PULLS = "pulls"  # pull requests that Studio opened; the subject is the repository
FILES = "files"  # of commits that somebody looks at; the subject is the repository
HOOKS = "hooks"  # ours at a forge, set up and repaired; the subject is the repository
CONNECTION = "connection"  # whether a forge takes what a git connection holds, and which repositories it lists
CHECKS = "checks"  # what CI says of commits; the subject is the repository
LACKING = "lacking"  # values outside of Git that were not to be had; the subject is the repository
TELL = "tell"  # a subscription what happened

#: Those whose subject is a repository.
OF_REPOSITORY = (SYNC, FILES, HOOKS, CHECKS, PULLS, LACKING)
#: Those that are wanted again by themselves, when their time has come.
TIMED = (SYNC, HOOKS, CHECKS, PULLS, TELL)

#: When a job is wanted again that has no timetable: not by itself.
NEVER = 1e12

State = Literal["never", "queued", "running", "ok", "failed"]


@dataclass(frozen=True, slots=True)
class JobRow:
    kind: str
    subject: str
    wanted: int
    done: int
    #: Not to be started earlier. Of a job that is done: when it will be wanted again; see `next_at`.
    not_before: float
    worker: str | None
    lease_until: float | None
    attempts: int
    started: float | None
    finished: float | None
    progress: dict[str, Any] | None
    error: dict[str, Any] | None

    @property
    def next_at(self) -> float | None:
        """When it is tried or wanted again by itself; None: only if somebody asks."""
        return None if self.not_before >= NEVER else self.not_before

    def state(self, now: float) -> State:
        """What to call it on a page."""
        if self.lease_until is not None and self.lease_until > now:
            return "running"
        if self.wanted > self.done and (self.not_before <= now or self.error is None):
            return "queued"
        if self.error is not None:
            return "failed"
        return "ok" if self.finished is not None else "never"


@dataclass(frozen=True, slots=True)
class Claim:
    """A job in hand. `worker` is a name that no other claim has."""

    kind: str
    subject: str
    worker: str
    wanted: int  # the asking that this claim answers
    attempts: int  # in vain until now, in a row
    taken_over: bool  # from a worker that was not heard of again


# --- asking ---------------------------------------------------------------------------------------------------------


def want(connection: Connection, kind: str, subject: str, *, now: float | None = None) -> None:
    """Ask for a job, as soon as somebody is free. However often it is asked for, it is done once for all of them."""
    at = _now(connection, now)
    asked = dialects.insert(connection, job).values(
        kind=kind, subject=subject, wanted=1, done=0, not_before=at, attempts=0
    )
    waiting = and_(job.c.wanted > job.c.done, job.c.not_before < at)
    connection.execute(
        asked.on_conflict_do_update(
            index_elements=["kind", "subject"],
            set_={"wanted": job.c.wanted + 1, "not_before": case((waiting, job.c.not_before), else_=at)},
        )
    )
    wakeups.wake(connection)


def want_anew(
    connection: Connection, kind: str, subject: str, *, seconds: float = 0.0, now: float | None = None
) -> None:
    """Ask for a job in so many seconds, as if it had never been tried in vain."""
    at = _now(connection, now)
    want(connection, kind, subject, now=at)
    this = and_(job.c.kind == kind, job.c.subject == subject)
    connection.execute(update(job).where(this).values(attempts=0, error=None, not_before=at + seconds))


def want_all_syncs(connection: Connection, *, now: float | None = None) -> None:
    """Every repository is to be read again."""
    for subject in connection.execute(select(repository.c.id).order_by(repository.c.id)).scalars().all():
        want(connection, SYNC, subject, now=now)


def want_due(connection: Connection, *, now: float | None = None) -> int:
    """Ask for each job whose time has come, and for the sync of each repository that has none; how many."""
    at = _now(connection, now)
    fresh = select(
        literal(SYNC), repository.c.id, literal(1), literal(0), literal(at), literal(0)
    ).where(
        _never_wanted(),
    )  # fmt: skip
    columns = ["kind", "subject", "wanted", "done", "not_before", "attempts"]
    missing = dialects.insert(connection, job).from_select(columns, fresh).on_conflict_do_nothing()
    added = len(connection.execute(missing.returning(job.c.subject)).all())
    # what somebody holds just now is left for the next time, so two who ask at once never wait for each other
    free = select(job.c.subject).where(_time_has_come(at)).with_for_update(skip_locked=True)
    asked = update(job).where(job.c.subject.in_(free), _time_has_come(at)).values(wanted=job.c.wanted + 1)
    due = connection.execute(asked).rowcount
    if added + due > 0:
        wakeups.wake(connection)
    return added + due


def any_to_want(connection: Connection, *, now: float | None = None) -> bool:
    """Whether `want_due` would find something: cheap to ask, and takes no lock."""
    if connection.execute(select(job.c.subject).where(_time_has_come(_now(connection, now))).limit(1)).first():
        return True
    return connection.execute(select(repository.c.id).where(_never_wanted()).limit(1)).first() is not None


def is_due(connection: Connection, kinds: Sequence[str], *, now: float | None = None) -> bool:
    """Whether `claim` would find something: cheap to ask, and takes no lock."""
    question = select(job.c.subject).where(job.c.kind.in_(kinds), _free(_now(connection, now))).limit(1)
    return connection.execute(question).first() is not None


def of(connection: Connection, kind: str, subjects: Collection[str]) -> dict[str, JobRow]:
    """The jobs of these subjects, by subject. Who has never been asked for is missing."""
    question = select(job).where(job.c.kind == kind, job.c.subject.in_(subjects))
    return {row.subject: JobRow(*row) for row in connection.execute(question)}


def every(connection: Connection, kind: str | None = None) -> list[JobRow]:
    question = select(job).order_by(job.c.kind, job.c.subject)
    if kind is not None:
        question = question.where(job.c.kind == kind)
    return [JobRow(*row) for row in connection.execute(question)]


def waiting(connection: Connection, *, now: float | None = None) -> tuple[int, float | None]:
    """How many jobs are due and in nobody's hands, and for how many seconds the oldest of them has been."""
    at = _now(connection, now)
    question = select(func.count(), func.min(job.c.not_before)).where(_free(at))
    count, oldest = connection.execute(question).one()
    return count, None if oldest is None else max(0.0, at - oldest)


# --- working --------------------------------------------------------------------------------------------------------


def claim(
    connection: Connection,
    kinds: Sequence[str],
    worker: str,
    *,
    lease_seconds: float,
    now: float | None = None,
) -> Claim | None:
    """Take a job that is due, of the first kind that has one, the one that waits longest; None: there is none."""
    at = _now(connection, now)
    order = case({kind: position for position, kind in enumerate(kinds)}, value=job.c.kind)
    due = (
        select(job.c.kind, job.c.subject)
        .where(job.c.kind.in_(kinds), _free(at))
        .order_by(order, job.c.not_before, job.c.subject)
        .limit(1)
    )
    found = connection.execute(due.add_columns(job.c.lease_until).with_for_update(skip_locked=True)).first()
    if found is None:
        return None
    left = found.lease_until is not None
    row = connection.execute(
        update(job)
        .where(tuple_(job.c.kind, job.c.subject) == (found.kind, found.subject))
        .values(
            worker=worker,
            lease_until=at + lease_seconds,
            started=at,
            progress=None,
            attempts=job.c.attempts + int(left),
        )
        .returning(job.c.wanted, job.c.attempts)
    ).one()
    _tell(connection, found.kind, found.subject, at)
    return Claim(found.kind, found.subject, worker, row.wanted, row.attempts, left)


def renew(connection: Connection, held: Claim, *, lease_seconds: float, now: float | None = None) -> bool:
    """Hold on to a job; False: somebody else has it, or it is gone."""
    until = _now(connection, now) + lease_seconds
    return connection.execute(update(job).where(_mine(held)).values(lease_until=until)).rowcount == 1


def hold(connection: Connection, held: Claim) -> None:
    """Make sure that whatever this transaction writes is written by the holder: nobody can take over before it ends.

    Raises LeaseLost.
    """
    if connection.execute(select(job.c.worker).where(_mine(held)).with_for_update()).first() is None:
        raise LeaseLost(held.kind, held.subject)


def progress(connection: Connection, held: Claim, what: dict[str, Any], *, now: float | None = None) -> None:
    """Say how far it is: `{"phase": "fetching", "done": 3, "of": 10}`. Raises LeaseLost."""
    _release(connection, held, {"progress": what}, _now(connection, now))


def finish(connection: Connection, held: Claim, *, next_at: float | None = None, now: float | None = None) -> None:
    """It is done, for everybody who had asked when it was taken. Raises LeaseLost."""
    at = _now(connection, now)
    ended = {"done": held.wanted, "finished": at, "attempts": 0, "error": None}
    # Asked for again meanwhile: then it waits since now.
    again = case((job.c.wanted > held.wanted, at), else_=NEVER if next_at is None else next_at)
    _release(connection, held, {**_FREED, **ended, "not_before": again}, at)


def fail(
    connection: Connection,
    held: Claim,
    error: dict[str, Any],
    *,
    again_at: float | None,
    now: float | None = None,
) -> None:
    """It went wrong: try again at that time, or (None) not before it is asked for again. Raises LeaseLost.

    `error` has `code`, `message` and `hint`.
    """
    at = _now(connection, now)
    again = case((job.c.wanted > held.wanted, at), else_=NEVER)
    kept = {"error": {**error, "at": at}, "attempts": job.c.attempts + 1}
    rest = {"done": held.wanted, "not_before": again} if again_at is None else {"not_before": again_at}
    _release(connection, held, {**_FREED, **kept, **rest}, at)


def give_back(connection: Connection, held: Claim, *, now: float | None = None) -> None:
    """Leave it to somebody else, as if it had not been taken. Raises LeaseLost."""
    _release(connection, held, dict(_FREED), _now(connection, now))
    wakeups.wake(connection)


def forget(connection: Connection, kind: str, subjects: Collection[str]) -> None:
    """There is nothing to do any more: the subjects are gone. Who is at work on one has lost it."""
    connection.execute(delete(job).where(job.c.kind == kind, job.c.subject.in_(subjects)))


_FREED: dict[str, Any] = {"worker": None, "lease_until": None, "progress": None}


def _free(at: float) -> Any:
    return and_(
        job.c.wanted > job.c.done,
        job.c.not_before <= at,
        or_(job.c.lease_until.is_(None), job.c.lease_until <= at),
    )


def _time_has_come(at: float) -> Any:
    return and_(job.c.kind.in_(TIMED), job.c.wanted == job.c.done, job.c.not_before <= at)


def _never_wanted() -> Any:
    return repository.c.id.not_in(select(job.c.subject).where(job.c.kind == SYNC))


def _mine(held: Claim) -> Any:
    return and_(job.c.kind == held.kind, job.c.subject == held.subject, job.c.worker == held.worker)


def _release(connection: Connection, held: Claim, values: dict[str, Any], at: float) -> None:
    if connection.execute(update(job).where(_mine(held)).values(**values)).rowcount != 1:
        raise LeaseLost(held.kind, held.subject)
    _tell(connection, held.kind, held.subject, at)


def _tell(connection: Connection, kind: str, subject: str, at: float) -> None:
    """Pages that show the subject are to look again."""
    if kind == SYNC:
        team = connection.scalar(select(repository.c.team).where(repository.c.id == subject))
        if team:
            notices.tell(connection, "repository", {"repository": subject}, team=team, now=at)
    elif kind == CHANGE:
        question = (
            select(repository.c.team, repository.c.id).join_from(change, repository).where(change.c.id == subject)
        )
        if row := connection.execute(question).first():
            notices.tell(connection, "change", {"change": subject, "repository": row.id}, team=row.team, now=at)


def _now(connection: Connection, given: float | None) -> float:
    return dialects.now(connection) if given is None else given
