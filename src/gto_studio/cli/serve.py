"""`gto studio serve`: the server, and the workers beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto.verbs.configuration import process_person
from gto_studio.cli import options
from gto_studio.jobs import children
from gto_studio.rules.people import check_bind
from gto_studio.store.owned import people
from gto_studio.web import server
from gto_studio.web.app import application
from gto_studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gto_studio.settings import Settings


@click.command()
@options.HOST
@options.PORT
@options.WORKERS
@options.where_data_is
def command(
    host: str | None,
    port: int | None,
    workers: int | None,
    data: Path | None,
    database: str | None,
    file: Path | None,
) -> None:
    """Run the server: pages and JSON, and worker processes beside it.

    Prints `Studio is at ADDRESS` as soon as it answers, and ends within seconds of Ctrl-C or SIGTERM.
    """
    serve(options.settings(file, host=host, port=port, workers=workers, data=data, database=database), ready=say)


def say(address: str) -> None:
    click.echo(f"Studio is at {address}")


def serve(settings: Settings, *, ready: Callable[[str], None]) -> None:
    """Run until told to end. WrongSettings, CannotListen."""
    parts = build(named(settings))
    try:
        with parts.store.reading() as connection:
            accounts = people.count_people(connection)
        check_bind(settings.host, accounts=settings.accounts, people=accounts, ways=len(parts.providers))
        bound = server.bind(settings.host, settings.port)
        address = server.address(bound)
        with children.beside(parts.settings, parts.settings.workers):
            server.run(application(parts), bound, trust_proxy=settings.trust_proxy, ready=lambda: ready(address))
    finally:
        parts.close()


def named(settings: Settings) -> Settings:
    """The settings with the owner's name: what Git on this machine calls whoever starts the server, if nothing else."""
    if settings.accounts or (settings.owner_name and settings.owner_email):
        return settings
    person = process_person()
    if person is None:
        return settings
    known = {"owner_name": settings.owner_name or person.name, "owner_email": settings.owner_email or person.email}
    return settings.model_copy(update=known)
