"""`gto studio restore`: a backup into an empty database."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gto_studio.cli import options
from gto_studio.store import backup
from gto_studio.store.connection import Store


@click.command()
@options.where_data_is
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))
def command(source: Path, **where: Path | None) -> None:
    """Fill an empty database from a backup, of either engine. Workers then read everything else from Git again."""
    settings = options.settings(where.pop("file", None), **where)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(settings.database_url)
    try:
        if str(source) == "-":
            done = backup.restore(store, sys.stdin)
        else:
            with source.open(encoding="utf-8", errors="replace") as lines:
                done = backup.restore(store, lines)
    finally:
        store.close()
    click.echo(f"Restored {done.total()} rows; repositories to read again: {done['repository']}")
