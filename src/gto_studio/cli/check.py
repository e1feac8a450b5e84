"""`gto studio check`: whether what is stored is what Git gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.cli.rebuild import chosen, of_each, say_unread
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

    The exit code is 1 if anything differs, which a sync that has not run yet explains; `rebuild` mends it. It is 1,
    too, if a repository cannot be reached, which is named.
    """
    parts = build(options.settings(file, data=data, database=database))
    unread, equal = [], True
    try:
        for repository, found in of_each(chosen(parts, names), lambda one: _differences(parts, one)):
            if found is None:
                unread.append(repository.name)
            else:
                equal = _say(repository, found) and equal
    finally:
        parts.close()
    say_unread(unread, "nobody knows whether they differ")
    return 0 if equal and not unread else 1


def _differences(parts: Parts, repository: RepositoryRow) -> dict[str, list[str]]:
    with terms_of(parts.store, repository, parts.secrets, parts.conditions) as terms:
        source = source_of(parts.store, repository, parts.secrets, parts.conditions)
        return differences(parts.store, source, parts.conditions, terms=terms)


def _say(repository: RepositoryRow, found: dict[str, list[str]]) -> bool:
    """What differs; whether nothing does."""
    click.echo(f"{repository.name}: {'differs from Git' if found else 'is as in Git'}")
    for table, lines in found.items():
        for line in lines[:NAMED_MAX]:
            click.echo(f"  {table}: {line}")
        if len(lines) > NAMED_MAX:
            click.echo(f"  {table}: and {len(lines) - NAMED_MAX:,} more")
    return not found
