"""What is in the outbox, sent: one message after the other, each signed, and what came back written down.

    due ─▶ POST to the machine that was looked at ─▶ judged ─▶ taken, or again later, or given up; one transaction

A worker may be killed after it sent and before it wrote that down. Then another one sends the same message again, with
the same `webhook-id`, by which the receiver knows it.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gto.errors import GtoError
from gto.remotes.web import Web
from gto.version import __version__
from gto_studio.jobs.work import Work
from gto_studio.rules import signatures
from gto_studio.rules.schedule import Retry
from gto_studio.rules.storable import text
from gto_studio.rules.subscriptions import ANSWER_BYTES_MAX, Said, Standing, Try, judged, with_try
from gto_studio.store import dialects
from gto_studio.store.owned import outbox, subscriptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from gto.data.reach import Reach
    from gto_studio.identity.secrets import Secrets
    from gto_studio.jobs.work import Task
    from gto_studio.rules.subscriptions import Verdict
    from gto_studio.store.owned.outbox import DispatchRow
    from gto_studio.store.owned.subscriptions import SubscriptionRow

#: An address has so long for its answer, all in all.
ANSWER_SECONDS_MAX = 15.0
#: What goes wrong on our side is tried again, for ever.
RETRY = Retry(first_seconds=5.0, longest_seconds=600.0)


def telling(secrets: Secrets, reach: Reach) -> Work:
    """The work of sending a subscription what is due. The subject is the subscription."""

    def do(task: Task) -> None:
        while True:
            task.check()
            with task.store.reading() as connection:
                now = dialects.now(connection)
                subscription = subscriptions.find(connection, task.subject)
                if subscription is None or not subscription.enabled or (subscription.rest_until or 0.0) > now:
                    return
                dispatch = outbox.due(connection, subscription.id, now)
            if dispatch is None:
                return
            one, said = send(subscription, dispatch, secrets, reach, now=now)
            with task.writing() as connection:
                _write_down(connection, subscription.id, dispatch.id, one, said)

    def interval(connection: Connection, id: str) -> float | None:
        subscription = subscriptions.find(connection, id)
        if subscription is None or not subscription.enabled:
            return None
        at = outbox.next_due(connection, id)
        if at is None:
            return None
        return max(0.0, max(at, subscription.rest_until or 0.0) - dialects.now(connection))

    return Work(do, retry=RETRY, interval=interval)


def send(
    subscription: SubscriptionRow, dispatch: DispatchRow, secrets: Secrets, reach: Reach, *, now: float
) -> tuple[Try, Said]:
    """Send a message once."""
    body = dispatch.body.encode()
    keys = [signatures.read(secrets.open(subscription.secret))]
    if subscription.old_secret is not None and (subscription.old_secret_until or 0.0) > now:
        keys.append(signatures.read(secrets.open(subscription.old_secret)))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"gto-studio/{__version__}",
        **signatures.headers(keys, dispatch.message, int(now), body),
    }
    begun = time.monotonic()
    status, answer, error, later = None, "", None, None
    web = Web(reach)
    # limits of time are for the next bytes; who sends them one by one is cut off
    timer = threading.Timer(ANSWER_SECONDS_MAX, web.close)
    timer.start()
    try:
        arriving = web.begin("POST", subscription.url, headers, body)
        try:
            answer = text(arriving.read(ANSWER_BYTES_MAX).decode("utf-8", "replace"))
            status, later = arriving.status, arriving.headers.get("retry-after")
        finally:
            arriving.close()
    except GtoError as failure:
        error = text(str(failure))
    except (OSError, RuntimeError):  # of a connection that was closed while somebody waited for it
        error = f"There is no answer within {ANSWER_SECONDS_MAX:.0f} seconds"
    finally:
        timer.cancel()
        web.close()
    seconds = round(time.monotonic() - begun, 3)
    return Try(now, seconds, status, error, answer, headers), Said(status, error, later)


def _write_down(connection: Connection, subscription: str, dispatch: str, one: Try, said: Said) -> None:
    """As the rows are by now: meanwhile somebody may have turned it off, or asked for it to be sent again."""
    now = dialects.now(connection)
    of = subscriptions.find(connection, subscription)
    if of is None:
        return
    row = outbox.get(connection, subscription, dispatch)
    failing = 0.0 if of.failing_since is None else now - of.failing_since
    verdict = judged(said, Standing(row.tries, of.in_vain, failing), random.random())  # noqa: S311 - keeps crowds apart
    kept = asdict(one) | {"error": verdict.says}
    outbox.write_down(connection, dispatch, **_became(row, verdict, kept, now))
    if verdict.outcome == "taken":
        subscriptions.change(connection, subscription, in_vain=0, failing_since=None, rest_until=None)
    else:
        values: dict[str, Any] = {"in_vain": of.in_vain + 1, "failing_since": of.failing_since or one.at}
        if verdict.rest:
            values["rest_until"] = now + verdict.rest
        if verdict.off and of.enabled:
            values |= {"enabled": False, "off_because": verdict.off}
        subscriptions.change(connection, subscription, **values)
    outbox.tell(connection, subscription, now)


def _became(row: DispatchRow, verdict: Verdict, kept: Mapping[str, Any], now: float) -> dict[str, Any]:
    return {
        "state": verdict.outcome,
        "tries": row.tries + (verdict.outcome != "taken"),
        "next": now + (verdict.wait or 0.0),
        "ended": None if verdict.outcome == "queued" else now,
        "log": with_try(row.log, kept),
    }
