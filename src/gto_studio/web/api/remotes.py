"""Data remotes of a repository, and what lets us in there: named by people, and never shown again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from fastapi import Query

from gto.data.remote_config import FIELDS, address_of, label, read_documents
from gto_studio.errors import NotFound, WrongInput
from gto_studio.identity.audit import audited
from gto_studio.store.derived import files, models
from gto_studio.store.owned import jobs, notices, remote_secrets, repositories
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.remote_secrets import RemoteSecretRow
from gto_studio.web.api import shapes
from gto_studio.web.api.repositories import Id
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto.data.remote_config import Remote
    from gto_studio.store.owned.repositories import RepositoryRow

Name = Annotated[str, Query(max_length=1_000, description="Of a remote, as the list of them has it")]

#: Together, so long at most.
SECRET_LENGTH_MAX = 20_000


def listing(ask: Ask, repository: Id) -> list[shapes.DataRemote]:
    """The remotes that the repository names at the head of its default branch, and what is attached to them."""
    with ask.parts.store.reading() as connection:
        return _shown(ask, connection, repositories.get(connection, repository))


def attach(ask: Ask, repository: Id, new: shapes.NewRemoteSecret) -> list[shapes.DataRemote]:
    """Let Studio in at a remote: in the place of what was attached before."""
    with ask.parts.store.writing() as connection:
        row = repositories.get(connection, repository)
        remote = _remotes(connection, row.id).get(new.name)
        if remote is None:
            raise NotFound(f"The repository names no remote '{new.name}'")
        values = {name: value for name, value in new.fields.items() if value}
        known = FIELDS[remote.kind]
        if not values or any(name not in known for name in values):
            raise WrongInput(
                f"Remotes of the kind '{remote.kind}' take: {', '.join(known) or 'nothing'}",
                fields={name: "is not taken" for name in values if name not in known} or {"fields": "fill in some"},
            )
        if sum(map(len, values.values())) > SECRET_LENGTH_MAX:
            raise WrongInput("That is too long for credentials", fields={"fields": "shorter"})
        sealed = ask.parts.secrets.seal(json.dumps(values))
        secret = RemoteSecretRow(
            id=new_id(),
            repository=row.id,
            name=new.name,
            address=address_of(remote),
            fields=sorted(values),
            secret=sealed,
            changed=ask.parts.clock(),
            changed_by=ask.actor.name,
        )
        remote_secrets.save(connection, secret)
        audited(connection, ask.actor, "remote.attach", new.name, {"fields": sorted(values)}, team=row.team)
        _look_again(connection, row)
        return _shown(ask, connection, row)


def detach(ask: Ask, repository: Id, name: Name) -> None:
    """Forget what lets Studio in at a remote."""
    with ask.parts.store.writing() as connection:
        row = repositories.get(connection, repository)
        remote_secrets.remove(connection, row.id, name)
        audited(connection, ask.actor, "remote.detach", name, team=row.team)
        _look_again(connection, row)


def _look_again(connection: Connection, row: RepositoryRow) -> None:
    """What could not be had may be had now."""
    files.forget_problems(connection, row.id)
    jobs.want(connection, jobs.SYNC, row.id)
    notices.tell(connection, "repository", {"repository": row.id}, team=row.team)


def _remotes(connection: Connection, repository: str) -> dict[str, Remote]:
    return {
        label(project, remote.name): remote
        for project, config in read_documents(models.remotes(connection, repository)).items()
        for remote in config.remotes
    }


def _shown(ask: Asking, connection: Connection, row: RepositoryRow) -> list[shapes.DataRemote]:
    attached = {one.name: one for one in remote_secrets.of_repository(connection, row.id)}
    defaults = {
        label(project, remote.name)
        for project, config in read_documents(models.remotes(connection, row.id)).items()
        if (remote := config.find(None)) is not None
    }
    found = []
    for name, remote in _remotes(connection, row.id).items():
        secret = attached.get(name)
        found.append(
            shapes.DataRemote(
                name=name,
                url=remote.url,
                kind=remote.kind,
                default=name in defaults,
                takes=list(FIELDS[remote.kind]),
                attached=secret.fields if secret else None,
                attached_at=moment(secret.changed) if secret else None,
                attached_by=secret.changed_by if secret else None,
                moved=secret is not None and secret.address != address_of(remote),
                remark=_remark(ask, remote),
            )
        )
    return found


def _remark(ask: Asking, remote: Remote) -> str | None:
    if remote.kind == "local" and not ask.parts.reach.local:
        return "A folder on somebody's own disk: this server does not look there"
    if remote.kind == "other":
        return "Studio reads no remotes of this kind"
    return None
