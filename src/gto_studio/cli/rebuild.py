"""`gto studio rebuild`: everything that was read from Git, read anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto.errors import GtoError
from gto_studio.cli import options
from gto_studio.indexing.sources import source_of, terms_of
from gto_studio.indexing.syncing import rebuild
from gto_studio.store.owned import repositories
from gto_studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.wiring import Parts


@click.command()
@click.argument("names", metavar="[REPOSITORY]...", nargs=-1)
@options.where_data_is
def command(names: Sequence[str], data: Path | None, database: str | None, file: Path | None) -> int:
    """Read repositories anew: empty what was derived from Git, and fill it from Git.

    Named by id, name or address; all of them without a name. Nothing that exists only here is touched.
    """
    parts = build(options.settings(file, data=data, database=database))
    try:
        succeeded = [_rebuild(parts, repository) for repository in chosen(parts, names)]
    finally:
        parts.close()
    return 0 if all(succeeded) else 1


def _rebuild(parts: Parts, repository: RepositoryRow) -> bool:
    try:
        with terms_of(parts.store, repository, parts.secrets, parts.conditions) as terms:
            done = rebuild(
                parts.store,
                source_of(parts.store, repository, parts.secrets, parts.conditions),
                parts.conditions,
                terms=terms,
            )
    except GtoError as error:
        click.echo(f"{repository.name}: {error.message} [{error.code}]", err=True)
        return False
    what = f"was not as in Git: {', '.join(sorted(done.changed))}" if done.changed else "is as in Git"
    click.echo(f"{repository.name}: {what}")
    return True


def chosen(parts: Parts, names: Sequence[str]) -> list[RepositoryRow]:
    """The repositories of these ids, names or addresses; all without any. NotFound."""
    with parts.store.reading() as connection:
        every = repositories.of_teams(connection)
        wanted = [row for row in every if not names or {row.id, row.name, row.url} & set(names)]
        for name in names:
            if not any(name in (row.id, row.name, row.url) for row in wanted):
                repositories.get(connection, name)
    return wanted
