"""Rows for tests that need some to be there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from gto_studio.store.owned import (
    changes,
    git_connections,
    outbox,
    pull_requests,
    queue,
    repositories,
    subscriptions,
    teams,
)
from gto_studio.store.owned.ids import new_id

NOW = 1_780_000_000.0


def a_repository(
    connection: Connection, url: str = "https://git.example.com/churn.git", **values: Any
) -> repositories.RepositoryRow:
    team = teams.first(connection, NOW).id
    row = repositories.RepositoryRow(
        id=new_id(NOW), team=team, url=url, name="churn", forge="git", web_url=None, username=None, secret=None,
        poll_seconds=None, hook_secret=b"hook", created=NOW,
    )  # fmt: skip
    row = replace(row, **values)
    repositories.add(connection, row)
    return row


def a_change(connection: Connection, repository: str) -> changes.ChangeRow:
    row = changes.ChangeRow(
        id=new_id(NOW), repository=repository, person=None, author="Jo", author_email="jo@example.com",
        request={"action": "register"}, state="queued", planned=[], tags=[], error=None, created=NOW, ended=None,
    )  # fmt: skip
    changes.add(connection, row)
    return row


def a_queued(connection: Connection, project: str, repository: str, **values: Any) -> queue.QueuedRow:
    row = queue.QueuedRow(
        id=new_id(NOW), project=project, repository=repository, person=None, author="Jo",
        author_email="jo@example.com", baseline="b" * 40, name="outer-mobs", params={"params.yaml": {"lr": 0.1}},
        data={}, command=None, time_limit=3_600.0, state="queued", cancel=False, runner=None, claim=None,
        lease_until=None, attempts=0, ref=None, commit=None, error=None, created=NOW, started=None, ended=None,
    )  # fmt: skip
    row = replace(row, **values)
    queue.add(connection, [row])
    return row


def a_subscription(
    connection: Connection, url: str = "https://example.com/told", **values: Any
) -> subscriptions.SubscriptionRow:
    row = subscriptions.SubscriptionRow(
        id=new_id(NOW), team=teams.first(connection, NOW).id, repository=None, name="deploy", url=url,
        secret=b"secret", old_secret=None, old_secret_until=None, kinds=[], artifacts=[], stages=[], enabled=True,
        off_because=None, in_vain=0, failing_since=None, rest_until=None, created=NOW, created_by="Jo",
    )  # fmt: skip
    row = replace(row, **values)
    subscriptions.add(connection, row)
    return row


def a_dispatch(connection: Connection, subscription: str, **values: Any) -> outbox.DispatchRow:
    row = outbox.DispatchRow(
        id=new_id(NOW), subscription=subscription, message=f"evt_{new_id()}", kind="artifact.registered",
        about="churn@v1.0.0", body='{"type": "artifact.registered"}', state="queued", tries=0, next=0.0, log=[],
        created=NOW, ended=None,
    )  # fmt: skip
    row = replace(row, **values)
    outbox.put(connection, [row], now=1.0)  # due, whatever the time is
    return row


def a_pull_request(connection: Connection, repository: str, change: str, **values: Any) -> pull_requests.PullRequestRow:
    row = pull_requests.PullRequestRow(
        id=new_id(NOW), repository=repository, change=change, number=1, url="https://git.example.com/churn/pulls/1",
        title="Name the model", head="name-it", head_commit="c" * 40, base="main", promotion=None, state="open",
        why=None, assigning=None, opened=NOW, looked=None, ended=None,
    )  # fmt: skip
    row = replace(row, **values)
    pull_requests.opened(connection, row)
    return row


def a_git_connection(connection: Connection, **values: Any) -> git_connections.GitConnectionRow:
    """A team's, or with `person` a person's."""
    row = git_connections.GitConnectionRow(
        id=new_id(NOW), team=None, person=None, forge="gitea", url="https://git.example.com", kind="token",
        app=None, username=None, secret=b"sealed", renewal=None, expires=None, scopes=None, checked=None, error=None,
        created=NOW, created_by="Jo",
    )  # fmt: skip
    return git_connections.save(connection, replace(row, **values))
