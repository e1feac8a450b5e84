"""Subscriptions: who is told of registry events, and what became of each message."""

from __future__ import annotations

import secrets
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any, cast
from urllib.parse import urlsplit

from fastapi import Query, Request, Response
from fastapi.params import Path

from gto.registry.dates import parse_date
from gto_studio.errors import NotFound, WrongInput
from gto_studio.identity.audit import audited
from gto_studio.rules import signatures
from gto_studio.rules import subscriptions as rules
from gto_studio.rules.addresses import Address, check_reach
from gto_studio.store import dialects
from gto_studio.store.owned import jobs, notices, outbox, repositories, subscriptions
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.outbox import DispatchRow
from gto_studio.store.owned.subscriptions import SubscriptionRow
from gto_studio.telling import announcing
from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit, next_link
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

Team = Annotated[str, Path(max_length=64)]
Id = Annotated[str, Path(max_length=26)]


def listing(ask: Ask, team: Team) -> list[shapes.Subscription]:  # noqa: ARG001 - the place of the route finds it
    """All of a team."""
    with ask.parts.store.reading() as connection:
        return _shown(connection, subscriptions.of_team(connection, _team(ask)))


def add(ask: Ask, team: Team, new: shapes.NewSubscription) -> shapes.SubscriptionMade:  # noqa: ARG001 - as above
    """Tell an address of what happens from now on. The secret that signs is shown this once."""
    chance = secrets.token_bytes(signatures.SECRET_BYTES)
    with ask.parts.store.writing() as connection:
        if new.repository is not None:
            of = repositories.find(connection, new.repository)
            if of is None or of.team != _team(ask):
                raise NotFound("The team has no such repository")
        now = ask.parts.clock()
        row = SubscriptionRow(
            id=new_id(now),
            team=_team(ask),
            repository=new.repository,
            name=new.name,
            url=_address(ask, new.url),
            secret=ask.parts.secrets.seal(signatures.spelled(chance)),
            old_secret=None,
            old_secret_until=None,
            kinds=list(new.kinds),
            artifacts=_words(new.artifacts),
            stages=_words(new.stages),
            enabled=True,
            off_because=None,
            in_vain=0,
            failing_since=None,
            rest_until=None,
            created=now,
            created_by=ask.actor.name,
        )
        subscriptions.add(connection, row)
        _written(ask, connection, row, "subscription.add")
        return _made(connection, row, chance)


def one(ask: Ask, subscription: Id) -> shapes.Subscription:
    """One subscription, and how it does."""
    with ask.parts.store.reading() as connection:
        return _one(connection, subscription)


def change(ask: Ask, subscription: Id, change: shapes.SubscriptionChange) -> shapes.Subscription:
    """Change where it goes and what is told, or turn it off and on. What was not sent by then is sent when it is on."""
    with ask.parts.store.writing() as connection:
        before = subscriptions.get(connection, subscription)
        values = change.model_dump(exclude_none=True)
        if change.url is not None:
            values["url"] = _address(ask, change.url)
        for name in ("artifacts", "stages"):
            if name in values:
                values[name] = _words(values[name])
        if values.get("enabled") is not None:
            values["off_because"] = None
        if values.get("enabled") or change.url is not None:
            values |= {"in_vain": 0, "failing_since": None, "rest_until": None}
        if values:
            subscriptions.change(connection, subscription, **values)
            jobs.want(connection, jobs.TELL, subscription)
            _written(ask, connection, before, "subscription.change", {"fields": sorted(change.model_fields_set)})
        return _one(connection, subscription)


def remove(ask: Ask, subscription: Id) -> None:
    """Tell it nothing more, and forget what was told."""
    with ask.parts.store.writing() as connection:
        row = subscriptions.get(connection, subscription)
        subscriptions.remove(connection, subscription)
        _written(ask, connection, row, "subscription.remove")


def renew_secret(ask: Ask, subscription: Id) -> shapes.SubscriptionMade:
    """A new secret, shown this once. For a day the one before signs, too, so that receivers can change over."""
    chance = secrets.token_bytes(signatures.SECRET_BYTES)
    with ask.parts.store.writing() as connection:
        before = subscriptions.get(connection, subscription)
        subscriptions.change(
            connection,
            subscription,
            secret=ask.parts.secrets.seal(signatures.spelled(chance)),
            old_secret=before.secret,
            old_secret_until=dialects.now(connection) + rules.OLD_SECRET_SECONDS,
        )
        _written(ask, connection, before, "subscription.secret")
        return _made(connection, subscriptions.get(connection, subscription), chance)


def ping(ask: Ask, subscription: Id) -> shapes.Dispatch:
    """Send a message that means nothing, to see whether it arrives."""
    with ask.parts.store.writing() as connection:
        row = subscriptions.get(connection, subscription)
        if not row.enabled:
            raise WrongInput("The subscription is off", fields={"enabled": "turn it on first"})
        now = dialects.now(connection)
        id = new_id(now)
        body = rules.ping(row.name, now=now)
        made = DispatchRow(id, row.id, f"ping_{id}", rules.PING, "", body, "queued", 0, now, [], now, None)
        outbox.put(connection, [made], now=now)
        outbox.again(connection, id, now=now)  # even where it is given a rest
        _written(ask, connection, row, "subscription.ping")
        return _dispatch(made)


def replay(ask: Ask, subscription: Id, asked: shapes.Replay) -> shapes.Replayed:
    """Send again what is in the registries since a moment. A receiver knows by its id what it has already."""
    since = parse_date(f"{asked.since}T00:00:00" if len(asked.since) == len("2026-03-01") else asked.since)
    if since is None:
        raise WrongInput("That is no date", fields={"since": "2026-03-01, or 2026-03-01T14:00+01:00"})
    with ask.parts.store.writing() as connection:
        row = subscriptions.get(connection, subscription)
        count = announcing.replay(connection, row, since.seconds)
        _written(ask, connection, row, "subscription.replay", {"since": asked.since, "messages": count})
        return shapes.Replayed(messages=count)


def dispatches(
    ask: Ask,
    request: Request,
    response: Response,
    subscription: Id,
    state: Annotated[str | None, Query(pattern="^(queued|taken|failed)$")] = None,
    before: Annotated[str | None, Query(max_length=26, description="Where the page before ended")] = None,
    limit: Limit = 50,
) -> list[shapes.Dispatch]:
    """What was sent and is to be sent, newest first, with the answers. What ended is kept for thirty days."""
    limit = min(limit, 200)
    with ask.parts.store.reading() as connection:
        rows = outbox.of(connection, subscription, state=state, before=before, limit=limit + 1)
    if len(rows) > limit:
        rows = rows[:limit]
        response.headers["Link"] = next_link(request, {"before": rows[-1].id})
    return [_dispatch(row) for row in rows]


def retry(ask: Ask, subscription: Id, dispatch: Id) -> shapes.Dispatch:
    """Send one message again, now."""
    with ask.parts.store.writing() as connection:
        row = subscriptions.get(connection, subscription)
        outbox.get(connection, subscription, dispatch)
        outbox.again(connection, dispatch, now=dialects.now(connection))
        _written(ask, connection, row, "subscription.retry", {"dispatch": dispatch})
        return _dispatch(outbox.get(connection, subscription, dispatch))


# --- what is entered ------------------------------------------------------------------------------------------------


def _address(ask: Asking, text: str) -> str:
    """An address that may be told something. A worker looks again, at the machine behind the name, each time."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("http", "https") or not text.isprintable() or " " in text:
        raise WrongInput("That is no address", fields={"url": "https://host/path"})
    if "@" in parts.netloc:
        raise WrongInput(
            "A password in the address is sent nowhere",
            fields={"url": "without name and password; receivers know us by the signature"},
        )
    try:
        ips = [str(ip_address(host))]
    except ValueError:
        ips = ["127.0.0.1"] if host == "localhost" else []
    check_reach(Address(text, parts.scheme, host, port, parts.path), ips, ask.parts.reach)
    return text


def _words(words: list[str]) -> list[str]:
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


# --- what is shown --------------------------------------------------------------------------------------------------


def _team(ask: Asking) -> str:
    assert ask.team is not None  # noqa: S101 - every address here is in a team
    return ask.team


def _written(
    ask: Asking, connection: Connection, row: SubscriptionRow, action: str, detail: dict[str, Any] | None = None
) -> None:
    """The host is enough for the log: the rest of an address may be a secret."""
    audited(
        connection, ask.actor, action, row.name, {"host": urlsplit(row.url).netloc, **(detail or {})}, team=row.team
    )
    notices.tell(connection, "subscription", {"subscription": row.id}, team=row.team)


def _one(connection: Connection, id: str) -> shapes.Subscription:
    return _shown(connection, [subscriptions.get(connection, id)])[0]


def _made(connection: Connection, row: SubscriptionRow, secret: bytes) -> shapes.SubscriptionMade:
    shown = _shown(connection, [row])[0]
    return shapes.SubscriptionMade(**shown.model_dump(), secret=signatures.spelled(secret))


def _shown(connection: Connection, rows: list[SubscriptionRow]) -> list[shapes.Subscription]:
    of = repositories.by_ids(connection, {row.repository for row in rows if row.repository})
    counts, now = outbox.count(connection, [row.id for row in rows]), dialects.now(connection)

    def later(at: float | None) -> str | None:
        return moment(at) if at is not None and at > now else None

    return [
        shapes.Subscription(
            id=row.id,
            team=row.team,
            repository=row.repository,
            repository_name=of[row.repository].name if row.repository else None,
            name=row.name,
            url=row.url,
            kinds=cast("Any", row.kinds),
            artifacts=row.artifacts,
            stages=row.stages,
            enabled=row.enabled,
            off_because=row.off_because,
            failing_since=moment(row.failing_since),
            resting_until=later(row.rest_until),
            old_secret_until=later(row.old_secret_until),
            queued=counts[row.id].get("queued", 0),
            failed=counts[row.id].get("failed", 0),
            created_at=moment(row.created),
            created_by=row.created_by,
        )
        for row in rows
    ]


def _dispatch(row: DispatchRow) -> shapes.Dispatch:
    return shapes.Dispatch(
        id=row.id,
        webhook_id=row.message,
        kind=row.kind,
        about=row.about,
        state=cast("Any", row.state),
        body=row.body,
        tries=[shapes.DispatchTry(**{**one, "at": moment(one["at"])}) for one in row.log],
        next_at=moment(row.next) if row.state == "queued" else None,
        created_at=moment(row.created),
        ended_at=moment(row.ended),
    )
