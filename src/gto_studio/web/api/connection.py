"""The connection of training jobs to this server: what arrived from whom, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.errors import StudioError
from gto_studio.live.finding import repositories_at
from gto_studio.store.owned import arrivals, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.store.owned.arrivals import ArrivalRow


def read(ask: Ask) -> shapes.Connection:
    """What programs with one's tokens sent lately, and the addresses of the repositories that are known."""
    with ask.parts.store.reading() as connection:
        known = repositories.of_teams(connection, ask.actor.sees)
        found = [(row, _at(ask, connection, row)) for row in arrivals.newest(connection)]
    return shapes.Connection(
        url=f"{ask.base_url}/",
        repositories=[shapes.KnownRepository(id=row.id, name=row.name, url=row.url) for row in known],
        arrivals=[
            shapes.Arrival(
                at=moment(row.at),
                what="push" if row.path.endswith("/dvc") else "run",
                token=row.token,
                begins=row.hint,
                url=row.url,
                repository=there,
                code=row.code or None,
                says=row.says or None,
            )
            for row, there in found
            if _is_theirs(ask, row, there)
        ],
    )


def _at(ask: Asking, connection: Connection, row: ArrivalRow) -> str | None:
    try:
        return repositories_at(connection, ask.actor, row.url)[0].id if row.url else None
    except StudioError:
        return None


def _is_theirs(ask: Asking, row: ArrivalRow, repository: str | None) -> bool:
    """What came with one's own token; of an unknown one, what was about a repository that one sees. Administrators of
    the server see everything."""
    if ask.actor.is_server_admin:
        return True
    return row.person == ask.actor.person or (row.person is None and repository is not None)
