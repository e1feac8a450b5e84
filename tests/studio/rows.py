"""Rows for tests that need some to be there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from gto_studio.store.owned import changes, people, repositories
from gto_studio.store.owned.ids import new_id

NOW = 1_780_000_000.0


def a_repository(
    connection: Connection, url: str = "https://git.example.com/churn.git", **values: Any
) -> repositories.RepositoryRow:
    team = people.first_team(connection, NOW).id
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
