"""Commits, for picking one to register or assign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request, Response
from fastapi.params import Path

from gto_studio.store.derived import commits, models
from gto_studio.store.owned import repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit, Offset, page_headers
from gto_studio.web.api.showing import links
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection

    from gto_studio.rules.addresses import Links
    from gto_studio.store.derived.commits import CommitRow


_HEADS = "refs/heads/"


def listing(
    ask: Ask,
    request: Request,
    response: Response,
    repository: Annotated[str, Path(max_length=26)],
    artifact: Annotated[str | None, Query(max_length=512, description="Those that hold it come first")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Part of a message, author, ref or commit id")] = None,
    ref: Annotated[str | None, Query(max_length=512, description="Only where this branch, tag or id leads")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> list[shapes.Commit]:
    """Newest first; with `artifact` those whose annotations name it before all others."""
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        sets = holding(connection, repository, artifact) if artifact else frozenset[str]()
        among = None
        if ref:
            led = commits.resolve(connection, repository, ref)
            among = [led] if led else []
        rows, count = commits.listing(
            connection, repository, first=sets, text=q, among=among, limit=limit, offset=offset
        )
        found = shown(connection, repository, rows, links(row), artifact=artifact, sets=sets)
    response.headers.update(page_headers(request, count=count, offset=offset, limit=limit))
    return found


def branches(ask: Ask, repository: Annotated[str, Path(max_length=26)]) -> shapes.Branches:
    """The branches, for choosing where a change goes."""
    with ask.parts.store.reading() as connection:
        heads = commits.heads(connection, repository)
        about = models.about(connection, [repository]).get(repository)
    default = about.default_branch if about else None
    found = [(name.removeprefix(_HEADS), id) for name, id in heads.items() if name.startswith(_HEADS)]
    found.sort(key=lambda each: (each[0] != default, each[0]))
    return shapes.Branches(default=default, branches=[shapes.Branch(name=name, commit=id) for name, id in found])


def holding(connection: Connection, repository: str, artifact: str) -> frozenset[str]:
    """The sets of annotations that name an artifact."""
    sets = models.annotation_sets(connection, repository)
    return frozenset(
        id for id, document in sets.items() if any(a.get("artifact") == artifact for a in document["annotations"])
    )


def shown(
    connection: Connection,
    repository: str,
    rows: Collection[CommitRow],
    linked: Links,
    *,
    artifact: str | None = None,
    sets: Collection[str] = (),
) -> list[shapes.Commit]:
    """Commits with what leads to them and what the artifact is there."""
    ids = [row.id for row in rows]
    refs = commits.refs_on(connection, repository, ids)
    versions: Mapping[str, str] = {}
    if artifact is not None:
        versions = commits.versions_on(connection, repository, artifact, ids)
    return [
        shapes.Commit(
            id=row.id,
            message=row.message,
            author=row.author,
            author_email=row.author_email,
            authored_at=row.authored_at,
            committed_at=row.committed_at,
            parents=row.parents,
            refs=refs.get(row.id, []),
            version=versions.get(row.id),
            holds=row.annotations in sets,
            url=linked.commit(row.id),
        )
        for row in rows
    ]
