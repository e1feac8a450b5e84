"""Projects: a folder of a repository under a name, which a team shows to itself or to everybody."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from gto_studio.errors import Conflict, NotFound
from gto_studio.store import dialects
from gto_studio.store.owned.ids import new_short_id
from gto_studio.store.owned.tables import project as table

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ProjectRow:
    id: str
    team: str
    repository: str
    name: str
    directory: str
    public: bool
    created: float
    since: float | None = None
    custom: list[dict[str, str]] = field(default_factory=list, hash=False)
    runner: dict[str, Any] | None = field(default=None, hash=False)
    runner_seen: float | None = None


def add(
    connection: Connection, *, team: str, repository: str, name: str, directory: str, public: bool, now: float
) -> ProjectRow:
    """A new project. Raises Conflict if the repository has one of this name for the folder."""
    new = ProjectRow(new_short_id(), team, repository, name, directory, public, now)
    if not dialects.insert_new(connection, table, asdict(new)):
        raise _taken(new)
    return new


def find(connection: Connection, id: str) -> ProjectRow | None:
    row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return ProjectRow(*row) if row else None


def get(connection: Connection, id: str) -> ProjectRow:
    """Raises NotFound."""
    found = find(connection, id)
    if found is None:
        raise NotFound("There is no such project")
    return found


def of_teams(
    connection: Connection, teams: Collection[str] | None = None, *, and_public: bool = False
) -> list[ProjectRow]:
    """The projects of these teams (None: of all), the newest first; on request also everybody's public ones."""
    question = select(table).order_by(table.c.created.desc(), table.c.id)
    if teams is not None:
        theirs = table.c.team.in_(teams)
        question = question.where(or_(theirs, table.c.public.is_(True)) if and_public else theirs)
    return [ProjectRow(*row) for row in connection.execute(question)]


def of_repository(connection: Connection, repository: str) -> list[ProjectRow]:
    question = select(table).where(table.c.repository == repository).order_by(table.c.directory, table.c.name)
    return [ProjectRow(*row) for row in connection.execute(question)]


def custom_files(connection: Connection, repository: str) -> list[tuple[str, str]]:
    """(kind, path) of the files with metrics or params that the projects of a repository name, in a fixed order."""
    asked = select(table.c.custom).where(table.c.repository == repository)
    return sorted({(one["kind"], one["path"]) for files in connection.scalars(asked) for one in files})


def public_repositories(connection: Connection) -> frozenset[str]:
    """The repositories that a public project shows."""
    return frozenset(connection.execute(select(table.c.repository).where(table.c.public.is_(True))).scalars())


def runner_seen(connection: Connection, ids: Collection[str], now: float) -> None:
    """A runner asked whether there is something to run for these."""
    connection.execute(update(table).where(table.c.id.in_(ids)).values(runner_seen=now))


def save(connection: Connection, changed: ProjectRow) -> None:
    """Write it as it is now (`dataclasses.replace`). Raises NotFound, or Conflict if the name is taken."""
    same = (table.c.repository == changed.repository, table.c.directory == changed.directory)
    twin = select(table.c.id).where(*same, table.c.name == changed.name, table.c.id != changed.id)
    if connection.execute(twin).first():
        raise _taken(changed)
    if connection.execute(update(table).where(table.c.id == changed.id).values(asdict(changed))).rowcount != 1:
        raise NotFound("There is no such project")


def remove(connection: Connection, id: str) -> None:
    """The project alone; its repository stays."""
    connection.execute(delete(table).where(table.c.id == id))


def _taken(project: ProjectRow) -> Conflict:
    where = f" for the folder {project.directory}" if project.directory else ""
    return Conflict(f"There is a project '{project.name}'{where} in this repository already")
