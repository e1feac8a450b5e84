"""Projects: looks at a repository, or at one of its directories."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from fastapi.params import Path

from gto.registry.dates import parse_date
from gto_studio.errors import WrongInput
from gto_studio.identity.audit import audited
from gto_studio.rules import addresses
from gto_studio.rules.access import Need, decide
from gto_studio.store.derived.models import forget_readings
from gto_studio.store.owned import jobs, notices, places, projects, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.repositories import added
from gto_studio.web.api.showing import shown_projects
from gto_studio.web.api.showing import sync as shown_sync
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.store.owned.projects import ProjectRow
    from gto_studio.store.owned.repositories import RepositoryRow

#: A project's id.
Id = Annotated[str, Path(max_length=10)]
Search = Annotated[str | None, Query(max_length=200, description="Part of a name of a project or its repository")]
Team = Annotated[str | None, Query(max_length=64, description="Of one team, by id or slug")]

DIRECTORY_LENGTH_MAX = 1_000
#: What files of metrics and parameters can be read, that no dvc.yaml names.
CUSTOM = {".json", ".yaml", ".yml", ".toml", ".csv"}


def listing(ask: Ask, q: Search = None, team: Team = None) -> list[shapes.Project]:
    """The projects that the person may see; those that are public for whoever is not signed in."""
    with ask.parts.store.reading() as connection:
        rows = projects.of_teams(connection, ask.actor.sees, and_public=True)
        found = shown_projects(ask, connection, rows)
        if team is not None:
            wanted = {row.id for row in _of_team(connection, team, rows)}
            found = [project for project in found if project.id in wanted]
    words = (q or "").casefold().split()
    return [one for one in found if all(word in f"{one.name} {one.repository_name}".casefold() for word in words)]


def add(ask: Ask, new: shapes.NewProject) -> list[shapes.Project]:
    """One project for each directory; with `url` its repository is added, too, unless it is there."""
    with ask.parts.store.writing() as connection:
        repository = _repository(ask, connection, new)
        made = []
        for directory in dict.fromkeys(map(_directory, new.directories)):
            name = repository.name if new.name is None else as_name(new.name)
            if directory and (new.name is None or len(new.directories) > 1):
                name = f"{name}/{directory}"
            made.append(
                projects.add(
                    connection,
                    team=repository.team,
                    repository=repository.id,
                    name=name,
                    directory=directory,
                    public=new.public,
                    now=ask.parts.clock(),
                )
            )
        for row in made:
            audited(connection, ask.actor, "project.add", row.name, {"public": row.public}, team=row.team)
        tell(connection, repository.team, repository.id)
        return shown_projects(ask, connection, made)


def create(ask: Ask, wanted: shapes.ProjectWanted) -> shapes.ProjectsMade:
    """A project of the repository at an address, as scripts of the earlier Studio ask for it."""
    new = shapes.NewProject(
        url=wanted.repo_url, name=wanted.name, directories=[wanted.subdir or ""], public=wanted.public
    )
    made = [
        shapes.ProjectMade(id=one.id, url=f"{ask.base_url}/projects/{one.id}", name=one.name) for one in add(ask, new)
    ]
    return shapes.ProjectsMade(projects=made)


def one(ask: Ask, project: Id) -> shapes.Project:
    """One project."""
    with ask.parts.store.reading() as connection:
        return shown_projects(ask, connection, [projects.get(connection, project)])[0]


def change(ask: Ask, project: Id, change: shapes.ProjectChange) -> shapes.Project:
    """Change its name, what it shows of its repository, or who may see it."""
    with ask.parts.store.writing() as connection:
        row = projects.get(connection, project)
        row = replace(
            row,
            name=row.name if change.name is None else as_name(change.name),
            directory=row.directory if change.directory is None else _directory(change.directory),
            public=row.public if change.public is None else change.public,
            since=_since(change.since) if "since" in change.model_fields_set else row.since,
            custom=row.custom if change.custom is None else _custom(change.custom),
            runner=row.runner if change.runner is None else _runner(ask, row, change.runner),
        )
        projects.save(connection, row)
        if change.custom is not None:
            jobs.want(connection, jobs.SYNC, row.repository)  # other files are to be read of every commit
        told = change.model_dump(exclude_unset=True)
        audited(connection, ask.actor, "project.change", row.name, told, team=row.team)
        tell(connection, row.team, row.repository)
        return shown_projects(ask, connection, [row])[0]


def remove(ask: Ask, project: Id) -> None:
    """Forget a project. Its repository stays, and nothing changes in Git."""
    with ask.parts.store.writing() as connection:
        row = projects.get(connection, project)
        projects.remove(connection, row.id)
        audited(connection, ask.actor, "project.remove", row.name, team=row.team)
        tell(connection, row.team, row.repository)


def import_again(ask: Ask, project: Id) -> shapes.Sync:
    """Throw away what was read of its repository and read it again."""
    with ask.parts.store.writing() as connection:
        row = projects.get(connection, project)
        forget_readings(connection, row.repository)
        jobs.want(connection, jobs.SYNC, row.repository)
        audited(connection, ask.actor, "project.import", row.name, team=row.team)
        tell(connection, row.team, row.repository)
        return shown_sync(jobs.of(connection, jobs.SYNC, [row.repository]).get(row.repository), ask.parts.clock())


def _repository(ask: Asking, connection: Connection, new: shapes.NewProject) -> RepositoryRow:
    if (new.repository is None) == (new.url is None):
        raise WrongInput(
            "A project is of one repository", fields={"repository": "its id, or `url` for one that is not here yet"}
        )
    if new.repository is not None:
        return repositories.get(connection, new.repository)
    address = addresses.enter(new.url or "").address
    for row in repositories.of_teams(connection, [ask.team or ""]):
        if addresses.same(addresses.read(row.url), address):
            return row
    return added(
        ask,
        connection,
        new.url or "",
        username=new.username,
        password=new.password,
        ssh_key=new.ssh_key,
        by=new.connection,
    )


def _directory(text: str) -> str:
    """A directory seen from the repository's root; "" is the root itself."""
    path = text.strip().strip("/")
    clean = posixpath.normpath(path) if path else ""
    inside = clean != ".." and not clean.startswith("../")
    if not inside or not clean.isprintable() or "\\" in clean or len(clean) > DIRECTORY_LENGTH_MAX:
        raise WrongInput("That is no directory of a repository", fields={"directories": "a path such as models/churn"})
    return "" if clean == "." else clean


def _since(text: str | None) -> float | None:
    """The moment before which commits are left out: the beginning of a day, or a time with offset."""
    if not text:
        return None
    found = parse_date(f"{text}T00:00" if len(text) == len("2026-03-01") else text)
    if found is None:
        raise WrongInput("That is no date", fields={"since": "2026-03-01, or 2026-03-01T14:00:00+01:00"})
    return float(found.seconds)


def _custom(files: list[shapes.CustomFile]) -> list[dict[str, str]]:
    """Each file once, in the order given. WrongInput."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in files:
        try:
            path = _directory(one.path)
        except WrongInput:
            path = ""
        if posixpath.splitext(path)[1].lower() not in CUSTOM:
            kinds = ", ".join(sorted(CUSTOM))
            raise WrongInput(
                f"'{one.path}' is no file of metrics or parameters", fields={"custom": f"a path to a file: {kinds}"}
            )
        found[one.kind, path] = {"path": path, "kind": one.kind}
    return list(found.values())


def _runner(ask: Asking, row: ProjectRow, wanted: shapes.RunnerSettings) -> dict[str, Any]:
    """What runners may do for a project is an admin's to say: it is what is run on their machines. NotAllowed."""
    command = (wanted.command or "").strip() or None
    asked = wanted.model_copy(update={"command": command}).model_dump()
    if asked != (row.runner or shapes.RunnerSettings().model_dump()) and (
        refused := decide(ask.actor, Need.ADMIN, row.team)
    ):
        raise refused
    return asked


def as_name(text: str) -> str:
    """A name as it is kept: on one line, of what can be printed."""
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise WrongInput("That is no name", fields={"name": "letters, digits and what else can be printed"})
    return name


def _of_team(connection: Connection, team: str, rows: list[ProjectRow]) -> list[ProjectRow]:
    wanted = places.team(connection, team)
    return [row for row in rows if row.team == wanted]


def tell(connection: Connection, team: str, repository: str) -> None:
    """Pages that show the repository ask again."""
    notices.tell(connection, "repository", {"repository": repository}, team=team)
