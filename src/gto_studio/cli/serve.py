"""`gto studio serve`: the server, and the workers beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gto.verbs.configuration import process_person
from gto.verbs.repository import is_address
from gto_studio.cli import options
from gto_studio.jobs import children
from gto_studio.rules import addresses
from gto_studio.rules.access import Actor
from gto_studio.rules.people import check_bind
from gto_studio.store.owned import people, projects, teams
from gto_studio.store.owned.repositories import by_ids
from gto_studio.web import server
from gto_studio.web.api import projects as projects_api
from gto_studio.web.api.shapes import NewProject
from gto_studio.web.app import application
from gto_studio.web.asking import Asking
from gto_studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gto_studio.settings import Settings
    from gto_studio.wiring import Parts


@click.command()
@options.HOST
@options.PORT
@options.WORKERS
@options.where_data_is
@options.REPOSITORIES
def command(
    host: str | None,
    port: int | None,
    workers: int | None,
    data: Path | None,
    database: str | None,
    file: Path | None,
    repositories: Sequence[str],
) -> None:
    """Run the server: pages and JSON, and worker processes beside it. Repositories that are named are added.

    Prints `Studio is at ADDRESS` as soon as it answers, and ends within seconds of Ctrl-C or SIGTERM.
    """
    settings = options.settings(file, host=host, port=port, workers=workers, data=data, database=database)
    serve(settings, repositories, ready=say)


def say(address: str) -> None:
    click.echo(f"Studio is at {address}")


def serve(settings: Settings, repositories: Sequence[str], *, ready: Callable[[str], None]) -> None:
    """Run until told to end. WrongSettings, CannotListen."""
    parts = build(named(settings))
    try:
        with parts.store.reading() as connection:
            accounts = people.count(connection)
        check_bind(settings.host, accounts=settings.accounts, people=accounts, ways=len(parts.providers))
        add(parts, repositories)
        bound = server.bind(settings.host, settings.port)
        address = server.address(bound)
        with children.beside(parts.settings, parts.settings.workers):
            server.run(application(parts), bound, trust_proxy=settings.trust_proxy, ready=lambda: ready(address))
    finally:
        parts.close()


def add(parts: Parts, repositories: Sequence[str]) -> None:
    """Show these repositories, each with a project, unless they are shown already. NoRepo, WrongAddress."""
    for path_or_url in repositories:
        url, directory = (path_or_url, "") if is_address(path_or_url) else _on_disk(path_or_url)
        address = addresses.enter(url).address
        with parts.store.reading() as connection:
            team = teams.first(connection, parts.clock()).id
            known = projects.of_teams(connection)
            urls = {row.id: row.url for row in by_ids(connection, {one.repository for one in known}).values()}
        there = [one for one in known if addresses.same(addresses.read(urls[one.repository]), address)]
        if not any(one.directory == directory for one in there):
            actor = parts.owner or Actor(name="command line", is_server_admin=True)
            projects_api.add(Asking(parts, actor, team), NewProject(url=url, directories=[directory]))


#: What makes a project of a folder; any other folder is just somewhere inside its repository.
_SIGNS = (".dvc", "dvc.yaml", "artifacts.yaml")


def _on_disk(path: str) -> tuple[str, str]:
    """(root of the repository around a path, the folder meant; "" for all of it)"""
    root, folder = Path(options.repository(path).place.root).resolve(), Path(path).resolve()
    if folder != root and folder.is_relative_to(root) and any((folder / sign).exists() for sign in _SIGNS):
        return str(root), folder.relative_to(root).as_posix()
    return str(root), ""


def named(settings: Settings) -> Settings:
    """The settings with the owner's name: what Git on this machine calls whoever starts the server, if nothing else."""
    if settings.accounts or (settings.owner_name and settings.owner_email):
        return settings
    person = process_person()
    if person is None:
        return settings
    known = {"owner_name": settings.owner_name or person.name, "owner_email": settings.owner_email or person.email}
    return settings.model_copy(update=known)
