"""Pull requests that Studio opened: which wait for a decision, and what became of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Query

from gto_studio.store.owned import changes, pull_requests
from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit
from gto_studio.web.api.showing import change as shown_change
from gto_studio.web.api.showing import visible
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from typing import Any

    from gto_studio.store.owned.changes import ChangeRow
    from gto_studio.store.owned.pull_requests import PullRequestRow
    from gto_studio.store.owned.repositories import RepositoryRow


def listing(
    ask: Ask,
    team: Annotated[str | None, Query(max_length=64)] = None,
    repository: Annotated[str | None, Query(max_length=26)] = None,
    state: Annotated[shapes.PullRequestState | None, Query(description="Only those that stand so")] = None,
    limit: Limit = 100,
) -> list[shapes.PullRequest]:
    """Those of the repositories that the person may see, the newest first."""
    with ask.parts.store.reading() as connection:
        of = {row.id: row for row in visible(ask, connection, team) if repository in (None, row.id)}
        rows = pull_requests.of_repositories(connection, list(of), state=state, limit=limit)
        known = changes.by_ids(connection, [id for row in rows for id in (row.change, row.assigning) if id])
    return [_shown(row, of[row.repository], known) for row in rows]


def _shown(row: PullRequestRow, repository: RepositoryRow, known: dict[str, ChangeRow]) -> shapes.PullRequest:
    asked, assigning = known[row.change], known.get(row.assigning or "")
    return shapes.PullRequest(
        id=row.id,
        repository=row.repository,
        repository_name=repository.name,
        number=row.number,
        url=row.url,
        title=row.title,
        head=row.head,
        base=row.base,
        author=asked.author,
        action=str(asked.request["action"]),
        artifact=_artifact(row, asked),
        promotion=None if row.promotion is None else _promotion(row.promotion),
        state=cast("Any", row.state),
        why=row.why,
        assigning=shown_change(assigning, repository.name) if assigning else None,
        opened_at=moment(row.opened),
        ended_at=moment(row.ended),
    )


def _artifact(row: PullRequestRow, asked: ChangeRow) -> str | None:
    named = (row.promotion or asked.request).get("artifact")
    return named if isinstance(named, str) else None


def _promotion(document: dict[str, Any]) -> shapes.Promotion:
    return shapes.Promotion(version=document["version"], stage=document["stage"], held=document.get("held"))
