"""What CI says of commits. It comes from the forge by way of a worker; the stream tells of news under `checks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Query
from fastapi.params import Path

from gto_studio.errors import WrongInput
from gto_studio.rules import checking
from gto_studio.rules.access import Need, decide
from gto_studio.store.derived import commits as known
from gto_studio.store.owned import checks, projects, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.projects import Id
from gto_studio.web.api.showing import links
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from gto_studio.rules.addresses import Links
    from gto_studio.store.owned.checks import CheckRow

#: So many commits can be named at once.
NAMED_MOST = 50
Commits = Annotated[
    str | None,
    Query(
        max_length=NAMED_MOST * 65,
        description=f"Ids between commas, {NAMED_MOST} at most: the forge is asked about those that are not known; "
        "without it, all that are known",
    ),
]


def of_project(ask: Ask, project: Id, commits: Commits = None) -> dict[str, shapes.CommitChecks]:
    """By commit, what CI says of it. A commit of which nothing is known is missing."""
    with ask.parts.store.reading() as connection:
        repository = projects.get(connection, project).repository
    return _found(ask, repository, commits)


def of_repository(
    ask: Ask, repository: Annotated[str, Path(max_length=26)], commits: Commits = None
) -> dict[str, shapes.CommitChecks]:
    """The same for the whole repository."""
    return _found(ask, repository, commits)


def _found(ask: Asking, repository: str, commits: str | None) -> dict[str, shapes.CommitChecks]:
    named = None if commits is None else sorted({id.strip().lower() for id in commits.split(",") if id.strip()})
    if named is not None and len(named) > NAMED_MOST:
        raise WrongInput("Those are too many commits at once", fields={"commits": f"{NAMED_MOST} at most"})
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        rows = checks.of_repository(connection, repository, named)
        unknown = set(named or ()).difference(found.commit for found in rows)
        fresh = list(known.by_ids(connection, repository, unknown)) if unknown else []
    # the forge is not asked on behalf of somebody who only happens to look at a public project
    if fresh and checking.is_asked(row.forge) and decide(ask.actor, Need.VIEW, row.team) is None:
        with ask.parts.store.writing() as connection:
            checks.watch(connection, repository, fresh)
            rows = checks.of_repository(connection, repository, named)
    linked = links(row)
    return {found.commit: _shown(found, linked) for found in rows}


def _shown(row: CheckRow, linked: Links) -> shapes.CommitChecks:
    return shapes.CommitChecks(
        state=checking.overall(check["state"] for check in row.checks),
        checks=[
            shapes.Check(
                name=check["name"],
                state=check["state"],
                url=check.get("url"),
                started_at=moment(check.get("started")),
                ended_at=moment(check.get("ended")),
            )
            for check in row.checks
        ],
        url=linked.checks(row.commit),
        asked_at=moment(row.asked),
        watched=row.due is not None,
    )
