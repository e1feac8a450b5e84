"""Links for an editor: DVC's extension of VS Code asks which of its experiments have a page here."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from gto_studio.live.finding import repositories_at
from gto_studio.rules.addresses import LENGTH_MAX
from gto_studio.store.derived import readings
from gto_studio.web.api import shapes
from gto_studio.web.api.live_runs import unreplaced
from gto_studio.web.api.showing import page_of
from gto_studio.web.asking import Ask

Commits = Annotated[
    list[Annotated[str, Query(max_length=64)]],
    Query(max_length=1_000, description="Baselines: ids of commits that experiments start from"),
]
Url = Annotated[str, Query(max_length=LENGTH_MAX, description="Address of the repository, as the client's Git has it")]


def read(ask: Ask, git_remote_url: Url, commits: Commits = ()) -> shapes.ViewLinks:  # type: ignore[assignment]
    """The live and the pushed experiments of these baselines, and the page that shows them."""
    among = {commit.lower() for commit in commits}
    with ask.parts.store.reading() as connection:
        row = repositories_at(connection, ask.actor, git_remote_url)[0]
        runs = [run for run in unreplaced(connection, row.id) if run.baseline in among]
        pushed = [one.commit for one in readings.experiments(connection, row.id) if one.baseline in among]
        page = page_of(connection, row.id)
    return shapes.ViewLinks(
        live=[shapes.LiveLink(baseline_sha=run.baseline, name=run.name) for run in runs],
        pushed=pushed,
        view_url=f"{ask.base_url}/{page}",
    )
