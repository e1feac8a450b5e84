"""People, and what a provider of sign-in knows them by. Hashes come in; no secret is ever seen here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from gto_studio.errors import Conflict, NotFound
from gto_studio.rules.access import LOCAL
from gto_studio.store import dialects
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.tables import identity, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


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


COLUMNS = [person.c[name] for name in ("id", "username", "name", "email", "vouched", "password", "admin", "disabled")]


def count(connection: Connection) -> int:
    """How many accounts there are, disabled ones and the local owner excepted."""
    asked = select(func.count()).select_from(person).where(person.c.disabled.is_(False), person.c.id != LOCAL)
    return int(connection.scalar(asked) or 0)


def every(connection: Connection) -> list[PersonRow]:
    found = connection.execute(select(*COLUMNS).where(person.c.id != LOCAL).order_by(person.c.username))
    return [PersonRow(*row) for row in found]


def find(connection: Connection, id: str) -> PersonRow | None:
    row = connection.execute(select(*COLUMNS).where(person.c.id == id)).one_or_none()
    return PersonRow(*row) if row else None


def get(connection: Connection, id: str) -> PersonRow:
    found = find(connection, id)
    if found is None:
        raise NotFound("There is no such person")
    return found


def by_login(connection: Connection, name: str) -> PersonRow | None:
    """A person by username or e-mail address, in any case. The local owner can't sign in."""
    word = name.strip().lower()
    asked = select(*COLUMNS).where(or_(person.c.username == word, person.c.email == word), person.c.id != LOCAL)
    row = connection.execute(asked).first()
    return PersonRow(*row) if row else None


def add(
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
    if not dialects.insert_new(connection, person, {**values, "created": now}):
        raise Conflict("There is such an account by now")
    return new


def change(connection: Connection, id: str, values: Mapping[str, object]) -> PersonRow:
    """Write some columns. Raises NotFound, or Conflict where an address is taken."""
    if values:
        try:
            with connection.begin_nested():
                connection.execute(update(person).where(person.c.id == id).values(**values))
        except IntegrityError:
            raise Conflict("There is another account with this username or address") from None
    return get(connection, id)


def remove(connection: Connection, id: str) -> None:
    connection.execute(delete(person).where(person.c.id == id))


def other_admins(connection: Connection, id: str) -> int:
    """How many administrators of the server there are beside this person."""
    asked = (
        select(func.count())
        .select_from(person)
        .where(person.c.admin.is_(True), person.c.disabled.is_(False), person.c.id != id)
    )
    return int(connection.scalar(asked) or 0)


def add_local(connection: Connection, name: str, now: float) -> None:
    """The row of the local owner, whose tokens belong to it. Nobody can sign in as it, or have its names."""
    unusable = f"{LOCAL} owner"  # a space is in no username and in no address
    values = {"id": LOCAL, "username": unusable, "name": name, "email": unusable, "created": now}
    dialects.insert_new(connection, person, {**values, "vouched": False, "admin": False, "disabled": False})


# --- what a provider of sign-in knows them by -------------------------------------------------------------------------


def by_identity(connection: Connection, issuer: str, subject: str) -> PersonRow | None:
    asked = select(*COLUMNS).join(identity, identity.c.person == person.c.id)
    row = connection.execute(asked.where(identity.c.issuer == issuer, identity.c.subject == subject)).one_or_none()
    return PersonRow(*row) if row else None


def by_email(connection: Connection, email: str) -> PersonRow | None:
    row = connection.execute(select(*COLUMNS).where(person.c.email == email.strip().lower())).one_or_none()
    return PersonRow(*row) if row else None


def link(connection: Connection, issuer: str, subject: str, id: str) -> None:
    if not dialects.insert_new(connection, identity, {"issuer": issuer, "subject": subject, "person": id}):
        raise Conflict("This account of the provider belongs to somebody else here")


def free_username(connection: Connection, wanted: str) -> str:
    """The username, or with the first number that makes it a free one."""
    taken = set(connection.scalars(select(person.c.username).where(person.c.username.startswith(wanted))))
    return next(
        name for name in (wanted, *(f"{wanted}{number}" for number in range(2, len(taken) + 3))) if name not in taken
    )
