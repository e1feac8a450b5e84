"""`gto studio [PATH_OR_URL]...`: show repositories on this machine, with nothing to set up."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.cli.serve import say, serve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@click.command()
@click.option("--open", "browse", is_flag=True, help="Open the browser.")
@options.PORT
@options.where_data_is
@options.REPOSITORIES
def command(
    browse: bool,
    port: int | None,
    data: Path | None,
    database: str | None,
    file: Path | None,
    repositories: Sequence[str],
) -> None:
    """Show repositories on this machine, and print the address. What `gto studio` does without a command."""
    settings = options.settings(file, port=port, data=data, database=database, host="127.0.0.1")

    def ready(address: str) -> None:
        say(address)
        if browse:
            webbrowser.open(address)

    serve(settings, repositories, ready=ready)
