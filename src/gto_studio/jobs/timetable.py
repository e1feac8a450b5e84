"""What happens by itself: repositories are asked for news, and what has had its day is thrown away.

Every worker keeps the timetable; two at once do no harm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.store import dialects
from gto_studio.store.owned import (
    arrivals,
    attempts,
    checks,
    deliveries,
    device_logins,
    invites,
    jobs,
    notices,
    outbox,
    repositories,
    sessions,
)

if TYPE_CHECKING:
    from gto_studio.store.connection import Store

#: How often things are thrown away, and how long after a worker has begun.
CLEAR_SECONDS = 3_600.0
FIRST_CLEAR_SECONDS = 60.0

DAY = 24 * 3_600.0

#: A page that was asleep for longer reads everything anew.
NOTICES_KEPT_SECONDS = DAY
#: Runs have something to tell twice a second, and the last of it makes pages read all of it.
REPEATED_KEPT_SECONDS = 600.0
#: A forge tries to deliver a hook again for at most so long.
DELIVERIES_KEPT_SECONDS = 30 * DAY
#: Whoever looks why nothing arrives has just tried it.
ARRIVALS_KEPT_SECONDS = 7 * DAY
#: What CI said of a commit is shown for so long without asking the forge again.
CHECKS_KEPT_SECONDS = 90 * DAY
#: What became of messages to subscriptions is looked at when somebody misses one.
DISPATCHES_KEPT_SECONDS = 30 * DAY
#: Failed sign-ins count for minutes only.
ATTEMPTS_KEPT_SECONDS = DAY


def ask(store: Store) -> int:
    """Want every job whose time has come; how many."""
    with store.reading() as connection:
        if not jobs.any_to_want(connection):
            return 0
    with store.writing() as connection:
        return jobs.want_due(connection)


def clear(store: Store) -> None:
    """Throw away what has had its day."""
    with store.writing() as connection:
        now = dialects.now(connection)
        sessions.clear(connection, before=now)
        invites.clear(connection, before=now)
        device_logins.clear(connection, now=now)
        attempts.clear(connection, before=now - ATTEMPTS_KEPT_SECONDS)
        arrivals.clear(connection, before=now - ARRIVALS_KEPT_SECONDS)
        checks.clear(connection, before=now - CHECKS_KEPT_SECONDS)
        deliveries.clear(connection, before=now - DELIVERIES_KEPT_SECONDS)
        outbox.clear(connection, before=now - DISPATCHES_KEPT_SECONDS)
        repositories.remove_orphans(connection)
        notices.clear_repeated(connection, "run", "data", before=now - REPEATED_KEPT_SECONDS)
        notices.clear(connection, before=now - NOTICES_KEPT_SECONDS)
