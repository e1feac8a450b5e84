"""Signing in with a password, and the sessions that follow. Guessing gets slower with every failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.errors import TooMany, WrongSignIn
from gto_studio.identity import passwords, proofs
from gto_studio.identity.audit import audited
from gto_studio.rules.access import Actor
from gto_studio.rules.people import MEMORY_SECONDS, wait_seconds
from gto_studio.store.owned import attempts, people, sessions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.store.connection import Store


def check(store: Store, name: str, password: str, address: str, now: float) -> people.PersonRow:
    """The person with this username or e-mail address and this password.

    Raises WrongSignIn, in the same time and the same words whatever is wrong, and TooMany after too many failures.
    Every try is counted before it is looked at, so that a hundred at once are a hundred.
    """
    subjects = {"person": f"person {name.strip().lower()[:200]}", "address": f"address {address}"}
    with store.writing() as connection:
        _may_try(connection, subjects, now)
        attempts.add(connection, list(subjects.values()), now)
    with store.reading() as connection:
        found = people.by_login(connection, name)
    right = passwords.is_right(found.password if found else None, password)
    if found is None or not right or found.disabled:
        raise WrongSignIn
    with store.writing() as connection:
        attempts.forget(connection, subjects["person"])
        attempts.forget(connection, subjects["address"], at=now)
        sessions.clear(connection, before=now)
        attempts.clear(connection, before=now - MEMORY_SECONDS)
        if found.password and passwords.is_old(found.password):
            people.change(connection, found.id, {"password": passwords.hashed(password)})
    return found


def _may_try(connection: Connection, subjects: dict[str, str], now: float) -> None:
    for kind, subject in subjects.items():
        failures, last = attempts.count(connection, subject, now - MEMORY_SECONDS)
        wait = wait_seconds(kind, failures, last, now)
        if wait > 0:
            raise TooMany("There were too many failed attempts to sign in", seconds=wait)


def begin_session(
    connection: Connection, person: people.PersonRow, *, replaces: str | None, now: float, seconds: float, way: str
) -> str:
    """A new session's secret, for the cookie. The session that the browser had before, if any, ends with it: whoever
    put a cookie there has nothing. `way`: by what proof, for the audit."""
    if replaces:
        sessions.remove(connection, proofs.digest(replaces))
    secret = proofs.new_secret()
    sessions.add(connection, hash=proofs.digest(secret), person=person.id, now=now, expires=now + seconds)
    audited(connection, Actor(person.id, person.name, person.email), "session.begin", person.username, {"way": way})
    return secret


def end_session(connection: Connection, secret: str, actor: Actor) -> None:
    """Sign somebody out of one browser."""
    sessions.remove(connection, proofs.digest(secret))
    if actor.person:
        audited(connection, actor, "session.end", actor.name)
