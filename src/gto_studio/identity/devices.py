"""Signing in a program without a browser (`dvc studio login`): it shows a code, a person says yes in the browser.

Clients know four answers: go on waiting, expired, a token, and anything else, which they take for a crash. So a
refusal is told as *expired*. A request expires, because clients ask for ever.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal

from gto_studio.errors import Conflict, NotFound
from gto_studio.identity import accounts, proofs
from gto_studio.identity.audit import audited
from gto_studio.rules.people import network
from gto_studio.rules.tokens import CODE_LENGTH, CODE_SIGNS, PREFIX, read_code
from gto_studio.store.owned import device_logins, people, teams, tokens

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.rules.access import Actor, Scope

State = Literal["waiting", "allowed", "refused", "expired"]

#: So long a request waits for an answer.
WAIT_SECONDS = 1_500.0
#: So many may wait at once. Anybody can ask, so there has to be an end, and nobody may bring it about for others.
WAITING_MOST = 1_000
#: A program that did not hear its token, and has not used it, hears it once more within this time.
AGAIN_SECONDS = 60.0


def ask(
    connection: Connection,
    *,
    client: str,
    name: str | None,
    scopes: frozenset[Scope],
    now: float,
    address: str | None = None,
) -> tuple[device_logins.DeviceRow, str]:
    """A new request, and the secret code by which the program comes back for its token.

    Where too many wait, the oldest of the address that has the most of them expires.
    """
    device_logins.clear(connection, now=now)
    device_logins.make_room(connection, WAITING_MOST, now)
    secret = proofs.new_secret()
    code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    made = device_logins.DeviceRow(
        hash=proofs.digest(secret),
        user_code=code,
        client=client[:100] or "a program",
        name=(name or "").strip()[:200] or f"{client[:100] or 'device'} {code[:4].lower()}",
        scopes=scopes,
        expires=now + WAIT_SECONDS,
        person=None,
        team=None,
        refused=False,
        address=network(address) if address else None,
    )
    device_logins.add(connection, made)
    return made, secret


def find(connection: Connection, code: str) -> device_logins.DeviceRow:
    """The request that shows this code. NotFound."""
    found = device_logins.find(connection, user_code=read_code(code))
    if found is None:
        raise NotFound("No program is waiting with this code", hint="compare it with what the program shows")
    return found


def state(row: device_logins.DeviceRow, now: float) -> State:
    """waiting, allowed, refused or expired."""
    if row.refused:
        return "refused"
    if row.person is not None:
        return "allowed"
    return "expired" if row.expires <= now else "waiting"


def answer(
    connection: Connection,
    actor: Actor,
    code: str,
    *,
    allow: bool,
    scopes: frozenset[Scope],
    team: str | None,
    now: float,
) -> device_logins.DeviceRow:
    """A person's yes or no. No more scopes are given than were asked for."""
    found = find(connection, code)
    limited = teams.find(connection, team) if team else None
    if team and (limited is None or actor.role(limited.id) is None):
        raise NotFound("There is no such team, or you are not in it")
    given = (scopes & found.scopes) or found.scopes
    by = actor.person if allow else None
    team_id = limited.id if limited else None
    if not device_logins.answer(connection, found.hash, person=by, scopes=given, team=team_id, now=now):
        raise Conflict("This was answered before, or is too old", hint="start again in the program")
    audited(connection, actor, "device.allow" if allow else "device.refuse", found.client, {"token": found.name})
    return find(connection, code)


def collect(connection: Connection, secret: str, now: float) -> str | None:
    """The program's token; None: nobody has answered yet. Raises NotFound: there will never be one, or it was given."""
    found = device_logins.find(connection, hash=proofs.digest(secret))
    token = proofs.derived(secret, PREFIX)
    if found is None and _is_unheard(connection, token, now):
        return token
    now_is = state(found, now) if found else "expired"
    if now_is == "waiting":
        return None
    person = people.find(connection, found.person) if found and found.person else None
    if found is None or person is None or person.disabled or not device_logins.take(connection, found.hash):
        raise NotFound("This was refused, used, or is too old")
    actor = proofs.actor_of(connection, person)
    accounts.make_token(
        connection, actor, name=found.name, scopes=found.scopes, team=found.team, days=None, now=now, secret=token
    )
    return token


def _is_unheard(connection: Connection, token: str, now: float) -> bool:
    """Whether it was made just now, and perhaps the answer with it was not waited for."""
    held = tokens.find(connection, proofs.digest(token), now)
    return held is not None and held[0].used is None and now - held[0].created < AGAIN_SECONDS
