"""Events: what happened in the registries, read from their tags."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from fastapi import Query, Request, Response
from fastapi.params import Path

from gto.registry.dates import parse_date
from gto.registry.events import WORD
from gto_studio.errors import WrongInput
from gto_studio.rules.feed import as_cell, cursor_of, place_of
from gto_studio.store.derived import events
from gto_studio.store.derived.events import Which
from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit, Offset, answer, next_link
from gto_studio.web.api.showing import links, visible
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto.registry.tags import Action
    from gto_studio.rules.addresses import Links
    from gto_studio.store.derived.events import EventRow
    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.web.asking import Asking

Repository = Annotated[str, Path(max_length=26)]
Artifact = Annotated[str | None, Query(max_length=512, description="Of one artifact")]

ACTIONS: dict[str, Action] = {word: action for action, word in WORD.items()}
#: What is said of each event, in this order.
FIELDS = ("event", "artifact", "version", "stage", "tag", "commit", "author", "author_email", "message", "created_at")
#: So many events are exported at once, the newest ones.
EXPORT_MAX = 1_000_000
DAY_SECONDS = 86_400


def of_repository(
    ask: Ask,
    request: Request,
    repository: Repository,
    artifact: Artifact = None,
    limit: Limit = 5000,
    offset: Offset = 0,
) -> Response:
    """All registry events of a repository, newest first, as `gto history`."""
    with ask.parts.store.reading() as connection:
        rows, count = events.of_repository(connection, repository, artifact=artifact, limit=limit, offset=offset)
    return answer(request, [said(row) for row in rows], count=count, offset=offset, limit=limit)


def feed(
    ask: Ask, request: Request, response: Response, question: Annotated[shapes.FeedQuestion, Query()]
) -> list[shapes.FeedEvent]:
    """The events of all repositories that the person may see, newest first. `Link` leads to older ones."""
    before = None
    if question.cursor is not None:
        before = place_of(question.cursor)
        if before is None:
            raise WrongInput("That is no cursor", fields={"cursor": "taken from the header Link of a page"})
    which = _which(question)
    with ask.parts.store.reading() as connection:
        of = _repositories(ask, connection, question)
        rows = events.feed(connection, list(of), which, before=before, limit=question.limit + 1)
        count = events.count(connection, list(of), which)
    response.headers["X-Total-Count"] = str(count)
    if len(rows) > question.limit:
        rows = rows[: question.limit]
        response.headers["Link"] = next_link(request, {"cursor": cursor_of(rows[-1].place)})
    linked = {id: links(row) for id, row in of.items()}
    return [shapes.FeedEvent(**_told(row, of[row.repository], linked[row.repository])) for row in rows]


def export(ask: Ask, question: Annotated[shapes.ExportQuestion, Query()]) -> Response:
    """The whole feed that these filters leave, as a file."""
    with ask.parts.store.reading() as connection:
        of = _repositories(ask, connection, question)
        rows = events.feed(connection, list(of), _which(question), limit=EXPORT_MAX)
    linked = {id: links(row) for id, row in of.items()}
    told = [_told(row, of[row.repository], linked[row.repository]) for row in rows]
    if question.format == "json":
        content, kind = msgspec.json.encode(told), "application/json"
    else:
        content, kind = _csv(told), "text/csv; charset=utf-8"
    disposition = f'attachment; filename="events.{question.format}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})


def said(row: EventRow) -> dict[str, Any]:
    """An event in the fields that scripts rely on."""
    return {name: getattr(row, name) for name in FIELDS}


def _told(row: EventRow, repository: RepositoryRow, linked: Links) -> dict[str, Any]:
    return {
        **said(row),
        "repository": repository.id,
        "repository_name": repository.name,
        "commit_url": linked.commit(row.commit),
        "tag_url": linked.tag(row.tag),
    }


def _repositories(ask: Asking, connection: Connection, filters: shapes.EventFilters) -> dict[str, RepositoryRow]:
    rows = visible(ask, connection, filters.team)
    return {row.id: row for row in rows if filters.repository in (None, row.id)}


def _which(filters: shapes.EventFilters) -> Which:
    return Which(
        artifact=filters.model,
        stage=filters.stage,
        person=filters.person,
        actions=frozenset(ACTIONS[word] for word in filters.event),
        since=_second(filters.since, "since"),
        until=_second(filters.until, "until"),
    )


def _second(text: str | None, field: str) -> int | None:
    """The second that a date means: its first one for `since`, its last one for `until`."""
    if text is None:
        return None
    found = parse_date(text)
    if found is None:
        raise WrongInput("That is no date", fields={field: "2026-03-01, or 2026-03-01T14:00:00+01:00"})
    return found.seconds - (DAY_SECONDS - 1) if field == "since" and len(text) == len("2026-03-01") else found.seconds


def _csv(told: list[dict[str, Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = [*FIELDS, "repository", "repository_name", "commit_url", "tag_url"]
    writer.writerow(names)
    for row in told:
        writer.writerow([as_cell(row[name]) for name in names])
    return out.getvalue().encode("utf-8", "replace")
