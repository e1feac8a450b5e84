"""What was written through Studio, by whom."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from gto_studio.rules.access import Role
from gto_studio.store.owned import audit
from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit, next_link
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask


def listing(
    ask: Ask,
    request: Request,
    response: Response,
    action: Annotated[str | None, Query(max_length=64, description="Such as `member`, or `member.set`")] = None,
    person: Annotated[str | None, Query(max_length=26, description="A person's id")] = None,
    before: Annotated[str | None, Query(max_length=26, description="Where the page before ended")] = None,
    limit: Limit = 100,
) -> list[shapes.AuditEntry]:
    """Newest first: everything for administrators of the server, and for a team's admins what concerns their team."""
    sees = ask.actor.sees
    if sees is not None:
        sees = frozenset(team for team in sees if ask.actor.role(team) is Role.ADMIN)
    with ask.parts.store.reading() as connection:
        rows = audit.seen_by(connection, sees=sees, action=action, person=person, before=before, limit=limit + 1)
    if len(rows) > limit:
        rows = rows[:limit]
        response.headers["Link"] = next_link(request, {"before": rows[-1].id})
    return [
        shapes.AuditEntry(
            id=row.id,
            at=moment(row.at),
            person=row.person,
            name=row.name,
            action=row.action,
            team=row.team,
            subject=row.subject,
            detail=row.detail,
        )
        for row in rows
    ]
