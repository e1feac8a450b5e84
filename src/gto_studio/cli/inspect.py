"""`gto studio inspect`: what Studio reads of one repository, without a server or a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gto.cli.render import json, table
from gto.errors import WrongArgs
from gto.registry.listing import artifact_data, history_data
from gto.verbs.checkup import findings
from gto_studio.cli import options
from gto_studio.indexing.reading import of_commits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.annotations.entries import Reading as Annotations
    from gto.verbs.repository import Repository
    from gto_studio.dvc.reading import Reading

HEADINGS = ("artifact", "latest", "stages")


@click.command()
@click.argument("path_or_url")
@click.option("--commit", "commits", multiple=True, metavar="SHA", help="Say what is written in this commit, too.")
@click.option("--json", "as_json", is_flag=True, help="Print everything, for a program.")
def command(path_or_url: str, commits: Sequence[str], as_json: bool) -> None:
    """Print what Studio reads of a repository: artifacts, versions, stages, every event, and what is odd."""
    if commits and not as_json:
        raise WrongArgs("--commit says more than a table can show", hint="add --json")
    repository = options.repository(path_or_url)
    if as_json:
        click.echo(json(everything(repository, commits)))
        return
    rows = [
        (row.artifact, row.latest or "-", ", ".join(f"{stage}: {' '.join(held)}" for stage, held in row.stages.items()))
        for row in repository.artifacts()
    ]
    click.echo(table(rows, HEADINGS, plain=False))


def everything(repository: Repository, commits: Sequence[str]) -> dict[str, object]:
    """The registry as `gto show --json` and `gto history --json` have it, and what commits say."""
    ids = [repository.resolve(commit) for commit in commits]
    readings = of_commits(repository.place, ids)
    return {
        "head": repository.place.head,
        "allowed_stages": repository.stages(allowed=True),
        "artifacts": {row.artifact: artifact_data(row) for row in repository.artifacts()},
        "events": [history_data(row) for row in repository.history(ascending=True)],
        "problems": [oddity._asdict() for oddity in findings(repository)],
        "commits": {
            commit: said(readings[commit], annotations) for commit, annotations in repository.annotations(ids).items()
        },
    }


def said(reading: Reading, annotations: Annotations) -> dict[str, object]:
    """What the files of a commit say, to DVC and to the registry."""
    document = reading.document()
    odd = [
        {"file": one.file, "type": "Annotation", "msg": one.message, "artifact": one.artifact}
        for one in annotations.problems
    ]
    return {
        **document,
        "annotations": {one.artifact: one._asdict() for one in annotations.annotations},
        "problems": document["problems"] + odd,
    }
