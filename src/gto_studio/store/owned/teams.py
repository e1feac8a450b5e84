"""Teams, and who is a member of one, in which role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from gto_studio.errors import Conflict, NotFound
from gto_studio.rules.access import Role
from gto_studio.store import dialects
from gto_studio.store.owned import people
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.tables import member, person, repository
from gto_studio.store.owned.tables import team as table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class TeamRow:
    id: str
    slug: str
    name: str


COLUMNS = [table.c[name] for name in ("id", "slug", "name")]


def seen_by(connection: Connection, sees: frozenset[str] | None) -> list[TeamRow]:
    """The teams in `sees`; None: all."""
    asked = select(*COLUMNS).order_by(table.c.name, table.c.id)
    if sees is not None:
        asked = asked.where(table.c.id.in_(sees))
    return [TeamRow(*row) for row in connection.execute(asked)]


def find(connection: Connection, id_or_slug: str) -> TeamRow | None:
    asked = select(*COLUMNS).where(or_(table.c.id == id_or_slug, table.c.slug == id_or_slug))
    row = connection.execute(asked).first()
    return TeamRow(*row) if row else None


def get(connection: Connection, id: str) -> TeamRow:
    found = find(connection, id)
    if found is None:
        raise NotFound("There is no such team")
    return found


def first(connection: Connection, now: float) -> TeamRow:
    """The oldest team; made here where there is none. Of several who make it at once, all get the same."""
    found = oldest(connection)
    if found is None:
        made = {"id": new_id(now), "slug": "main", "name": "Main", "created": now}
        dialects.insert_new(connection, table, made)
        found = oldest(connection)
    assert found is not None  # noqa: S101 - it was just made, here or elsewhere
    return found


def oldest(connection: Connection) -> TeamRow | None:
    row = connection.execute(select(*COLUMNS).order_by(table.c.created, table.c.id).limit(1)).first()
    return TeamRow(*row) if row else None


def add(connection: Connection, *, slug: str, name: str, now: float) -> TeamRow:
    new = TeamRow(new_id(now), slug.lower(), name.strip())
    if not dialects.insert_new(connection, table, {"id": new.id, "slug": new.slug, "name": new.name, "created": now}):
        raise Conflict(f"There is a team '{new.slug}' already")
    return new


def change(connection: Connection, id: str, values: Mapping[str, object]) -> TeamRow:
    if values:
        try:
            with connection.begin_nested():
                connection.execute(update(table).where(table.c.id == id).values(**values))
        except IntegrityError:
            raise Conflict(f"There is a team '{values.get('slug')}' already") from None
    return get(connection, id)


def remove(connection: Connection, id: str) -> None:
    connection.execute(delete(table).where(table.c.id == id))


def count_repositories(connection: Connection, team: str) -> int:
    asked = select(func.count()).select_from(repository).where(repository.c.team == team)
    return int(connection.scalar(asked) or 0)


# --- members --------------------------------------------------------------------------------------------------------


def roles(connection: Connection, id: str) -> dict[str, Role]:
    """team → role of a person."""
    found = connection.execute(select(member.c.team, member.c.role).where(member.c.person == id))
    return {row.team: Role(row.role) for row in found}


def members(connection: Connection, team: str) -> list[tuple[people.PersonRow, Role]]:
    asked = select(*people.COLUMNS, member.c.role).join(member, member.c.person == person.c.id)
    found = connection.execute(asked.where(member.c.team == team).order_by(person.c.username))
    return [(people.PersonRow(*row[:-1]), Role(row[-1])) for row in found]


def set_role(connection: Connection, team: str, id: str, role: Role) -> None:
    """Make somebody a member, or give a member another role."""
    values = {"team": team, "person": id, "role": int(role)}
    made = dialects.insert(connection, member).values(values)
    connection.execute(made.on_conflict_do_update(index_elements=["team", "person"], set_={"role": int(role)}))


def remove_member(connection: Connection, team: str, id: str) -> None:
    connection.execute(delete(member).where(member.c.team == team, member.c.person == id))
