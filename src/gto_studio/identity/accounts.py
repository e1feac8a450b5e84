"""Accounts, teams, invite links and tokens: what people change about people. Each change is one audited transaction.

The pages and the command line both come through here. Who may do it was decided before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto_studio.errors import Conflict, NotAllowed, NotFound, WrongInput
from gto_studio.identity import passwords, proofs
from gto_studio.identity.audit import audited
from gto_studio.rules.access import Actor, Need, Role, Scope, decide
from gto_studio.rules.people import check_person, check_team
from gto_studio.rules.tokens import HINT_LENGTH, PREFIX
from gto_studio.store.owned import invites, people, sessions, teams, tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection

DAY = 86_400.0

#: Who acts when the command line does.
SERVER = Actor(name="the server's command line", is_server_admin=True)


@dataclass(frozen=True, slots=True)
class NewAccount:
    username: str
    name: str
    email: str
    password: str | None = None
    admin: bool = False
    #: Whether whoever makes the account says that the address is this person's.
    vouched: bool = False


@dataclass(frozen=True, slots=True)
class AccountChange:
    """None: leave it."""

    name: str | None = None
    email: str | None = None
    password: str | None = None
    admin: bool | None = None
    disabled: bool | None = None
    revoke_tokens: bool = False


# --- people ---------------------------------------------------------------------------------------------------------


def add(connection: Connection, actor: Actor, new: NewAccount, now: float) -> people.PersonRow:
    """A new account. WrongInput, Conflict."""
    check_person(username=new.username, name=new.name, email=new.email, password=new.password)
    made = people.add(
        connection,
        username=new.username,
        name=new.name,
        email=new.email,
        vouched=new.vouched,
        password=passwords.hashed(new.password) if new.password else None,
        admin=new.admin,
        now=now,
    )
    audited(connection, actor, "person.add", made.username, {"email": made.email, "admin": made.admin})
    return made


def change(connection: Connection, actor: Actor, id: str, wanted: AccountChange, now: float) -> people.PersonRow:
    """Change an account. A new password ends all its sessions. NotFound, WrongInput, Conflict."""
    before = people.get(connection, id)
    check_person(name=wanted.name, email=wanted.email, password=wanted.password)
    if (wanted.admin is False or wanted.disabled) and before.admin and not people.other_admins(connection, id):
        raise Conflict("The server would have no administrator left", hint="make somebody else one first")
    values: dict[str, object] = {}
    if wanted.name is not None:
        values["name"] = wanted.name.strip()
    if wanted.email is not None:
        values |= {"email": wanted.email.strip().lower(), "vouched": actor.is_server_admin}
    if wanted.admin is not None:
        values["admin"] = wanted.admin
    if wanted.disabled is not None:
        values["disabled"] = wanted.disabled
    detail: dict[str, object] = {name: value for name, value in values.items() if name != "vouched"}
    if wanted.password is not None:
        values["password"] = passwords.hashed(wanted.password)
        detail["password"] = "changed"  # noqa: S105 - the word, not the password
    changed = people.change(connection, id, values)
    if wanted.password is not None or wanted.disabled:
        sessions.remove_all(connection, id)
    if wanted.revoke_tokens:
        detail["tokens_revoked"] = tokens.revoke_all(connection, id, now)
    audited(connection, actor, "person.change", changed.username, detail)
    return changed


def remove(connection: Connection, actor: Actor, id: str) -> None:
    """Delete an account, with its memberships, sessions and tokens. What it wrote keeps its name."""
    found = people.get(connection, id)
    if found.admin and not people.other_admins(connection, id):
        raise Conflict("The server would have no administrator left", hint="make somebody else one first")
    people.remove(connection, id)
    audited(connection, actor, "person.remove", found.username)


# --- teams ----------------------------------------------------------------------------------------------------------


def add_team(connection: Connection, actor: Actor, slug: str, name: str, now: float) -> teams.TeamRow:
    """A new team; whoever makes it is its admin."""
    check_team(slug=slug, name=name)
    made = teams.add(connection, slug=slug, name=name, now=now)
    if actor.person and people.find(connection, actor.person):
        teams.set_role(connection, made.id, actor.person, Role.ADMIN)
    audited(connection, actor, "team.add", made.slug, team=made.id)
    return made


def change_team(connection: Connection, actor: Actor, id: str, slug: str | None, name: str | None) -> teams.TeamRow:
    check_team(slug=slug, name=name)
    values = {key: value for key, value in (("slug", slug), ("name", name and name.strip())) if value is not None}
    changed = teams.change(connection, id, values)
    audited(connection, actor, "team.change", changed.slug, values, team=id)
    return changed


def remove_team(connection: Connection, actor: Actor, id: str) -> None:
    """Delete a team that has no repositories any more."""
    found = teams.find(connection, id)
    if found is None:
        raise NotFound("There is no such team")
    if count := teams.count_repositories(connection, id):
        raise Conflict(
            f"The team '{found.slug}' has {count} repositor{'y' if count == 1 else 'ies'}", hint="remove them first"
        )
    teams.remove(connection, id)
    audited(connection, actor, "team.remove", found.slug, team=id)


def set_role(connection: Connection, actor: Actor, team: str, who: str, role: Role) -> people.PersonRow:
    """Make somebody a member with a role. `who`: id, username or e-mail address. NotFound, Conflict."""
    found = people.find(connection, who) or people.by_login(connection, who)
    if found is None:
        raise NotFound("There is no such person", hint="ask an administrator for an account, or send an invite link")
    if role is not Role.ADMIN:
        _keeps_an_admin(connection, team, found.id)
    teams.set_role(connection, team, found.id, role)
    audited(connection, actor, "member.set", found.username, {"role": role.name.lower()}, team=team)
    return found


def remove_member(connection: Connection, actor: Actor, team: str, who: str) -> None:
    found = people.find(connection, who)
    if found is None or team not in teams.roles(connection, found.id):
        raise NotFound("There is no such member")
    _keeps_an_admin(connection, team, found.id)
    teams.remove_member(connection, team, found.id)
    audited(connection, actor, "member.remove", found.username, team=team)


def _keeps_an_admin(connection: Connection, team: str, but: str) -> None:
    """A team whose last admin goes could be mended only by an administrator of the server."""
    admins = [person.id for person, role in teams.members(connection, team) if role is Role.ADMIN]
    if admins == [but]:
        raise Conflict("The team would have no admin left", hint="make somebody else one first")


# --- invite links ---------------------------------------------------------------------------------------------------


def invite(
    connection: Connection, actor: Actor, team: str, role: Role, days: float, now: float
) -> tuple[invites.InviteRow, str]:
    """A link's row and secret. It works once, for whoever has it."""
    secret = proofs.new_secret()
    made = invites.add(
        connection,
        hash=proofs.digest(secret),
        team=team,
        role=role,
        created_by=actor.name,
        expires=now + days * DAY,
        now=now,
    )
    audited(connection, actor, "invite.add", made.id, {"role": role.name.lower(), "days": days}, team=team)
    return made, secret


def withdraw(connection: Connection, actor: Actor, team: str, id: str) -> None:
    if not invites.remove(connection, team, id):
        raise NotFound("There is no such invitation")
    audited(connection, actor, "invite.remove", id, team=team)


def find_invitation(connection: Connection, secret: str, now: float) -> tuple[invites.InviteRow, teams.TeamRow]:
    """What a link says. NotFound where it was used, withdrawn, or is too old."""
    found = invites.find(connection, proofs.digest(secret), now)
    team = teams.find(connection, found.team) if found else None
    if found is None or team is None:
        raise NotFound("This invitation was used, withdrawn or is too old", hint="ask for another one")
    return found, team


def accept(
    connection: Connection, actor: Actor, secret: str, account: NewAccount | None, now: float
) -> people.PersonRow:
    """Join by a link: as the person who is signed in, or with a new account. A higher role that one has is kept."""
    taken = invites.take(connection, proofs.digest(secret), now)
    if taken is None:
        raise NotFound("This invitation was used, withdrawn or is too old", hint="ask for another one")
    found = people.find(connection, actor.person) if actor.person else None
    if found is None:
        if account is None or not account.password:
            raise WrongInput("To join, sign in or make an account", fields={"account": "with a password"})
        found = add(connection, Actor(name=account.name), account, now)
    role = max(taken.role, teams.roles(connection, found.id).get(taken.team, taken.role))
    teams.set_role(connection, taken.team, found.id, role)
    joined = Actor(found.id, found.name, found.email)
    detail = {"role": role.name.lower(), "invited_by": taken.created_by}
    audited(connection, joined, "member.join", found.username, detail, team=taken.team)
    return found


# --- tokens ---------------------------------------------------------------------------------------------------------


def make_token(
    connection: Connection,
    actor: Actor,
    *,
    name: str,
    scopes: frozenset[Scope],
    team: str | None,
    days: float | None,
    now: float,
    secret: str | None = None,
) -> tuple[tokens.TokenRow, str]:
    """A token of the actor's own, and its text, which is nowhere else. `team`: the only one that it is for. `secret`:
    its text, where it is chosen already."""
    if not name.strip() or len(name) > 200:
        raise WrongInput("A token needs a name", fields={"name": "at most 200 characters"})
    if not scopes:
        raise WrongInput("A token without scopes could do nothing", fields={"scopes": "at least one"})
    if actor.person is None:
        raise NotAllowed("A token belongs to a person")
    limited = teams.find(connection, team) if team else None
    if team and (limited is None or decide(actor, Need.VIEW, limited.id)):
        raise NotFound("There is no such team, or you are not in it")
    secret = secret or proofs.new_secret(PREFIX)
    made = tokens.add(
        connection,
        hash=proofs.digest(secret),
        hint=secret[:HINT_LENGTH],
        person=actor.person,
        team=limited.id if limited else None,
        name=name.strip(),
        scopes=scopes,
        expires=now + days * DAY if days is not None else None,
        now=now,
    )
    words = sorted(scope.value for scope in scopes)
    audited(connection, actor, "token.add", made.name, {"hint": made.hint, "scopes": words}, team=made.team)
    return made, secret


def revoke_token(connection: Connection, actor: Actor, person: str, id: str, now: float) -> None:
    gone = tokens.revoke(connection, person, id, now)
    if gone is None:
        raise NotFound("There is no such token")
    audited(connection, actor, "token.revoke", gone.name, {"hint": gone.hint}, team=gone.team)
