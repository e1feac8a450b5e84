"""`gto studio rekey`: a new key for stored secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.identity import secrets
from gto_studio.store.connection import Store

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.where_data_is
def command(**where: Path | None) -> None:
    """Encrypt all stored secrets by a new key. The server may run meanwhile.

    Where the key is in the settings, put the new one before the old one there first: NEW,OLD.
    """
    settings = options.settings(where.pop("file", None), **where)
    store = Store(settings.database_url)
    try:
        store.prepare()
        count = secrets.rotate(settings, store)
    finally:
        store.close()
    click.echo(f"Encrypted {count} secret{'' if count == 1 else 's'} by the new key")
