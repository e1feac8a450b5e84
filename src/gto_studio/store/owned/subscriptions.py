"""Subscriptions: which addresses are told of what, and how each of them does. Secrets are never opened here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, update

from gto_studio.errors import NotFound
from gto_studio.store.owned import jobs
from gto_studio.store.owned.tables import subscription as table

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """As its table has it."""

    id: str
    team: str
    repository: str | None
    name: str
    url: str
    secret: bytes
    old_secret: bytes | None
    old_secret_until: float | None
    kinds: list[str]
    artifacts: list[str]
    stages: list[str]
    enabled: bool
    off_because: str | None
    in_vain: int
    failing_since: float | None
    rest_until: float | None
    created: float
    created_by: str


def add(connection: Connection, new: SubscriptionRow) -> None:
    connection.execute(table.insert().values(asdict(new)))


def find(connection: Connection, id: str) -> SubscriptionRow | None:
    row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    return SubscriptionRow(*row) if row else None


def get(connection: Connection, id: str) -> SubscriptionRow:
    """Raises NotFound."""
    if (found := find(connection, id)) is None:
        raise NotFound("There is no such subscription")
    return found


def of_team(connection: Connection, team: str) -> list[SubscriptionRow]:
    """The oldest first."""
    asked = select(table).where(table.c.team == team).order_by(table.c.id)
    return [SubscriptionRow(*row) for row in connection.execute(asked)]


def hearing(connection: Connection, team: str, repository: str) -> list[SubscriptionRow]:
    """Those that are on and are told of a repository."""
    whose = or_(table.c.repository.is_(None), table.c.repository == repository)
    asked = select(table).where(table.c.team == team, whose, table.c.enabled).order_by(table.c.id)
    return [SubscriptionRow(*row) for row in connection.execute(asked)]


def change(connection: Connection, id: str, **values: Any) -> None:
    """Write these columns."""
    connection.execute(update(table).where(table.c.id == id).values(values))


def remove(connection: Connection, id: str) -> None:
    """With all that was sent to it, and all that was not yet."""
    connection.execute(delete(table).where(table.c.id == id))
    jobs.forget(connection, jobs.TELL, [id])
