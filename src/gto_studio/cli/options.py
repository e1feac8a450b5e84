"""Options that several commands take, and the settings that follow from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gto.errors import NoRepo
from gto.verbs.repository import open_repository
from gto_studio.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from gto.verbs.repository import Repository

F = TypeVar("F", bound="Callable[..., object]")

DATA = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of the data.")
DATABASE = click.option("--database", metavar="URL", help="SQLAlchemy address; default: SQLite in the data folder.")
FILE = click.option("--settings", "file", type=click.Path(path_type=Path), help="TOML file with settings.")
HOST = click.option("--host", help="Address to listen on.  [default: 127.0.0.1]")
PORT = click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 picks one.  [default: 8788]")
WORKERS = click.option("--workers", type=click.IntRange(0), help="Worker processes beside the server.  [default: 1]")

REPOSITORIES = click.argument("repositories", nargs=-1, metavar="[PATH_OR_URL]...")


def repository(path_or_url: str) -> Repository:
    """The repository that an argument names. NoRepo, with a hint that fits a command without `--repo`."""
    try:
        return open_repository(path_or_url)
    except NoRepo as error:
        error.hint = (
            "name a folder that is in a Git repository, or an address"
            if Path(path_or_url).is_dir()
            else "there is no such folder; `gto studio --help` lists the commands"
        )
        raise


def where_data_is(command: F) -> F:
    """The options of every command that opens the database."""
    return DATA(DATABASE(FILE(command)))


def settings(file: Path | None, **options: object) -> Settings:
    """The settings in force. WrongSettings."""
    return read_settings(options, file)
