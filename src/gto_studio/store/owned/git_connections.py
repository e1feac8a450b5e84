"""What lets people and teams in at forges, encrypted, and what was last heard from there. It is never opened here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, delete, false, or_, select, update

from gto_studio.errors import NotFound
from gto_studio.store import dialects
from gto_studio.store.owned import jobs
from gto_studio.store.owned.tables import git_connection as table
from gto_studio.store.owned.tables import git_listing as listings
from gto_studio.store.owned.tables import repository

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class GitConnectionRow:
    """A person's (`team` None) or a team's (`person` None). Times are seconds since 1970 UTC."""

    id: str
    team: str | None
    person: str | None
    forge: str
    url: str
    kind: str
    app: dict[str, Any] | None
    username: str | None
    secret: bytes
    renewal: bytes | None
    expires: float | None
    scopes: list[str] | None
    checked: float | None
    error: dict[str, Any] | None
    created: float
    created_by: str

    @property
    def account(self) -> str | None:
        """For whose repositories alone it is, in small letters; None: for all that it lets us in at."""
        found = (self.app or {}).get("account")
        return found.lower() if found else None


def save(connection: Connection, new: GitConnectionRow) -> GitConnectionRow:
    """Keep it, in the place of the one that its owner has at that forge, if any; and want it tried. What is for one
    account there stands beside those for others."""
    there = connection.execute(
        select(table).where(_owned(new.person, new.team), table.c.url == new.url, table.c.forge == new.forge)
    ).all()
    rows = sorted((GitConnectionRow(*row) for row in there), key=lambda row: row.id != new.id)
    before = next((row for row in rows if row.id == new.id or _is_same(row, new)), None)
    kept = replace(new, id=before.id) if before else new
    if before:
        connection.execute(update(table).where(table.c.id == kept.id).values(asdict(kept)))
        connection.execute(delete(listings).where(listings.c.connection == kept.id))
    else:
        connection.execute(table.insert().values(asdict(kept)))
    jobs.want(connection, jobs.CONNECTION, kept.id)
    return kept


def find(connection: Connection, id: str) -> GitConnectionRow | None:
    row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return GitConnectionRow(*row) if row else None


def get(connection: Connection, id: str) -> GitConnectionRow:
    """Raises NotFound."""
    found = find(connection, id)
    if found is None:
        raise NotFound("There is no such connection")
    return found


def of(connection: Connection, person: str | None, teams: Collection[str] | None) -> list[GitConnectionRow]:
    """A person's own and those of teams (None: of all), the person's first, then in the order in which they came."""
    of_teams = table.c.team.is_not(None) if teams is None else table.c.team.in_(teams)
    mine = table.c.person == person if person else false()
    asked = select(table).where(or_(mine, of_teams)).order_by(table.c.team.is_not(None), table.c.created, table.c.id)
    return [GitConnectionRow(*row) for row in connection.execute(asked)]


def remove(connection: Connection, id: str) -> None:
    """Forget it, and what was listed to it."""
    jobs.forget(connection, jobs.CONNECTION, [id])
    connection.execute(delete(table).where(table.c.id == id))


def read_by(connection: Connection, row: GitConnectionRow) -> list[str]:
    """The repositories that are read by it, or may be: those of a team's, and those that somebody added by it."""
    own = repository.c.connection == row.id
    asked = select(repository.c.id).where(repository.c.secret.is_(None), or_(own, repository.c.team == row.team))
    return list(connection.scalars(asked.order_by(repository.c.id)))


# --- what was heard -------------------------------------------------------------------------------------------------


def taken(connection: Connection, id: str, *, username: str, scopes: Sequence[str] | None, now: float) -> None:
    """The forge took it, and said whose it is."""
    values = {"username": username, "scopes": None if scopes is None else list(scopes), "checked": now, "error": None}
    connection.execute(update(table).where(table.c.id == id).values(values))


def refused(connection: Connection, id: str, error: dict[str, Any]) -> None:
    """The forge did not take it, or did not answer: {"code", "message", "hint", "at"}."""
    connection.execute(update(table).where(table.c.id == id).values(error=error))


def renewed(connection: Connection, before: GitConnectionRow, after: GitConnectionRow) -> bool:
    """Keep the new token, unless somebody else was quicker."""
    same = (table.c.id == before.id, table.c.secret == before.secret)
    values = {"secret": after.secret, "renewal": after.renewal, "expires": after.expires, "app": after.app}
    return connection.execute(update(table).where(*same).values(values)).rowcount == 1


def listed(connection: Connection, id: str, repositories: Sequence[dict[str, Any]], *, now: float) -> None:
    """What the forge lists, in the place of what it listed before."""
    values = {"connection": id, "repositories": list(repositories), "asked": now}
    asked = dialects.insert(connection, listings).values(values)
    connection.execute(asked.on_conflict_do_update(index_elements=["connection"], set_=values))


def listing(connection: Connection, id: str) -> tuple[list[dict[str, Any]], float] | None:
    """(the repositories that the forge listed, when it was asked); None: it was not, yet."""
    row = connection.execute(select(listings).where(listings.c.connection == id)).one_or_none()
    return (row.repositories, row.asked) if row else None


def _is_same(before: GitConnectionRow, new: GitConnectionRow) -> bool:
    """Whether they are for the same account; who enters an app again need not say for whom it is."""
    is_same_app = new.app is not None and before.app is not None and new.app["id"] == before.app["id"]
    return before.account == new.account or (is_same_app and new.account is None)


def _owned(person: str | None, team: str | None) -> ColumnElement[bool]:
    return table.c.person == person if person else table.c.team == team
