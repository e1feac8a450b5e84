"""`gto studio check`: whether what is stored is what Git gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto.errors import GtoError
from gto_studio.cli import options
from gto_studio.cli.rebuild import chosen
from gto_studio.indexing.sources import source_of, terms_of
from gto_studio.indexing.syncing import differences
from gto_studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.wiring import Parts

#: So many differences of one table are named.
NAMED_MAX = 20


@click.command()
@click.argument("names", metavar="[REPOSITORY]...", nargs=-1)
@options.where_data_is
def command(names: Sequence[str], data: Path | None, database: str | None, file: Path | None) -> int:
    """Compare what is stored with what Git gives, and change nothing.

    The exit code is 1 if anything differs, which a sync that has not run yet explains; `rebuild` mends it.
    """
    parts = build(options.settings(file, data=data, database=database))
    try:
        equal = [_check(parts, repository) for repository in chosen(parts, names)]
    finally:
        parts.close()
    return 0 if all(equal) else 1


def _check(parts: Parts, repository: RepositoryRow) -> bool:
    try:
        with terms_of(parts.store, repository, parts.secrets, parts.conditions) as terms:
            found = differences(
                parts.store,
                source_of(parts.store, repository, parts.secrets, parts.conditions),
                parts.conditions,
                terms=terms,
            )
    except GtoError as error:
        click.echo(f"{repository.name}: {error.message} [{error.code}]", err=True)
        return False
    click.echo(f"{repository.name}: {'differs from Git' if found else 'is as in Git'}")
    for table, lines in found.items():
        for line in lines[:NAMED_MAX]:
            click.echo(f"  {table}: {line}")
        if len(lines) > NAMED_MAX:
            click.echo(f"  {table}: and {len(lines) - NAMED_MAX:,} more")
    return not found
