"""Repositories: add, change, remove; how each is doing, and how its Git server tells us of a push."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import Response
from fastapi.params import Path

from gto_studio.errors import WrongInput
from gto_studio.identity.audit import audited
from gto_studio.rules import addresses, forges, webhooks
from gto_studio.store.derived import models
from gto_studio.store.owned import jobs, notices, repositories
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.repositories import RepositoryRow
from gto_studio.web.api import git_connections, shapes
from gto_studio.web.api.showing import shown_repositories, visible
from gto_studio.web.api.showing import sync as shown_sync
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: A repository's id.
Id = Annotated[str, Path(max_length=26)]
#: What a hook proves itself by: 32 bytes of chance.
HOOK_BYTES = 32


def listing(ask: Ask) -> list[shapes.Repository]:
    """Every repository of the teams that the person is in."""
    with ask.parts.store.reading() as connection:
        return shown_repositories(ask, connection, visible(ask, connection))


def add(ask: Ask, new: shapes.NewRepository, response: Response) -> shapes.Repository:
    """Add a repository by address or path. It is read in the background: `sync` tells how far that is."""
    with ask.parts.store.writing() as connection:
        row = added(
            ask,
            connection,
            new.url,
            name=new.name,
            username=new.username,
            password=new.password,
            ssh_key=new.ssh_key,
            poll_seconds=new.poll_seconds,
            by=new.connection,
        )
        response.headers["Location"] = f"/api/repositories/{row.id}"
        return _shown(ask, connection, row)


def one(ask: Ask, repository: Id) -> shapes.Repository:
    """One repository, and how its last sync went."""
    with ask.parts.store.reading() as connection:
        return _shown(ask, connection, repositories.get(connection, repository))


def change(ask: Ask, repository: Id, change: shapes.RepositoryChange) -> shapes.Repository:
    """Change its name, its credentials or how often it is asked for news. New credentials are tried at once."""
    with ask.parts.store.writing() as connection:
        row = before = repositories.get(connection, repository)
        if change.forget_credentials:
            row = replace(row, username=None, secret=None)
        if change.username is not None:
            row = replace(row, username=change.username or None)
        secret = _secret(change.password, change.ssh_key)
        if secret is not None:
            row = replace(row, secret=ask.parts.secrets.seal(secret))
        if change.name is not None:
            row = replace(row, name=_name(change.name))
        if "poll_seconds" in change.model_fields_set:
            row = replace(row, poll_seconds=change.poll_seconds)
        repositories.save(connection, row)
        if (row.secret, row.username) != (before.secret, before.username):
            jobs.want(connection, jobs.SYNC, row.id)
        told = sorted(change.model_fields_set)  # which fields, never what is in them
        audited(connection, ask.actor, "repository.change", row.name, {"fields": told}, team=row.team)
        _tell(connection, row)
        return _shown(ask, connection, row)


def remove(ask: Ask, repository: Id) -> None:
    """Forget a repository and its projects. Nothing changes in Git; adding it again brings everything back."""
    with ask.parts.store.writing() as connection:
        row = repositories.get(connection, repository)
        repositories.remove(connection, row.id)
        audited(connection, ask.actor, "repository.remove", row.name, {"url": row.url}, team=row.team)
        _tell(connection, row)


def sync(ask: Ask, repository: Id) -> shapes.Sync:
    """Look for news now, and for values outside of Git that were not to be had."""
    with ask.parts.store.writing() as connection:
        jobs.want(connection, jobs.SYNC, repository)
        jobs.want_anew(connection, jobs.LACKING, repository)
        return shown_sync(jobs.of(connection, jobs.SYNC, [repository]).get(repository), ask.parts.clock())


def hook(ask: Ask, repository: Id) -> shapes.Hook:
    """How a Git server tells us of a push at once."""
    with ask.parts.store.reading() as connection:
        return _hook(ask, repositories.get(connection, repository))


def renew_hook(ask: Ask, repository: Id) -> shapes.Hook:
    """A new secret; hooks with the old one are refused from now on."""
    with ask.parts.store.writing() as connection:
        old = repositories.get(connection, repository)
        row = replace(old, hook_secret=ask.parts.secrets.seal(secrets.token_urlsafe(HOOK_BYTES)))
        repositories.save(connection, row)
        jobs.want(connection, jobs.HOOKS, row.id)  # the one at the forge gets the new secret
        audited(connection, ask.actor, "repository.hook", row.name, team=row.team)
        return _hook(ask, row)


def problems(ask: Ask, repository: Id) -> list[shapes.Oddity]:
    """Tags and files that could not be taken at their word, and how to mend them. As `gto doctor`."""
    with ask.parts.store.reading() as connection:
        return [
            shapes.Oddity(code=row.code, subject=row.subject, says=row.says, repair=row.repair)
            for row in models.problems(connection, repository)
        ]


# --- adding -------------------------------------------------------------------------------------------------------


def added(
    ask: Asking,
    connection: Connection,
    url: str,
    *,
    name: str | None = None,
    username: str | None = None,
    password: str | None = None,
    ssh_key: str | None = None,
    poll_seconds: float | None = None,
    by: str | None = None,
) -> RepositoryRow:
    """A new repository of the team that was found for the request; `by`: the git connection by which it is read.
    WrongAddress, AddressNotAllowed, Conflict, NotFound."""
    team = ask.team or ""
    entered = addresses.enter(url)
    address = entered.address
    # a name's addresses are looked at by the worker, each time it goes there
    addresses.check_reach(address, [address.host] if addresses.is_ip(address.host) else [], ask.parts.reach)
    secret = _secret(password if password is not None else entered.password, ssh_key)
    connected = git_connections.at(ask, connection, address, by)
    row = RepositoryRow(
        id=new_id(),
        team=team,
        url=address.url,
        name=_name(name) if name else addresses.name_of(address),
        forge=connected.forge if connected else addresses.forge_of(address),
        web_url=forges.page_of(connected.url, connected.forge, address) if connected else addresses.web_url_of(address),
        username=username or entered.username,
        secret=ask.parts.secrets.seal(secret) if secret else None,
        poll_seconds=poll_seconds,
        hook_secret=ask.parts.secrets.seal(secrets.token_urlsafe(HOOK_BYTES)),
        created=ask.parts.clock(),
        connection=connected.id if connected and (by is not None or not secret) else None,
    )
    repositories.add(connection, row)
    audited(connection, ask.actor, "repository.add", row.name, {"url": row.url}, team=team)
    _tell(connection, row)
    return row


def _secret(password: str | None, ssh_key: str | None) -> str | None:
    if password and ssh_key:
        raise WrongInput(
            "A repository lets us in by a password or by a key", fields={"ssh_key": "not beside a password"}
        )
    if ssh_key and not ssh_key.lstrip().startswith("-----BEGIN "):
        raise WrongInput("That is no private key", fields={"ssh_key": "a file that begins with -----BEGIN"})
    return ssh_key or password or None


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise WrongInput("That is no name", fields={"name": "letters, digits and what else can be printed"})
    return name


def _tell(connection: Connection, row: RepositoryRow) -> None:
    notices.tell(connection, "repository", {"repository": row.id}, team=row.team)


def _shown(ask: Asking, connection: Connection, row: RepositoryRow) -> shapes.Repository:
    return shown_repositories(ask, connection, [row])[0]


def _hook(ask: Asking, row: RepositoryRow) -> shapes.Hook:
    secret = ask.parts.secrets.open(row.hook_secret)
    base = ask.base_url
    return shapes.Hook(
        urls={kind: f"{base}/webhook/{kind}/{row.id}" for kind in webhooks.KINDS},
        secret=secret,
        script=webhooks.post_receive(f"{base}/webhook/git/{row.id}", secret),
    )
