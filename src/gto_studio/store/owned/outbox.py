"""The outbox: messages to subscriptions, put there in the transaction that brings the news, and the log of each.

What is told of an event is told once: `fresh` gives each event of a repository to one transaction only.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from gto_studio.errors import NotFound
from gto_studio.store import dialects
from gto_studio.store.owned import jobs, notices
from gto_studio.store.owned.tables import dispatch as table
from gto_studio.store.owned.tables import known_event as known
from gto_studio.store.owned.tables import subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

#: In the place of an event: from here on, whatever a sync finds is news.
BEGUN = ""


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """As its table has it."""

    id: str
    subscription: str
    message: str
    kind: str
    about: str
    body: str
    state: str
    tries: int
    next: float
    log: list[Mapping[str, Any]]
    created: float
    ended: float | None


# --- which events are news --------------------------------------------------------------------------------------------


def begun(connection: Connection, repository: str) -> bool:
    """Whether it was ever written down which events of a repository are known."""
    asked = select(known.c.message).where(known.c.repository == repository, known.c.message == BEGUN)
    return connection.execute(asked).first() is not None


def know(connection: Connection, repository: str, messages: Iterable[str]) -> None:
    """These events are known, and so it is with any that is not."""
    rows = [{"repository": repository, "message": message} for message in {BEGUN, *messages}]
    connection.execute(dialects.insert(connection, known).on_conflict_do_nothing(), rows)


def fresh(connection: Connection, repository: str, messages: Iterable[str]) -> set[str]:
    """Which of these events were not known. From now on they are."""
    asked = select(known.c.message).where(known.c.repository == repository)
    new = {*messages} - set(connection.scalars(asked))
    if new:
        know(connection, repository, new)
    return new


# --- what is to be sent -----------------------------------------------------------------------------------------------


def put(connection: Connection, new: Sequence[DispatchRow], *, now: float) -> None:
    """Send these, as soon as may be. What is in the outbox already is sent again."""
    fields = ("state", "tries", "next", "ended", "body")
    for row in new:
        made = dialects.insert(connection, table).values(asdict(row))
        connection.execute(
            made.on_conflict_do_update(
                index_elements=["subscription", "message"], set_={name: made.excluded[name] for name in fields}
            )
        )
    for id in sorted({row.subscription for row in new}):
        jobs.want(connection, jobs.TELL, id, now=now)


def again(connection: Connection, id: str, *, now: float) -> None:
    """Send this one now, whatever became of it."""
    asked = update(table).where(table.c.id == id).values(state="queued", tries=0, next=now, ended=None)
    found = connection.execute(asked.returning(table.c.subscription)).first()
    if found is None:
        raise NotFound("There is no such message any more")
    of = subscription
    connection.execute(update(of).where(of.c.id == found.subscription).values(rest_until=None))
    jobs.want(connection, jobs.TELL, found.subscription, now=now)


def due(connection: Connection, subscription: str, now: float) -> DispatchRow | None:
    """What is to be sent next, the oldest first; None: nothing now."""
    asked = (
        select(table)
        .where(table.c.subscription == subscription, table.c.state == "queued", table.c.next <= now)
        .order_by(table.c.id)
        .limit(1)
    )
    row = connection.execute(asked).first()
    return DispatchRow(*row) if row else None


def next_due(connection: Connection, subscription: str) -> float | None:
    """When something is to be sent; None: nothing is."""
    asked = select(func.min(table.c.next)).where(table.c.subscription == subscription, table.c.state == "queued")
    found: float | None = connection.scalar(asked)
    return found


def write_down(connection: Connection, id: str, **values: Any) -> None:
    """How a try went."""
    connection.execute(update(table).where(table.c.id == id).values(values))


# --- the log ----------------------------------------------------------------------------------------------------------


def get(connection: Connection, subscription: str, id: str) -> DispatchRow:
    """Raises NotFound."""
    row = connection.execute(select(table).where(table.c.id == id, table.c.subscription == subscription)).one_or_none()
    if row is None:
        raise NotFound("There is no such message any more")
    return DispatchRow(*row)


def of(
    connection: Connection, subscription: str, *, state: str | None = None, before: str | None = None, limit: int
) -> list[DispatchRow]:
    """The newest first; `before` is the id of the last one of the page before."""
    asked = select(table).where(table.c.subscription == subscription).order_by(table.c.id.desc()).limit(limit)
    if state is not None:
        asked = asked.where(table.c.state == state)
    if before is not None:
        asked = asked.where(table.c.id < before)
    return [DispatchRow(*row) for row in connection.execute(asked)]


def count(connection: Connection, subscriptions: Sequence[str]) -> dict[str, dict[str, int]]:
    """How many there are of each subscription in each state."""
    asked = (
        select(table.c.subscription, table.c.state, func.count())
        .where(table.c.subscription.in_(subscriptions))
        .group_by(table.c.subscription, table.c.state)
    )
    found: dict[str, dict[str, int]] = {id: {} for id in subscriptions}
    for id, state, number in connection.execute(asked):
        found[id][state] = number
    return found


def clear(connection: Connection, *, before: float) -> int:
    """Forget what ended before this moment."""
    return connection.execute(delete(table).where(table.c.ended < before)).rowcount


def tell(connection: Connection, id: str, now: float) -> None:
    """Pages that show the subscription are to look again. The last thing a transaction does, as any notice."""
    team = connection.scalar(select(subscription.c.team).where(subscription.c.id == id))
    if team:
        notices.tell(connection, "subscription", {"subscription": id}, team=team, now=now)
