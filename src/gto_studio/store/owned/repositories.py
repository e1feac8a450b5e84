"""The repositories that people added. A secret is what `identity/secrets.py` encrypted; it is never opened here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from gto_studio.errors import Conflict, NotFound
from gto_studio.store import dialects
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned import jobs
from gto_studio.store.owned.tables import change, job, subscription
from gto_studio.store.owned.tables import repository as table

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class RepositoryRow:
    id: str
    team: str
    url: str
    name: str
    forge: str
    web_url: str | None
    username: str | None
    secret: bytes | None
    poll_seconds: float | None
    hook_secret: bytes
    created: float
    #: The git connection by which it is read, unless it has a secret of its own; it may be gone by now.
    connection: str | None = None


def add(connection: Connection, new: RepositoryRow) -> None:
    """Add it, and want it read. Raises Conflict if the team has one at this address."""
    if not dialects.insert_new(connection, table, asdict(new)):
        raise Conflict(f"There is a repository {new.url} already")
    jobs.want(connection, jobs.SYNC, new.id)


def find(connection: Connection, id: str) -> RepositoryRow | None:
    row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return RepositoryRow(*row) if row else None


def get(connection: Connection, id: str) -> RepositoryRow:
    """Raises NotFound."""
    found = find(connection, id)
    if found is None:
        raise NotFound("There is no such repository")
    return found


def find_by_url(connection: Connection, team: str, url: str) -> RepositoryRow | None:
    row = connection.execute(select(table).where(table.c.team == team, table.c.url == url)).one_or_none()
    return RepositoryRow(*row) if row else None


def of_teams(connection: Connection, teams: Collection[str] | None = None) -> list[RepositoryRow]:
    """All repositories of these teams (None: of all), by name."""
    question = select(table).order_by(table.c.name, table.c.id)
    if teams is not None:
        question = question.where(table.c.team.in_(teams))
    return [RepositoryRow(*row) for row in connection.execute(question)]


def by_ids(connection: Connection, ids: Collection[str]) -> dict[str, RepositoryRow]:
    rows = connection.execute(select(table).where(table.c.id.in_(ids)))
    return {row.id: RepositoryRow(*row) for row in rows}


def save(connection: Connection, changed: RepositoryRow) -> None:
    """Write it as it is now (`dataclasses.replace`). Raises NotFound, or Conflict if its address is taken."""
    twin = find_by_url(connection, changed.team, changed.url)
    if twin is not None and twin.id != changed.id:
        raise Conflict(f"There is a repository {changed.url} already")
    if changed.poll_seconds is not None:
        # Who shortens the interval does not wait for the end of the long one. (The job first, as a sync takes them.)
        soon = dialects.now(connection) + changed.poll_seconds
        connection.execute(
            update(job)
            .where(job.c.kind == jobs.SYNC, job.c.subject == changed.id)
            .where(job.c.wanted == job.c.done, job.c.not_before > soon)
            .values(not_before=soon)
        )
    if connection.execute(update(table).where(table.c.id == changed.id).values(asdict(changed))).rowcount != 1:
        raise NotFound("There is no such repository")


def remove(connection: Connection, id: str) -> None:
    """Forget it, with its projects, changes and alarms, and all that was read from it. Git keeps everything."""
    changes = connection.execute(select(change.c.id).where(change.c.repository == id)).scalars().all()
    jobs.forget(connection, jobs.CHANGE, changes)
    for kind in jobs.OF_REPOSITORY:
        jobs.forget(connection, kind, [id])
    connection.execute(delete(table).where(table.c.id == id))
    for derived_table in derived.metadata.sorted_tables:
        connection.execute(delete(derived_table).where(derived_table.c.repository == id))


def remove_orphans(connection: Connection) -> None:
    """Forget what is left of repositories that vanished together with their team."""
    repositories = select(table.c.id)
    connection.execute(
        delete(job).where(
            or_(
                job.c.kind.in_(jobs.OF_REPOSITORY) & job.c.subject.not_in(repositories),
                (job.c.kind == jobs.CHANGE) & job.c.subject.not_in(select(change.c.id)),
                (job.c.kind == jobs.TELL) & job.c.subject.not_in(select(subscription.c.id)),
            )
        )
    )
    for derived_table in derived.metadata.sorted_tables:
        connection.execute(delete(derived_table).where(derived_table.c.repository.not_in(repositories)))
