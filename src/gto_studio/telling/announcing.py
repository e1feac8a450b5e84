"""News of a repository → messages in the outbox, in the transaction that writes the rows.

Each event is announced once, though its row may be taken away and drawn again: `known_event` says which were. What is
there when a repository is read for the first time is no news to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from gto_studio.rules.addresses import Links
from gto_studio.rules.subscriptions import KINDS, REPLAY_MAX, Origin, Wanted, document, message_id
from gto_studio.store import dialects
from gto_studio.store.derived import rows
from gto_studio.store.owned import outbox, repositories, subscriptions
from gto_studio.store.owned.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from gto_studio.rules.storable import Row
    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.store.owned.subscriptions import SubscriptionRow


def remember(connection: Connection, repository: str) -> None:
    """Before rows are written: of a repository that was read by a version that told nobody, all rows are known."""
    if not outbox.begun(connection, repository) and any(rows.read(connection, repository, "extent")):
        events = rows.read(connection, repository, "event")
        outbox.know(connection, repository, (message_id(repository, event) for event in events))


def announce(connection: Connection, repository: RepositoryRow, events: Sequence[Row]) -> None:
    """After rows were written: `events` are all of the repository, the oldest first."""
    of = {message_id(repository.id, event): event for event in events}
    if not outbox.begun(connection, repository.id):
        outbox.know(connection, repository.id, of)
        return
    if not (new := outbox.fresh(connection, repository.id, of)):
        return
    hearing = subscriptions.hearing(connection, repository.team, repository.id)
    if hearing:
        put(connection, repository, [event for id, event in of.items() if id in new], hearing)


def put(
    connection: Connection, repository: RepositoryRow, events: Iterable[Row], hearing: Iterable[SubscriptionRow]
) -> int:
    """Messages about these events (rows of `event`, the oldest first) to whom they concern; how many."""
    now = dialects.now(connection)
    origin = Origin(
        repository.id, repository.name, repository.url, Links(cast("Any", repository.forge), repository.web_url)
    )
    those = [(subscription, wanted(subscription)) for subscription in hearing]
    new: list[outbox.DispatchRow] = []
    for event in events:
        for subscription, which in those:
            if which.takes(event):
                id = new_id(now)
                body = document(origin, event, now=now)
                message, kind = message_id(repository.id, event), KINDS[event["action"]]
                new.append(
                    outbox.DispatchRow(
                        id, subscription.id, message, kind, event["tag"], body, "queued", 0, now, [], now, None
                    )
                )
    outbox.put(connection, new, now=now)
    return len(new)


def replay(connection: Connection, subscription: SubscriptionRow, since: int) -> int:
    """Send a subscription what it wants to hear of from that second on, the newest `REPLAY_MAX` events of each
    repository at most, under the ids that it may know them by; how many messages."""
    count = 0
    for repository in repositories.of_teams(connection, [subscription.team]):
        if subscription.repository in (None, repository.id):
            events = rows.read(connection, repository.id, "event")
            chosen = [event for event in events if event["seconds"] >= since]
            chosen.sort(key=lambda event: int(event["position"]))
            count += put(connection, repository, chosen[-REPLAY_MAX:], [subscription])
    return count


def wanted(row: SubscriptionRow) -> Wanted:
    """Its filter, as a value."""
    return Wanted(frozenset(row.kinds), tuple(row.artifacts), frozenset(row.stages))
