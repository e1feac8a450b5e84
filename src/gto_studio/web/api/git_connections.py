"""Git connections: what lets a person or a team in at a forge. Kept encrypted, tried by a worker, never shown again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from fastapi import Query, Response
from fastapi.params import Path

from gto.errors import GtoError
from gto_studio.errors import NotFound, WrongInput
from gto_studio.identity import app_keys
from gto_studio.identity.acting import right_of
from gto_studio.identity.audit import audited
from gto_studio.identity.connecting import tell
from gto_studio.rules import addresses, apps, forges
from gto_studio.rules.access import Need, decide
from gto_studio.store.owned import git_connections, jobs, repositories, teams
from gto_studio.store.owned.git_connections import GitConnectionRow
from gto_studio.store.owned.ids import new_id
from gto_studio.web.api import shapes
from gto_studio.web.api.showing import failure
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.rules.addresses import Address

#: A connection's id.
Id = Annotated[str, Path(max_length=26)]
RepositoryId = Annotated[str, Path(max_length=26)]
Search = Annotated[str, Query(max_length=200, description="Words that are in the name")]

#: So many repositories are shown at once; whoever searches sees the one meant.
SHOWN_MAX = 100
UNSEEN = "There is nothing here that you may see"


def listing(ask: Ask) -> list[shapes.GitConnection]:
    """One's own connections, and those of the teams that one is in."""
    with ask.parts.store.reading() as connection:
        rows = git_connections.of(connection, ask.actor.person, ask.actor.sees)
        return [_shown(ask, connection, row) for row in rows]


def add(ask: Ask, new: shapes.NewGitConnection, response: Response) -> shapes.GitConnection:
    """Connect a forge, for oneself or (`team`) for all editors of a team: by a token; at GitHub, by an app, too, whose
    private key nobody sees again. Another try at the same forge takes the place of the one before; apps that are
    installed for different accounts stand side by side. A worker tries it at once: `state` tells how that went."""
    url = forges.web_address(new.forge, new.url)
    _check_reach(ask, url)
    with ask.parts.store.writing() as connection:
        team = _team(ask, connection, new.team)
        row = GitConnectionRow(
            id=new_id(),
            team=team,
            person=None if team else ask.actor.person,
            forge=new.forge,
            url=url,
            **_let_in_by(ask, new),
            scopes=None,
            checked=None,
            error=None,
            created=ask.parts.clock(),
            created_by=ask.actor.name,
        )
        kept = git_connections.save(connection, row)
        about = {"forge": new.forge, "kind": kept.kind, **({"app": kept.app["id"]} if kept.app else {})}
        audited(connection, ask.actor, "git-connection.add", url, about, team=team)
        tell(connection, kept)
        response.headers["Location"] = f"/api/git-connections/{kept.id}"
        return _shown(ask, connection, kept)


def change(ask: Ask, git_connection: Id, change: shapes.GitConnectionChange) -> shapes.GitConnection:
    """Another token, or another key of the app, in the place of the one before, which is tried at once."""
    with ask.parts.store.writing() as connection:
        row = _mine(ask, connection, git_connection)
        if row.app is not None:
            new = shapes.NewGitConnection(forge="github", app=row.app["id"], **change.model_dump(exclude={"username"}))
            row = replace(row, **_let_in_by(ask, new) | {"app": row.app, "username": row.username})
        else:
            username = change.username if change.username is not None else row.username
            sealed = ask.parts.secrets.seal(_token(change.token))
            row = replace(row, kind="token", secret=sealed, username=username or None, renewal=None, expires=None)
        kept = git_connections.save(connection, replace(row, error=None, checked=None, scopes=None))
        audited(connection, ask.actor, "git-connection.change", row.url, team=row.team)
        tell(connection, kept)
        return _shown(ask, connection, kept)


def remove(ask: Ask, git_connection: Id) -> None:
    """Disconnect. What was read by it stays, and says that it is not let in any more."""
    with ask.parts.store.writing() as connection:
        row = _mine(ask, connection, git_connection)
        affected = git_connections.read_by(connection, row)
        git_connections.remove(connection, row.id)
        for repository in affected:
            jobs.want(connection, jobs.SYNC, repository)
        audited(connection, ask.actor, "git-connection.remove", row.url, team=row.team)
        tell(connection, row)


def try_again(ask: Ask, git_connection: Id) -> shapes.GitConnection:
    """Try it again, and list its repositories anew."""
    with ask.parts.store.writing() as connection:
        row = seen(ask, connection, git_connection)
        jobs.want(connection, jobs.CONNECTION, row.id)
        return _shown(ask, connection, row)


def found(ask: Ask, git_connection: Id, search: Search = "") -> shapes.ForgeRepositories:
    """The repositories that the forge listed when it was last asked, the latest first; `test` asks it again."""
    words = search.casefold().split()
    with ask.parts.store.reading() as connection:
        row = seen(ask, connection, git_connection)
        said, asked = git_connections.listing(connection, row.id) or ([], None)
        kept = [one for one in said if all(word in one["name"].casefold() for word in words)]
        sees = ask.actor.sees if row.team is None else [row.team]
        here = {one.url: one.id for one in repositories.of_teams(connection, sees)}
        return shapes.ForgeRepositories(
            repositories=[shapes.ForgeRepository(**one, repository=here.get(one["url"])) for one in kept[:SHOWN_MAX]],
            count=len(kept),
            connection=_shown(ask, connection, row),
            asked_at=None if asked is None else moment(asked),
        )


def right(ask: Ask, repository: RepositoryId) -> shapes.ActingRight:
    """By whose right the person would push to a repository, and whether its forge can be asked for a pull request."""
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        by = right_of(connection, row, ask.actor.person)
        return shapes.ActingRight(
            whose=by.whose,
            forge=by.forge,
            forge_url=by.web_url,
            pull_requests=by.can_ask,
            connection=_shown(ask, connection, by.row) if by.row else None,
        )


# --- of whom --------------------------------------------------------------------------------------------------------


def _team(ask: Asking, connection: Connection, team: str | None) -> str | None:
    """The team that a connection is to belong to, if any: its admins alone decide what it is let in by."""
    if team is None:
        return None
    found = teams.find(connection, team)
    _check(ask, Need.ADMIN, found.id if found else None)
    return found.id if found else None


def _mine(ask: Asking, connection: Connection, id: str) -> GitConnectionRow:
    """One's own, or one of a team that one is an admin of. NotFound, NotAllowed."""
    return _of(ask, connection, id, Need.ADMIN)


def seen(ask: Asking, connection: Connection, id: str) -> GitConnectionRow:
    """One's own, or one of a team that one is an editor of. NotFound, NotAllowed."""
    return _of(ask, connection, id, Need.EDIT)


def at(ask: Asking, connection: Connection, address: Address, id: str | None) -> GitConnectionRow | None:
    """By which connection a repository that is being added is reached: the one that was named, else one's own there, or
    the team's; None: by none. NotFound, NotAllowed, WrongInput."""
    if id is None:
        rows = git_connections.of(connection, ask.actor.person, [ask.team] if ask.team else [])
        return forges.chosen(rows, address, ask.team or "", ask.actor.person)
    row = seen(ask, connection, id)
    if not forges.is_at(row.url, address):
        raise WrongInput("The connection is to another forge", fields={"connection": f"it is to {row.url}"})
    return row


def _of(ask: Asking, connection: Connection, id: str, need: Need) -> GitConnectionRow:
    row = git_connections.find(connection, id)
    if row is None or (row.team is None and row.person != ask.actor.person):
        raise NotFound(UNSEEN)
    if row.team is not None:
        _check(ask, need, row.team)
    return row


def _check(ask: Asking, need: Need, team: str | None) -> None:
    if team is None:
        raise NotFound(UNSEEN)
    if error := decide(ask.actor, need, team):
        raise error


# --- what was sent, and what is shown -------------------------------------------------------------------------------


def _let_in_by(ask: Asking, new: shapes.NewGitConnection) -> dict[str, Any]:
    """The part of a row that says by what it lets us in."""
    seal = ask.parts.secrets.seal
    if new.app is None:
        username = new.username or None
        return {"kind": "token", "app": None, "username": username, "secret": seal(_token(new.token)),
                "renewal": None, "expires": None}  # fmt: skip
    if new.forge != "github" or new.token is not None:
        raise WrongInput("Only GitHub lets apps in, and by their keys", fields={"app": "either an app or a token"})
    app = {"id": _app(new.app), "account": _account(new.account), "installation": None}
    key = seal(app_keys.entered(new.private_key or ""))
    return {"kind": "app", "app": app, "username": None, "secret": seal(""), "renewal": key, "expires": 0.0}


def _app(text: str) -> str:
    id = text.strip()
    if not id.isascii() or not id.replace(".", "").isalnum():
        raise WrongInput("Which app?", fields={"app": "its App ID, a number, or its Client ID, as on the app's page"})
    return id


def _account(text: str | None) -> str | None:
    login = (text or "").strip()
    if login and not (login.isascii() and login.replace("-", "").replace("_", "").isalnum()):
        raise WrongInput("For whom?", fields={"account": "an organisation or a person, by their name at GitHub"})
    return login or None


def _token(text: str | None) -> str:
    token = (text or "").strip()
    if not token or not token.isprintable():
        raise WrongInput("What lets Studio in?", fields={"token": "an access token of the forge"})
    return token


def _check_reach(ask: Asking, url: str) -> None:
    """An address of a private network is refused at once where it can be seen; a name's, when a worker goes there."""
    address = addresses.read(f"{url}/-")
    host = urlsplit(url).hostname or ""
    try:
        addresses.check_reach(address, [host] if addresses.is_ip(host) else [], ask.parts.reach)
    except GtoError as error:
        raise WrongInput(error.message, fields={"url": error.hint or "not allowed"}) from None


def _shown(ask: Asking, connection: Connection, row: GitConnectionRow) -> shapes.GitConnection:
    job = jobs.of(connection, jobs.CONNECTION, [row.id]).get(row.id)
    busy = job is not None and job.state(ask.parts.clock()) in ("queued", "running")
    return shapes.GitConnection(
        id=row.id,
        forge=row.forge,  # type: ignore[arg-type]  # one of the kinds, as it was checked when it came
        url=row.url,
        kind=row.kind,  # type: ignore[arg-type]  # the same
        app=shapes.ConnectedApp(**row.app) if row.app else None,
        team=row.team,
        username=row.username,
        scopes=row.scopes,
        missing=apps.missing(row.scopes) if row.app and row.scopes is not None else [],
        state="trying" if busy else "failed" if row.error else "ok" if row.checked is not None else "new",
        error=failure(row.error),
        checked_at=None if row.checked is None else moment(row.checked),
        expires_at=None if row.expires is None or row.app else moment(row.expires),
        created_at=moment(row.created),
        created_by=row.created_by,
        may_change=row.team is None or decide(ask.actor, Need.ADMIN, row.team) is None,
    )
