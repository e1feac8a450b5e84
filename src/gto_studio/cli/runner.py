"""`gto studio runner`: a program on any machine with the data, which runs what editors queued in Studio."""

from __future__ import annotations

import os
import signal
import socket
import threading
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gto_studio.client import Client, Refused, Unreachable
from gto_studio.errors import HostUnreachable, LeaseLost, WrongSettings
from gto_studio.rules.addresses import without_secret
from gto_studio.running.runner import Runner
from gto_studio.running.server import Report, Wanted, Work
from gto_studio.running.workplaces import addresses_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: As DVC and DVCLive call the two.
URL, TOKEN = "DVC_STUDIO_URL", "DVC_STUDIO_TOKEN"
FOLDER = Path("~/.cache/gto-studio-runner").expanduser()


@click.command()
@click.option("--server", envvar=URL, required=True, metavar="URL", help=f"Address of Studio.  [default: ${URL}]")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"File with a token of the scope `runner`.  [default: ${TOKEN}]",
)
@click.option("--project", "projects", multiple=True, metavar="ID", help="Only of this project. Repeatable.")
@click.option(
    "--repository",
    "repositories",
    multiple=True,
    type=click.Path(exists=True, file_okay=False),
    help="A clone on this machine that has the data; only experiments of such are taken then. Repeatable.",
)
@click.option("--name", help="What it is called on pages.  [default: this machine's name]")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=FOLDER,
    help="Where runs take place, and what is kept for them.  [default: ~/.cache/gto-studio-runner]",
)
@click.option("--once", is_flag=True, help="End after one experiment, or at once if none waits.")
def command(
    server: str,
    token_file: Path | None,
    projects: Sequence[str],
    repositories: Sequence[str],
    name: str | None,
    folder: Path,
    once: bool,
) -> None:
    """Take queued experiments, run them here, and push what comes of them; until told to end.

    An experiment runs in a clone of its own, in which `dvc exp run` is called, or what the project's settings name. It
    runs code of the repository: start it as a user that may do no more than such code should.
    """
    ended = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: ended.set())
    token = _token(token_file)
    paths = [str(Path(path).resolve()) for path in repositories]
    known = [without_secret(url) for path in paths for url in addresses_of(path).values()]
    runner = Runner(
        server=Http(server, token),
        wanted=Wanted(name or socket.gethostname(), list(projects), known),
        folder=folder.resolve(),
        repositories=paths,
        env={key: value for key, value in os.environ.items() if key not in (URL, TOKEN)},
        say=click.echo,
        ended=ended,
    )
    if not once:
        click.echo(f"Runner {runner.wanted.runner} asks {server} for experiments")
    runner.run(once=once)


class Http:
    """A Studio, by its API."""

    def __init__(self, url: str, token: str) -> None:
        self._client = Client(url, token)
        # with a slash at its end, since clients join paths to it
        self.surroundings: Mapping[str, str] = {URL: self._client.url, TOKEN: token}

    def claim(self, wanted: Wanted) -> tuple[Work | None, float]:
        try:
            found = self._client.claim(**asdict(wanted))
        except (Unreachable, Refused) as error:
            raise _meant(error) from None
        work = found["work"]
        wait = float(found["wait_seconds"])
        if work is None:
            return None, wait
        known = {field.name for field in fields(Work)}  # a newer server may say more
        return Work(**{key: value for key, value in work.items() if key in known}), wait

    def report(self, work: Work, report: Report) -> bool:
        said: dict[str, Any] = {key: value for key, value in asdict(report).items() if value is not None}
        try:
            return bool(self._client.report(work.id, work.claim, **said)["cancel"])
        except (Unreachable, Refused) as error:
            if isinstance(error, Refused) and (error.code == "lease-lost" or error.status == 404):
                raise LeaseLost("experiment", work.id) from None
            raise _meant(error) from None


def _meant(error: Unreachable | Refused) -> Exception:
    """What may be otherwise in a moment is no refusal."""
    if isinstance(error, Refused) and error.status < 500 and error.status != 429:
        return error
    return HostUnreachable(error.message, hint=error.hint)


def _token(file: Path | None) -> str:
    text = os.environ.get(TOKEN, "") if file is None else file.read_text()
    if not text.strip():
        raise WrongSettings("A runner needs a token", hint=f"--token-file FILE, or {TOKEN}; its scope is `runner`")
    return text.strip()
