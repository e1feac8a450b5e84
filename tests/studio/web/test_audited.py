"""Every write through Studio leaves a row in the audit: asked of every route that is no mere question."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gto_studio.store.connection import Store
from gto_studio.store.owned import audit, people, repositories
from gto_studio.web.routes import ROUTES
from studio.live.posting import start
from studio.web.serving import HASH, SECRET, Site, a_site
from studio.web.world import World

ACCOUNT = {"username": "new", "name": "New", "email": "new@example.com", "password": SECRET}

#: What is sent, and the action that is written down. `who` is an admin of the team unless the body says otherwise.
WRITES: dict[tuple[str, str], tuple[object, str]] = {
    ("PATCH", "/api/me"): ({"name": "Other"}, "person.change"),
    ("DELETE", "/api/me/sessions"): (None, "session.end-all"),
    ("DELETE", "/api/me/teams/{team}"): (None, "member.remove"),
    ("POST", "/api/session"): ({"username": "{username}", "password": SECRET}, "session.begin"),
    ("DELETE", "/api/session"): (None, "session.end"),
    ("POST", "/api/tokens"): ({"name": "ci", "scopes": ["read"]}, "token.add"),
    ("DELETE", "/api/tokens/{token}"): (None, "token.revoke"),
    ("POST", "/api/device-login/answer"): ({"user_code": "{code}", "allow": True}, "device.allow"),
    ("POST", "/api/people"): (ACCOUNT, "person.add"),
    ("PATCH", "/api/people/{person}"): ({"admin": True}, "person.change"),
    ("DELETE", "/api/people/{person}"): (None, "person.remove"),
    ("POST", "/api/teams"): ({"slug": "blue", "name": "Blue"}, "team.add"),
    ("PATCH", "/api/teams/{team}"): ({"name": "Red"}, "team.change"),
    ("DELETE", "/api/teams/{team}"): (None, "team.remove"),
    ("PUT", "/api/teams/{team}/members/{person}"): ({"role": "editor"}, "member.set"),
    ("DELETE", "/api/teams/{team}/members/{person}"): (None, "member.remove"),
    ("POST", "/api/teams/{team}/invites"): ({}, "invite.add"),
    ("DELETE", "/api/teams/{team}/invites/{invite}"): (None, "invite.remove"),
    ("POST", "/api/invitation/accept"): ({"secret": "{secret}"}, "member.join"),
    ("POST", "/api/repositories"): ({"url": "https://git.example.com/new.git", "team": "{team}"}, "repository.add"),
    ("PATCH", "/api/repositories/{repository}"): ({"name": "other"}, "repository.change"),
    ("DELETE", "/api/repositories/{repository}"): (None, "repository.remove"),
    ("POST", "/api/repositories/{repository}/hook"): (None, "repository.hook"),
    ("POST", "/api/repositories/{repository}/forge"): (None, "repository.forge"),
    ("POST", "/api/git-connections"): (
        {"forge": "gitea", "url": "git.example.com", "token": SECRET},
        "git-connection.add",
    ),
    ("PATCH", "/api/git-connections/{git_connection}"): ({"token": SECRET}, "git-connection.change"),
    ("DELETE", "/api/git-connections/{git_connection}"): (None, "git-connection.remove"),
    ("POST", "/api/projects"): ({"repository": "{repository}", "directories": ["cv"]}, "project.add"),
    ("POST", "/api/create-project"): (
        {"repo_url": "https://git.example.com/new.git", "team_name": "{team}"},
        "project.add",
    ),
    ("PATCH", "/api/projects/{project}"): ({"public": True}, "project.change"),
    ("DELETE", "/api/projects/{project}"): (None, "project.remove"),
    ("POST", "/api/projects/{project}/import"): (None, "project.import"),
    ("DELETE", "/api/projects/{project}/live/{run}"): (None, "run.remove"),
    ("POST", "/api/projects/{project}/views"): ({"name": "Best first", "state": {"sort": []}}, "view.add"),
    ("PATCH", "/api/projects/{project}/views/{view}"): ({"default": False}, "view.change"),
    ("DELETE", "/api/projects/{project}/views/{view}"): (None, "view.remove"),
    ("POST", "/api/projects/{project}/queue/{queued}/cancel"): (None, "queue.cancel"),
    ("POST", "/api/alarms/{alarm}/acknowledge"): (None, "alarm.acknowledge"),
    ("POST", "/api/teams/{team}/subscriptions"): ({"name": "new", "url": "https://example.com"}, "subscription.add"),
    ("PATCH", "/api/subscriptions/{subscription}"): ({"enabled": False}, "subscription.change"),
    ("DELETE", "/api/subscriptions/{subscription}"): (None, "subscription.remove"),
    ("POST", "/api/subscriptions/{subscription}/secret"): (None, "subscription.secret"),
    ("POST", "/api/subscriptions/{subscription}/ping"): (None, "subscription.ping"),
    ("POST", "/api/subscriptions/{subscription}/replay"): ({"since": "2026-03-01"}, "subscription.replay"),
    ("POST", "/api/subscriptions/{subscription}/dispatches/{dispatch}/retry"): (None, "subscription.retry"),
}

#: What is no write of a person's, or is asked elsewhere.
NOT_HERE = {
    ("POST", "/api/live"): "a training tells of itself, many times a second",
    ("POST", "/api/device-login"): "a program asks; the answer of a person is written down",
    ("POST", "/api/device-login/token"): "writes token.add; asked in test_device.py",
    ("POST", "/api/invitation"): "only shows what a link says",
    ("PUT", "/api/repositories/{repository}/remotes"): "needs a repository that was read; asked in test_remotes.py",
    ("DELETE", "/api/repositories/{repository}/remotes"): "the same",
    ("PUT", "/api/projects/{project}/notes/{commit}"): "needs commits that were read; asked in test_notes.py",
    ("POST", "/api/projects/{project}/queue"): "needs commits that were read; asked in test_queue.py",
    ("DELETE", "/api/projects/{project}/queue/{queued}"): "needs one that has ended; asked in test_queue.py",
    ("POST", "/api/runner/claim"): "a runner asks for work; who queued it is written down",
    ("POST", "/api/runner/{queued}/report"): "a runner tells how it goes",
    ("POST", "/api/git-connections/{git_connection}/test"): "asks a forge, and changes nothing",
    ("POST", "/api/repositories/{repository}/sync"): "looks for news, and changes nothing",
    ("POST", "/api/repositories/{repository}/preview"): "changes nothing",
    ("POST", "/api/repositories/{repository}/changes"): "needs models that were read; asked in test_changes.py",
    ("POST", "/api/repositories/{repository}/plan"): "changes nothing",
    ("POST", "/api/edits/{change}/again"): "needs an edit that failed; asked in test_edits.py",
    ("POST", "/api/repositories/{repository}/edits"): "needs branches that were read; asked in test_edits.py",
}


@pytest.fixture
def world(prepared_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    with a_site(store, tmp_path) as site:
        yield World(site)
    store.close()


def test_every_route_that_writes_is_here() -> None:
    writing = {
        (route.method, route.path)
        for route in ROUTES
        if route.method != "GET" and not route.path.startswith("/webhook/")  # Git servers write nothing of a person's
    }
    assert writing == WRITES.keys() | NOT_HERE.keys()


@pytest.mark.parametrize(("method", "path"), WRITES, ids=lambda value: value)
def test_it_leaves_a_row(world: World, method: str, path: str) -> None:
    body, action = WRITES[method, path]
    values = world.values | prepared(world)
    admin = world.site.session(world.people["server" if path.startswith("/api/people") else "admin"])
    if path == "/api/me/teams/{team}":
        admin = world.site.session(world.people["editor"])
    if (method, path) == ("DELETE", "/api/teams/{team}"):
        assert world.site.ask("DELETE", f"/api/repositories/{values['repository']}", admin).status == 204
    before = rows(world.site)
    fill = re.compile(r"{(\w+)}")
    address = fill.sub(lambda found: values[found[1]], path)
    text = fill.sub(lambda found: values[found[1]], json.dumps(body)) if body is not None else ""
    answer = world.site.ask(method, address, admin, text.encode())
    assert answer.status < 300, answer.body
    written = [row for row in rows(world.site) if row.id not in {old.id for old in before}]
    assert action in {row.action for row in written}
    assert SECRET not in str(written)


def prepared(world: World) -> dict[str, str]:
    """What only exists because somebody made it before: a token, an invitation, a waiting program."""
    admin = world.site.session(world.people["admin"])
    site = world.site

    def made(path: str, body: object) -> dict[str, Any]:
        found: dict[str, Any] = site.ask("POST", path, admin, json.dumps(body).encode()).json()
        return found

    invite = made(f"/api/teams/{world.values['team']}/invites", {})
    with site.store.writing() as connection:
        url = repositories.get(connection, world.values["repository"]).url
        person = people.change(connection, world.people["admin"], {"password": HASH})
    return {
        "token": made("/api/tokens", {"name": "ci", "scopes": ["read"]})["id"],
        "code": made("/api/device-login", {"client_name": "DVC"})["user_code"],
        "run": made("/api/live", start(url=url))["runs"][0],
        "invite": invite["id"],
        "secret": invite["url"].partition("#")[2],
        "username": person.username,
    }


def rows(site: Site) -> list[audit.AuditRow]:
    with site.store.reading() as connection:
        return audit.seen_by(connection, sees=None, limit=1000)
