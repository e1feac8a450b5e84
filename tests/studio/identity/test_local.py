"""A server without accounts."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from gto_studio.store.connection import Store
from gto_studio.store.owned import people, tables
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
        assert people.count_people(connection) == 0
        assert connection.scalar(select(func.count()).select_from(tables.person)) == 1
