"""`gto studio worker`: one that does the work. `serve` starts some beside itself; more may run on any machine."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.jobs import children
from gto_studio.jobs.worker import Worker
from gto_studio.wiring import build, chores, lanes, works

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.where_data_is
@click.option("--beside", is_flag=True, hidden=True, help="Started by `serve`, which sends the settings.")
def command(data: Path | None, database: str | None, file: Path | None, beside: bool) -> None:
    """Read repositories and carry out what people asked for, until told to end.

    `gto studio serve` starts workers beside itself. With PostgreSQL more of them may run on other machines, each with
    a data folder and mirrors of its own.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    ended = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: ended.set())
    if beside:
        settings = children.read(sys.stdin.buffer)
        children.end_with(sys.stdin.buffer, ended)
    else:
        settings = options.settings(file, data=data, database=database)
    parts = build(settings)
    try:
        worker = Worker(parts.store, works(parts), lanes=lanes(parts), chores=chores(parts))
        if not beside:
            click.echo(f"Worker {worker.name} takes jobs")
        worker.run(ended)
    finally:
        parts.close()
