"""Tokens, from the making to the end."""

from __future__ import annotations

import pytest

from gto_studio.store.owned import people, tables
from studio.web.serving import Role, Scope, Site


@pytest.mark.parametrize("scheme", ["token", "Bearer", "TOKEN"])
def test_a_token_is_shown_once_works_until_revoked_and_remembers_its_use(site: Site, scheme: str) -> None:
    browser = site.client(**site.session(site.person("jane", red=Role.EDITOR)))
    made = browser.post("/api/tokens", json={"name": "ci", "scopes": ["read", "models"]}).json()
    assert made["secret"].startswith("isat_")
    assert len(made["secret"]) >= 53
    program = site.client(Authorization=f"{scheme} {made['secret']}")
    assert [team["slug"] for team in program.get("/api/teams").json()] == ["red"]
    listed = browser.get("/api/tokens").json()
    assert made["secret"] not in str(listed)
    assert listed[0]["used_at"] is not None
    assert made["secret"].startswith(listed[0]["hint"])
    assert browser.delete(f"/api/tokens/{made['id']}").status_code == 204
    answer = program.get("/api/teams")
    assert (answer.status_code, answer.json()["title"]) == (401, "This token is unknown, revoked or expired")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert browser.get("/api/tokens").json() == []


@pytest.mark.parametrize("header", ["", "token", "token ", "Basic amFuZTp4", "token isat_" + "x" * 64, "token é"])
def test_a_wrong_token_is_a_refusal_and_not_somebody_without_one(site: Site, header: str) -> None:
    answer = site.ask("GET", "/api/me", {"Authorization": header})
    assert answer.status == 401


def test_a_token_does_not_outlive_its_time_or_its_owner(site: Site) -> None:
    jane = site.person("jane")
    program = site.client(**site.token(jane, Scope.READ))
    assert program.get("/api/teams").status_code == 200
    with site.store.writing() as connection:
        connection.execute(tables.token.update().values(expires=site.now - 1))
    assert program.get("/api/teams").status_code == 401
    with site.store.writing() as connection:
        connection.execute(tables.token.update().values(expires=None))
        people.change(connection, jane, {"disabled": True})
    assert program.get("/api/teams").status_code == 401


def test_a_token_for_one_team_sees_no_other(site: Site) -> None:
    jane = site.person("jane", red=Role.ADMIN, blue=Role.ADMIN)
    browser = site.client(**site.session(jane))
    made = browser.post("/api/tokens", json={"name": "red", "scopes": ["admin"], "team": "red"}).json()
    program = site.client(Authorization=f"token {made['secret']}")
    assert [team["slug"] for team in program.get("/api/teams").json()] == ["red"]
    assert program.get("/api/teams/blue").status_code == 404
    assert browser.post("/api/tokens", json={"name": "x", "scopes": ["read"], "team": "green"}).status_code == 404
