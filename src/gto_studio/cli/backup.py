"""`gto studio backup`: everything that exists nowhere but in the database, in one file."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import click

from gto_studio.cli import options
from gto_studio.store import backup
from gto_studio.store.connection import Store


@click.command()
@options.where_data_is
@click.argument("to", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
def command(to: Path, **where: Path | None) -> None:
    """Write accounts, repositories, projects and settings to FILE (`-`: standard output). The server may run meanwhile.

    What is read from Git is not in it. Nor is the key of stored secrets: keep a copy of the file `key` of the data
    folder elsewhere.
    """
    settings = options.settings(where.pop("file", None), **where)
    store = Store(settings.database_url)
    try:
        store.prepare()
        if str(to) == "-":
            sys.stdout.writelines(backup.dump(store))
            return
        write(store, to)
    finally:
        store.close()
    click.echo(f"Wrote {to}")


def write(store: Store, to: Path) -> None:
    """The whole file or none, and for nobody else to read."""
    handle, name = tempfile.mkstemp(dir=to.absolute().parent, prefix=f".{to.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(backup.dump(store))
        os.replace(name, to)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
