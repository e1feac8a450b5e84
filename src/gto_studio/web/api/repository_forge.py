"""How a repository stands at its forge: our hook there, rights, and how registry tags are protected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast
from urllib.parse import urlsplit

from fastapi.params import Path

from gto_studio.identity.audit import audited
from gto_studio.rules import protection, webhooks
from gto_studio.store.owned import forge_states, jobs, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.showing import sync as shown_job
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

Repository = Annotated[str, Path(max_length=26)]


def read(ask: Ask, repository: Repository) -> shapes.RepositoryForge:
    """As the forge said when it was last asked, with the patterns that protect registry tags there."""
    with ask.parts.store.reading() as connection:
        return _shown(ask, connection, repository)


def look(ask: Ask, repository: Repository) -> shapes.RepositoryForge:
    """Ask the forge now: set the hook up or repair it, if Studio may."""
    with ask.parts.store.writing() as connection:
        row = repositories.get(connection, repository)
        jobs.want(connection, jobs.HOOKS, row.id)
        audited(connection, ask.actor, "repository.forge", row.name, team=row.team)
        return _shown(ask, connection, repository)


def _shown(ask: Asking, connection: Connection, id: str) -> shapes.RepositoryForge:
    row, state = repositories.get(connection, id), forge_states.find(connection, id)
    job = jobs.of(connection, jobs.HOOKS, [id]).get(id)
    is_cloud = urlsplit(row.web_url or "").hostname == "bitbucket.org"
    wanted = protection.protection(row.forge, is_cloud=is_cloud)
    tags = shapes.TagProtection(
        patterns=list(wanted.patterns),
        where=wanted.where,
        url=f"{row.web_url}{wanted.page}" if row.web_url and wanted.page else None,
        found=state.tags if state else None,
        protected=protection.is_protected(wanted, state.tags if state else None),
    )
    return shapes.RepositoryForge(
        forge=cast("Any", row.forge),
        asked_at=moment(state.asked) if state else None,
        hook=cast("Any", state.hook) if state else None,
        hook_url=f"{ask.base_url}/webhook/{webhooks.kind_of(row.forge)}/{row.id}",
        tags=tags,
        job=shown_job(job, ask.parts.clock()),
        **(state.rights or {} if state else {}),
    )
