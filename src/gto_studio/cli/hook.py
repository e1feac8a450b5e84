"""`gto studio hook`: the script by which a Git server tells Studio of a push."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.cli.rebuild import chosen
from gto_studio.rules.webhooks import post_receive
from gto_studio.wiring import build

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("repository")
@click.option("--url", metavar="ADDRESS", help="How the Git server reaches Studio.  [default: `public_url`]")
@options.where_data_is
def command(repository: str, url: str | None, data: Path | None, database: str | None, file: Path | None) -> None:
    """Print a post-receive script for a Git server, so that a push shows within a moment.

    The repository is named by id, name or address. The script holds a secret; a new one is made in the settings of the
    repository.
    """
    settings = options.settings(file, data=data, database=database)
    parts = build(settings)
    try:
        row = chosen(parts, [repository])[0]
        base = url or settings.public_url or f"http://{settings.host}:{settings.port}"
        secret = parts.secrets.open(row.hook_secret)
    finally:
        parts.close()
    click.echo(post_receive(f"{base.rstrip('/')}/webhook/git/{row.id}", secret), nl=False)
