"""Somebody comes back from a provider of sign-in: whose account is that here?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gto_studio.errors import Conflict, SignInFailed
from gto_studio.identity import accounts
from gto_studio.identity.audit import audited
from gto_studio.rules.access import Actor, Role
from gto_studio.rules.people import Join, Link, whose
from gto_studio.store.owned import people, teams

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.rules.people import Claim


def arrive(
    connection: Connection,
    claim: Claim,
    *,
    signed_in: str | None,
    trusted: bool,
    sign_up: bool,
    sign_up_team: str | None,
    now: float,
) -> people.PersonRow:
    """The account that the claim is for: known, linked now, or new. Raises SignInFailed, saying why there is none.

    `signed_in`: who already is, and wants this provider connected to their account.
    """
    known = people.by_identity(connection, claim.issuer, claim.subject)
    if signed_in is not None:
        return _connect(connection, claim, known, signed_in)
    if known is None:
        known = _new_here(connection, claim, trusted=trusted, sign_up=sign_up, team=sign_up_team, now=now)
    if known.disabled:
        raise SignInFailed("This account is disabled", hint="ask an administrator")
    return known


def _connect(connection: Connection, claim: Claim, known: people.PersonRow | None, signed_in: str) -> people.PersonRow:
    person = people.find(connection, signed_in)
    if person is None or (known is not None and known.id != person.id):
        raise Conflict("This account of the provider belongs to somebody else here")
    if known is None:
        _link(connection, claim, person)
    return person


def _new_here(
    connection: Connection, claim: Claim, *, trusted: bool, sign_up: bool, team: str | None, now: float
) -> people.PersonRow:
    same = people.by_email(connection, claim.email) if claim.email else None
    decided = whose(
        claim,
        same_email=same.id if same else None,
        vouched=same.vouched if same else False,
        trusted=trusted,
        sign_up=sign_up,
    )
    if isinstance(decided, str):
        raise SignInFailed(decided)
    match decided:
        case Link(id):
            found = people.get(connection, id)
        case Join():
            account = accounts.NewAccount(
                username=people.free_username(connection, username_of(claim.username)),
                name=re.sub(r"[\x00-\x1f\x7f<>]", " ", claim.name).strip()[:200] or username_of(claim.username),
                email=claim.email or "",
                vouched=trusted and claim.email_verified,
            )
            found = accounts.add(connection, Actor(name=claim.name), account, now)
            joins = teams.find(connection, team) if team else None
            if joins:
                teams.set_role(connection, joins.id, found.id, Role.VIEWER)
    _link(connection, claim, found)
    return found


def _link(connection: Connection, claim: Claim, person: people.PersonRow) -> None:
    people.link(connection, claim.issuer, claim.subject, person.id)
    actor = Actor(person.id, person.name, person.email)
    audited(connection, actor, "person.link", person.username, {"issuer": claim.issuer, "subject": claim.subject})


def username_of(text: str) -> str:
    """What a provider calls somebody, as far as it can be a username here."""
    local = text.partition("@")[0].lower()
    return re.sub(r"[^a-z0-9_.-]+", "-", local).strip("-_.")[:40].strip("-_.") or "user"
