"""A session's cookie or a token → the actor behind it.

What proves somebody is 256 bits of chance, so a plain hash is enough to store, and to look it up by: whoever reads the
database learns no proof, and no comparison takes a time that tells anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from types import MappingProxyType
from typing import TYPE_CHECKING

from gto_studio.rules.access import LOCAL, Actor
from gto_studio.rules.tokens import looks_like_token
from gto_studio.store.owned import people, sessions, teams, tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection


def new_secret(prefix: str = "") -> str:
    """A proof that nobody guesses: 48 bytes of chance, 64 characters after the prefix."""
    return prefix + secrets.token_urlsafe(48)


def derived(secret: str, prefix: str = "") -> str:
    """Another proof of that form, which whoever has the first can be told again."""
    made = hmac.digest(secret.encode(), b"derived", "sha512")[:48]
    return prefix + base64.urlsafe_b64encode(made).decode()


def digest(secret: str) -> str:
    """As it is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_session(connection: Connection, secret: str, now: float) -> Actor | None:
    """Who holds this session; None: nobody any more."""
    found = sessions.find(connection, digest(secret), now)
    return actor_of(connection, found) if found else None


def by_token(
    connection: Connection, secret: str, now: float, owner: Actor | None
) -> tuple[Actor, tokens.TokenRow] | None:
    """Who may use this token, and for what; None: it is none, or holds no longer.

    `owner`: on a server without accounts, its one local owner; with accounts, tokens that he made are void.
    """
    found = tokens.find(connection, digest(secret), now) if looks_like_token(secret) else None
    if found is None:
        return None
    token, person = found
    if person.id == LOCAL:
        if owner is None:
            return None
        local = Actor(LOCAL, owner.name, owner.email, owner.is_server_admin, owner.roles, token.scopes, token.team)
        return local, token
    return actor_of(connection, person, token), token


def actor_of(connection: Connection, person: people.PersonRow, token: tokens.TokenRow | None = None) -> Actor:
    """A person, with all their rights or with those of a token."""
    return Actor(
        person=person.id,
        name=person.name,
        email=person.email,
        is_server_admin=person.admin or person.id == LOCAL,
        roles=MappingProxyType(teams.roles(connection, person.id)),
        scopes=token.scopes if token else None,
        team=token.team if token else None,
    )
