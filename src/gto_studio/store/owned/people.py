"""People, teams, and the proofs that somebody is one of them. Hashes come in; no secret is ever seen here.

Every function takes a connection of `Store.reading` or `Store.writing`, and the time where it matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from gto_studio.errors import Conflict, NotFound
from gto_studio.rules.access import LOCAL, Role, Scope
from gto_studio.store import dialects
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.tables import (
    attempt,
    audit,
    device_login,
    identity,
    invite,
    member,
    person,
    repository,
    session,
)
from gto_studio.store.owned.tables import team as team_table
from gto_studio.store.owned.tables import token as token_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Row


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: str
    username: str
    name: str
    email: str
    vouched: bool
    password: str | None
    admin: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    id: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    id: str
    hint: str
    person: str
    team: str | None
    name: str
    scopes: frozenset[Scope]
    created: float
    used: float | None
    expires: float | None


@dataclass(frozen=True, slots=True)
class InviteRow:
    id: str
    team: str
    role: Role
    created: float
    created_by: str
    expires: float


@dataclass(frozen=True, slots=True)
class DeviceRow:
    hash: str
    user_code: str
    client: str
    name: str
    scopes: frozenset[Scope]
    expires: float
    person: str | None
    team: str | None
    refused: bool
    address: str | None = None


PERSON = [person.c[name] for name in ("id", "username", "name", "email", "vouched", "password", "admin", "disabled")]
TEAM = [team_table.c[name] for name in ("id", "slug", "name")]


# --- people ---------------------------------------------------------------------------------------------------------


def count_people(connection: Connection) -> int:
    """How many accounts there are, disabled ones and the local owner excepted."""
    asked = select(func.count()).select_from(person).where(person.c.disabled.is_(False), person.c.id != LOCAL)
    return int(connection.scalar(asked) or 0)


def list_people(connection: Connection) -> list[PersonRow]:
    found = connection.execute(select(*PERSON).where(person.c.id != LOCAL).order_by(person.c.username))
    return [PersonRow(*row) for row in found]


def find_person(connection: Connection, id: str) -> PersonRow | None:
    row = connection.execute(select(*PERSON).where(person.c.id == id)).one_or_none()
    return PersonRow(*row) if row else None


def get_person(connection: Connection, id: str) -> PersonRow:
    found = find_person(connection, id)
    if found is None:
        raise NotFound("There is no such person")
    return found


def find_login(connection: Connection, name: str) -> PersonRow | None:
    """A person by username or e-mail address, in any case. The local owner can't sign in."""
    word = name.strip().lower()
    asked = select(*PERSON).where(or_(person.c.username == word, person.c.email == word), person.c.id != LOCAL)
    row = connection.execute(asked).first()
    return PersonRow(*row) if row else None


def add_person(
    connection: Connection,
    *,
    username: str,
    name: str,
    email: str,
    vouched: bool,
    password: str | None,
    admin: bool,
    now: float,
) -> PersonRow:
    """A new account. `password` is a hash. Raises Conflict if the username or the address is taken."""
    new = PersonRow(new_id(now), username.lower(), name.strip(), email.strip().lower(), vouched, password, admin, False)
    taken = connection.execute(
        select(person.c.username).where(or_(person.c.username == new.username, person.c.email == new.email))
    ).first()
    if taken:
        what = f"username '{new.username}'" if taken.username == new.username else f"address '{new.email}'"
        raise Conflict(f"There is an account with the {what}")
    values = {name: getattr(new, name) for name in PersonRow.__slots__}
    _insert(connection, person, {**values, "created": now}, "There is such an account by now")
    return new


def change_person(connection: Connection, id: str, values: Mapping[str, object]) -> PersonRow:
    """Write some columns. Raises NotFound, or Conflict where an address is taken."""
    if values:
        try:
            with connection.begin_nested():
                connection.execute(update(person).where(person.c.id == id).values(**values))
        except IntegrityError:
            raise Conflict("There is another account with this username or address") from None
    return get_person(connection, id)


def remove_person(connection: Connection, id: str) -> None:
    connection.execute(delete(person).where(person.c.id == id))


def other_admins(connection: Connection, id: str) -> int:
    """How many administrators of the server there are beside this person."""
    asked = (
        select(func.count())
        .select_from(person)
        .where(person.c.admin.is_(True), person.c.disabled.is_(False), person.c.id != id)
    )
    return int(connection.scalar(asked) or 0)


# --- what a provider of sign-in knows them by -----------------------------------------------------------------------


def by_identity(connection: Connection, issuer: str, subject: str) -> PersonRow | None:
    asked = select(*PERSON).join(identity, identity.c.person == person.c.id)
    row = connection.execute(asked.where(identity.c.issuer == issuer, identity.c.subject == subject)).one_or_none()
    return PersonRow(*row) if row else None


def by_email(connection: Connection, email: str) -> PersonRow | None:
    row = connection.execute(select(*PERSON).where(person.c.email == email.strip().lower())).one_or_none()
    return PersonRow(*row) if row else None


def link(connection: Connection, issuer: str, subject: str, id: str) -> None:
    _insert(
        connection,
        identity,
        {"issuer": issuer, "subject": subject, "person": id},
        "This account of the provider belongs to somebody else here",
    )


def free_username(connection: Connection, wanted: str) -> str:
    """The username, or with the first number that makes it a free one."""
    taken = set(connection.scalars(select(person.c.username).where(person.c.username.startswith(wanted))))
    return next(
        name for name in (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3))) if name not in taken
    )


# --- teams ----------------------------------------------------------------------------------------------------------


def list_teams(connection: Connection, sees: frozenset[str] | None) -> list[TeamRow]:
    """The teams in `sees`; None: all."""
    asked = select(*TEAM).order_by(team_table.c.name, team_table.c.id)
    if sees is not None:
        asked = asked.where(team_table.c.id.in_(sees))
    return [TeamRow(*row) for row in connection.execute(asked)]


def find_team(connection: Connection, id_or_slug: str) -> TeamRow | None:
    asked = select(*TEAM).where(or_(team_table.c.id == id_or_slug, team_table.c.slug == id_or_slug))
    row = connection.execute(asked).first()
    return TeamRow(*row) if row else None


def get_team(connection: Connection, id: str) -> TeamRow:
    found = find_team(connection, id)
    if found is None:
        raise NotFound("There is no such team")
    return found


def first_team(connection: Connection, now: float) -> TeamRow:
    """The oldest team; made here where there is none. Of several who make it at once, all get the same."""
    found = oldest_team(connection)
    if found is None:
        made = {"id": new_id(now), "slug": "main", "name": "Main", "created": now}
        dialects.insert_new(connection, team_table, made)
        found = oldest_team(connection)
    assert found is not None  # noqa: S101 - it was just made, here or elsewhere
    return found


def oldest_team(connection: Connection) -> TeamRow | None:
    row = connection.execute(select(*TEAM).order_by(team_table.c.created, team_table.c.id).limit(1)).first()
    return TeamRow(*row) if row else None


def add_local(connection: Connection, name: str, now: float) -> None:
    """The row of the local owner, whose tokens belong to it. Nobody can sign in as it, or have its names."""
    unusable = f"{LOCAL} owner"  # a space is in no username and in no address
    values = {"id": LOCAL, "username": unusable, "name": name, "email": unusable, "created": now}
    dialects.insert_new(connection, person, {**values, "vouched": False, "admin": False, "disabled": False})


def add_team(connection: Connection, *, slug: str, name: str, now: float) -> TeamRow:
    new = TeamRow(new_id(now), slug.lower(), name.strip())
    _insert(
        connection,
        team_table,
        {"id": new.id, "slug": new.slug, "name": new.name, "created": now},
        f"There is a team '{new.slug}' already",
    )
    return new


def change_team(connection: Connection, id: str, values: Mapping[str, object]) -> TeamRow:
    if values:
        try:
            with connection.begin_nested():
                connection.execute(update(team_table).where(team_table.c.id == id).values(**values))
        except IntegrityError:
            raise Conflict(f"There is a team '{values.get('slug')}' already") from None
    return get_team(connection, id)


def remove_team(connection: Connection, id: str) -> None:
    connection.execute(delete(team_table).where(team_table.c.id == id))


def count_repositories(connection: Connection, team: str) -> int:
    asked = select(func.count()).select_from(repository).where(repository.c.team == team)
    return int(connection.scalar(asked) or 0)


def roles(connection: Connection, id: str) -> dict[str, Role]:
    """team → role of a person."""
    found = connection.execute(select(member.c.team, member.c.role).where(member.c.person == id))
    return {row.team: Role(row.role) for row in found}


def members(connection: Connection, team: str) -> list[tuple[PersonRow, Role]]:
    asked = select(*PERSON, member.c.role).join(member, member.c.person == person.c.id).where(member.c.team == team)
    return [(PersonRow(*row[:-1]), Role(row[-1])) for row in connection.execute(asked.order_by(person.c.username))]


def set_role(connection: Connection, team: str, id: str, role: Role) -> None:
    """Make somebody a member, or give a member another role."""
    same = (member.c.team == team, member.c.person == id)
    if not connection.execute(update(member).where(*same).values(role=int(role))).rowcount:
        _insert(connection, member, {"team": team, "person": id, "role": int(role)}, "Somebody was quicker")


def remove_member(connection: Connection, team: str, id: str) -> None:
    connection.execute(delete(member).where(member.c.team == team, member.c.person == id))


# --- invite links ---------------------------------------------------------------------------------------------------


def add_invite(
    connection: Connection, *, hash: str, team: str, role: Role, created_by: str, expires: float, now: float
) -> InviteRow:
    new = InviteRow(new_id(now), team, role, now, created_by, expires)
    connection.execute(
        insert(invite).values(
            id=new.id, hash=hash, team=team, role=int(role), created=now, created_by=created_by, expires=expires
        )
    )
    return new


def list_invites(connection: Connection, team: str, now: float) -> list[InviteRow]:
    asked = select(invite).where(invite.c.team == team, invite.c.expires > now).order_by(invite.c.id)
    return [_invite(row) for row in connection.execute(asked)]


def find_invite(connection: Connection, hash: str, now: float) -> InviteRow | None:
    row = connection.execute(select(invite).where(invite.c.hash == hash, invite.c.expires > now)).one_or_none()
    return _invite(row) if row else None


def take_invite(connection: Connection, hash: str, now: float) -> InviteRow | None:
    """The invitation, used up; of two who come at once only one gets it."""
    found = find_invite(connection, hash, now)
    if found is None or not connection.execute(delete(invite).where(invite.c.id == found.id)).rowcount:
        return None
    return found


def remove_invite(connection: Connection, team: str, id: str) -> bool:
    return bool(connection.execute(delete(invite).where(invite.c.team == team, invite.c.id == id)).rowcount)


def _invite(row: Row[Any]) -> InviteRow:
    return InviteRow(row.id, row.team, Role(row.role), row.created, row.created_by, row.expires)


# --- sessions -------------------------------------------------------------------------------------------------------


def add_session(connection: Connection, *, hash: str, person: str, now: float, expires: float) -> None:
    connection.execute(insert(session).values(hash=hash, person=person, created=now, expires=expires))


def find_session(connection: Connection, hash: str, now: float) -> PersonRow | None:
    """Whose session it is, if it still holds."""
    asked = select(*PERSON).join(session, session.c.person == person.c.id)
    row = connection.execute(
        asked.where(session.c.hash == hash, session.c.expires > now, person.c.disabled.is_(False))
    ).one_or_none()
    return PersonRow(*row) if row else None


def remove_session(connection: Connection, hash: str) -> None:
    connection.execute(delete(session).where(session.c.hash == hash))


def remove_sessions(connection: Connection, person: str, *, but: str | None = None) -> None:
    """All of a person's sessions, except for one."""
    connection.execute(delete(session).where(session.c.person == person, session.c.hash != (but or "")))


def forget_old(connection: Connection, now: float, *, attempts_before: float) -> None:
    """Throw away what can have no effect any more."""
    connection.execute(delete(session).where(session.c.expires <= now))
    connection.execute(delete(invite).where(invite.c.expires <= now))
    connection.execute(delete(device_login).where(device_login.c.expires <= now - 3_600))
    connection.execute(delete(attempt).where(attempt.c.at < attempts_before))


# --- tokens ---------------------------------------------------------------------------------------------------------


def add_token(
    connection: Connection,
    *,
    hash: str,
    hint: str,
    person: str,
    team: str | None,
    name: str,
    scopes: frozenset[Scope],
    expires: float | None,
    now: float,
) -> TokenRow:
    new = TokenRow(new_id(now), hint, person, team, name, scopes, now, None, expires)
    connection.execute(
        insert(token_table).values(
            id=new.id,
            hash=hash,
            hint=hint,
            person=person,
            team=team,
            name=name,
            scopes=sorted(scope.value for scope in scopes),
            created=now,
            expires=expires,
        )
    )
    return new


def list_tokens(connection: Connection, person: str) -> list[TokenRow]:
    """Those that were not revoked; expired ones included, so that one sees why something stopped."""
    asked = select(token_table).where(token_table.c.person == person, token_table.c.revoked.is_(None))
    return [_token(row) for row in connection.execute(asked.order_by(token_table.c.id))]


def find_token(connection: Connection, hash: str, now: float) -> tuple[TokenRow, PersonRow] | None:
    """A token that still holds, and whose it is."""
    row = connection.execute(
        select(token_table).where(
            token_table.c.hash == hash,
            token_table.c.revoked.is_(None),
            or_(token_table.c.expires.is_(None), token_table.c.expires > now),
        )
    ).one_or_none()
    owner = find_person(connection, row.person) if row else None
    return (_token(row), owner) if row and owner and not owner.disabled else None


def find_any_token(connection: Connection, hash: str) -> TokenRow | None:
    """A token, also if it was revoked or has expired: for saying why it is refused."""
    row = connection.execute(select(token_table).where(token_table.c.hash == hash)).one_or_none()
    return _token(row) if row else None


def token_used(connection: Connection, id: str, now: float) -> None:
    connection.execute(update(token_table).where(token_table.c.id == id).values(used=now))


def revoke_token(connection: Connection, person: str, id: str, now: float) -> TokenRow | None:
    """The token, if it was this person's and could still be used."""
    held = and_(token_table.c.id == id, token_table.c.person == person, token_table.c.revoked.is_(None))
    row = connection.execute(select(token_table).where(held)).one_or_none()
    if row is None or not connection.execute(update(token_table).where(held).values(revoked=now)).rowcount:
        return None
    return _token(row)


def revoke_tokens(connection: Connection, person: str, now: float) -> int:
    """All of a person's tokens; how many there were."""
    held = and_(token_table.c.person == person, token_table.c.revoked.is_(None))
    return connection.execute(update(token_table).where(held).values(revoked=now)).rowcount


def _token(row: Row[Any]) -> TokenRow:
    scopes = frozenset(Scope(name) for name in row.scopes)
    return TokenRow(row.id, row.hint, row.person, row.team, row.name, scopes, row.created, row.used, row.expires)


# --- devices --------------------------------------------------------------------------------------------------------


def add_device(connection: Connection, new: DeviceRow) -> None:
    connection.execute(
        insert(device_login).values(
            hash=new.hash,
            user_code=new.user_code,
            client=new.client,
            name=new.name,
            scopes=sorted(scope.value for scope in new.scopes),
            expires=new.expires,
            refused=new.refused,
            address=new.address,
        )
    )


def find_device(connection: Connection, *, hash: str | None = None, user_code: str | None = None) -> DeviceRow | None:
    same = device_login.c.hash == hash if hash is not None else device_login.c.user_code == user_code
    row = connection.execute(select(device_login).where(same)).one_or_none()
    if row is None:
        return None
    scopes = frozenset(Scope(name) for name in row.scopes)
    return DeviceRow(
        row.hash,
        row.user_code,
        row.client,
        row.name,
        scopes,
        row.expires,
        row.person,
        row.team,
        row.refused,
        row.address,
    )


def make_room_for_device(connection: Connection, most: int, now: float) -> None:
    """Where `most` requests wait for an answer, one goes: the oldest of the address that has the most of them."""
    undecided = and_(device_login.c.person.is_(None), device_login.c.refused.is_(False), device_login.c.expires > now)
    count = func.count()
    waiting = connection.execute(
        select(device_login.c.address, count.label("waiting"))
        .where(undecided)
        .group_by(device_login.c.address)
        .order_by(count.desc(), func.min(device_login.c.expires))
    ).all()
    if sum(row.waiting for row in waiting) < most:
        return
    oldest = (
        select(device_login.c.hash)
        .where(undecided, device_login.c.address.is_not_distinct_from(waiting[0].address))
        .order_by(device_login.c.expires, device_login.c.hash)
        .limit(1)
    )
    connection.execute(delete(device_login).where(device_login.c.hash.in_(oldest)))


def answer_device(
    connection: Connection,
    hash: str,
    *,
    person: str | None,
    scopes: frozenset[Scope],
    team: str | None,
    now: float,
) -> bool:
    """Write down a yes (by `person`) or a no (None); False if it was answered or expired before."""
    waiting = and_(
        device_login.c.hash == hash,
        device_login.c.person.is_(None),
        device_login.c.refused.is_(False),
        device_login.c.expires > now,
    )
    words = sorted(scope.value for scope in scopes)
    values = {"person": person, "refused": person is None, "scopes": words, "team": team}
    return bool(connection.execute(update(device_login).where(waiting).values(**values)).rowcount)


def take_device(connection: Connection, hash: str) -> bool:
    """Use up an answered request: its token is given out once."""
    return bool(connection.execute(delete(device_login).where(device_login.c.hash == hash)).rowcount)


# --- failed sign-ins ------------------------------------------------------------------------------------------------


def add_attempts(connection: Connection, subjects: Sequence[str], now: float) -> None:
    connection.execute(insert(attempt), [{"subject": subject, "at": now} for subject in subjects])


def attempts(connection: Connection, subject: str, since: float) -> tuple[int, float]:
    """How many there were since then, and when the last one was."""
    asked = select(func.count(), func.max(attempt.c.at)).where(attempt.c.subject == subject, attempt.c.at >= since)
    row = connection.execute(asked).one()
    return int(row[0]), float(row[1] or 0.0)


def forget_attempts(connection: Connection, subject: str, *, at: float | None = None) -> None:
    """All of them, or the one of that moment."""
    gone = delete(attempt).where(attempt.c.subject == subject)
    connection.execute(gone if at is None else gone.where(attempt.c.at == at))


# --- audit ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AuditRow:
    id: str
    at: float
    person: str | None
    name: str
    action: str
    team: str | None
    subject: str
    detail: dict[str, Any]


def add_audit(connection: Connection, row: AuditRow) -> None:
    connection.execute(insert(audit).values(**{name: getattr(row, name) for name in AuditRow.__slots__}))


def list_audit(
    connection: Connection,
    *,
    sees: frozenset[str] | None,
    action: str | None = None,
    person: str | None = None,
    before: str | None = None,
    limit: int = 100,
) -> list[AuditRow]:
    """Newest first. `sees`: the teams whose rows are asked for; None: all rows. `before`: an id, for the next page."""
    asked = select(*(audit.c[name] for name in AuditRow.__slots__)).order_by(audit.c.id.desc()).limit(limit)
    if sees is not None:
        asked = asked.where(audit.c.team.in_(sees))
    if action:
        asked = asked.where(or_(audit.c.action == action, audit.c.action.startswith(f"{action}.", autoescape=True)))
    if person:
        asked = asked.where(audit.c.person == person)
    if before:
        asked = asked.where(audit.c.id < before)
    return [AuditRow(*row) for row in connection.execute(asked)]


def _insert(connection: Connection, table: Any, values: Mapping[str, object], taken: str) -> None:
    """Insert, or say in words that it is there. The savepoint keeps the rest of the transaction usable."""
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(**values))
    except IntegrityError:
        raise Conflict(taken) from None
