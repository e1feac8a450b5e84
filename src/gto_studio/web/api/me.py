"""Who is asking, and what people change about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Request, Response
from fastapi.params import Path

from gto_studio.errors import NotAllowed, NotFound, WrongInput
from gto_studio.identity import accounts, signing_in
from gto_studio.identity.audit import audited
from gto_studio.rules.access import LOCAL, Actor, Role
from gto_studio.store.owned import people, sessions, teams
from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask
from gto_studio.web.identity import proofs_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.web.asking import Asking

DAY = 86_400.0


def read(ask: Ask) -> shapes.Me:
    """Who is asking, their teams, and the ways to sign in."""
    with ask.parts.store.reading() as connection:
        return told(connection, ask, ask.actor)


def change(ask: Ask, request: Request, response: Response, change: shapes.PersonChange) -> shapes.Me:
    """Change one's own name or password. The password in force is asked for, and every other session ends."""
    person = _account(ask.actor)
    other_email = change.email is not None and change.email.strip().lower() != ask.actor.email
    if other_email or change.admin is not None or change.disabled is not None:
        raise NotAllowed("An e-mail address, rights and the account itself are given", hint="ask an administrator")
    now = ask.parts.clock()
    with ask.parts.store.reading() as connection:
        found = people.find(connection, person)
    if change.password is not None and found is not None and found.password is not None:
        # counted like a sign-in: an open browser must not be a place to guess
        if change.current_password is None:
            raise WrongInput("The password in force is needed, too", fields={"current_password": "is missing"})
        signing_in.check(ask.parts.store, found.username, change.current_password, ask.address or "", now)
    wanted = accounts.AccountChange(name=change.name, password=change.password, revoke_tokens=change.revoke_tokens)
    # the slow part of hashing happens inside, so a writer of SQLite waits for it; people seldom change passwords
    with ask.parts.store.writing() as connection:
        changed = accounts.change(connection, ask.actor, person, wanted, now)
        if change.password is not None:
            give_session(connection, ask, request, response, changed, "password change")
        return told(connection, ask, Actor(changed.id, changed.name, changed.email, changed.admin, ask.actor.roles))


def end_sessions(ask: Ask, request: Request, response: Response) -> None:
    """Sign out everywhere, this browser included."""
    person = _account(ask.actor)
    with ask.parts.store.writing() as connection:
        sessions.remove_all(connection, person)
        audited(connection, ask.actor, "session.end-all", ask.actor.name)
    proofs_of(request).take_cookie(request, response)


def leave(ask: Ask, team: Annotated[str, Path(max_length=64)]) -> None:
    """Leave a team."""
    with ask.parts.store.writing() as connection:
        found = teams.find(connection, team)
        if found is None:
            raise NotFound("There is no such team, or you are not in it")
        accounts.remove_member(connection, ask.actor, found.id, _account(ask.actor))


# --- for the other modules ------------------------------------------------------------------------------------------


def told(connection: Connection, ask: Asking, actor: Actor) -> shapes.Me:
    """What `/api/me` says of an actor."""
    seen = teams.seen_by(connection, actor.sees) if actor.person else []
    return shapes.Me(
        mode="local" if ask.parts.owner else "accounts",
        person=_person(connection, actor),
        is_server_admin=actor.is_server_admin,
        teams=[
            shapes.Member(id=team.id, slug=team.slug, name=team.name, role=role_name(actor.role(team.id)))
            for team in seen
        ],
        sign_in=[] if ask.parts.owner else _ways(ask),
    )


def give_session(
    connection: Connection, ask: Asking, request: Request, response: Response, person: people.PersonRow, way: str
) -> Actor:
    """Sign a person in: a new session, its cookie in the answer, and the actor they are from now on."""
    proofs = proofs_of(request)
    seconds = ask.parts.settings.session_days * DAY
    secret = signing_in.begin_session(
        connection,
        person,
        replaces=proofs.session_secret(request),
        now=ask.parts.clock(),
        seconds=seconds,
        way=way,
    )
    proofs.give_cookie(request, response, secret, seconds)
    return Actor(person.id, person.name, person.email, person.admin, teams.roles(connection, person.id))


def shown(person: people.PersonRow) -> shapes.Person:
    return shapes.Person(
        id=person.id,
        username=person.username,
        name=person.name,
        email=person.email,
        admin=person.admin,
        disabled=person.disabled,
    )


def role_name(role: Role | None) -> shapes.RoleName:
    names: dict[Role, shapes.RoleName] = {Role.VIEWER: "viewer", Role.EDITOR: "editor", Role.ADMIN: "admin"}
    return names[role or Role.VIEWER]


def _ways(ask: Asking) -> list[shapes.SignInWay]:
    elsewhere = [
        shapes.SignInWay(id=one.id, name=one.name, url=f"/auth/sign-in/{one.id}")
        for one in ask.parts.providers.values()
    ]
    return [shapes.SignInWay(id="password", name="Password"), *elsewhere]


def _person(connection: Connection, actor: Actor) -> shapes.Person | None:
    if actor.person is None:
        return None
    if actor.person == LOCAL:
        return shapes.Person(id=LOCAL, username=LOCAL, name=actor.name, email=actor.email, admin=True)
    found = people.find(connection, actor.person)
    return shown(found) if found else None


def _account(actor: Actor) -> str:
    if actor.person in (None, LOCAL):
        raise NotAllowed("This server has no accounts", hint="turn them on with GTO_STUDIO_ACCOUNTS=true")
    assert actor.person is not None  # noqa: S101 - as was just asked
    return actor.person
