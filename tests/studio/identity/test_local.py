"""A server without accounts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import func, select

from gto_studio.identity.local import local_owner, settle
from gto_studio.rules.access import LOCAL
from gto_studio.store.connection import Store
from gto_studio.store.owned import people, tables, teams
from studio.web.serving import a_site


def test_without_accounts_there_is_one_owner_whose_tokens_work_and_who_cannot_sign_in(
    store: Store, tmp_path: Path
) -> None:
    with a_site(store, tmp_path, accounts=False, owner_name="Jo", owner_email="jo@example.com") as site:
        browser = site.client()
        me = browser.get("/api/me").json()
        assert (me["mode"], me["person"]["name"], me["is_server_admin"]) == ("local", "Jo", True)
        assert [team["slug"] for team in me["teams"]] == ["main"]
        assert browser.post("/api/session", json={"username": "x", "password": "y"}).status_code == 403
        made = browser.post("/api/tokens", json={"name": "ci", "scopes": ["read"]}).json()
        program = site.client(Authorization=f"token {made['secret']}")
        assert program.get("/api/me").json()["person"]["name"] == "Jo"
        assert program.get("/api/people").status_code == 403
    with a_site(store, tmp_path) as site, site.store.reading() as connection:
        # with accounts, what the local owner made proves nothing
        assert site.client(Authorization=f"token {made['secret']}").get("/api/me").status_code == 401
        assert people.count(connection) == 0
        assert connection.scalar(select(func.count()).select_from(tables.person)) == 1


def test_processes_that_start_at_once_make_one_team_and_one_owner(store: Store) -> None:
    owner = local_owner("Jo", "jo@example.com")
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(settle, store, owner, 1.0) for _ in range(8)]:
            done.result()
    with store.reading() as connection:
        assert [team.slug for team in teams.seen_by(connection, None)] == ["main"]
        assert people.find(connection, LOCAL) is not None
        assert people.every(connection) == []
