"""Teams, members and invite links."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from studio.web.serving import SECRET, Role, Site


def test_a_team_from_its_beginning_to_its_end(site: Site) -> None:
    jane, joe = site.person("jane"), site.person("joe")
    browser = site.client(**site.session(jane))
    team = browser.post("/api/teams", json={"slug": "red", "name": "Red"}).json()
    assert team["role"] == "admin"
    assert browser.post("/api/teams", json={"slug": "red", "name": "Other"}).status_code == 409
    assert browser.put("/api/teams/red/members/joe@example.com", json={"role": "viewer"}).json()["role"] == "viewer"
    members = browser.get("/api/teams/red/members").json()
    assert [(one["person"]["username"], one["role"]) for one in members] == [("jane", "admin"), ("joe", "viewer")]
    # the team keeps an admin
    assert browser.put(f"/api/teams/red/members/{jane}", json={"role": "viewer"}).status_code == 409
    assert browser.delete(f"/api/me/teams/{team['id']}").status_code == 409
    assert site.client(**site.session(joe)).delete("/api/me/teams/red").status_code == 204
    assert browser.patch("/api/teams/red", json={"slug": "rouge"}).json()["slug"] == "rouge"
    assert browser.delete("/api/teams/rouge").status_code == 204
    assert browser.get("/api/teams").json() == []


def test_a_link_brings_one_new_person_into_the_team(site: Site) -> None:
    browser = site.client(**site.session(site.person("jane", red=Role.ADMIN)))
    made = browser.post("/api/teams/red/invites", json={"role": "editor"}).json()
    secret = made["url"].partition("#")[2]
    assert made["url"].startswith("http://127.0.0.1:8788/join#")
    new = site.client()
    said = new.post("/api/invitation", json={"secret": secret}).json()
    assert (said["team"], said["role"], said["created_by"], said["mode"]) == ("red", "editor", "Jane", "sign-up")
    assert new.post("/api/invitation/accept", json={"secret": secret}).json()["fields"].keys() == {"account"}
    account = {"username": "joe", "name": "Joe", "email": "joe@example.com", "password": SECRET, "admin": True}
    me = new.post("/api/invitation/accept", json={"secret": secret, "account": account}).json()
    assert (me["person"]["username"], me["is_server_admin"]) == ("joe", False)
    assert new.get("/api/me").json()["teams"][0]["role"] == "editor"
    # it worked once
    assert site.client().post("/api/invitation", json={"secret": secret}).status_code == 404
    assert site.client().post("/api/invitation/accept", json={"secret": secret, "account": account}).status_code == 404
    assert browser.get("/api/teams/red/invites").json() == []


def test_a_link_adds_a_team_to_who_is_signed_in_and_takes_no_role_away(site: Site) -> None:
    jane = site.person("jane", red=Role.ADMIN)
    browser = site.client(**site.session(jane))
    secret = browser.post("/api/teams/red/invites", json={"role": "viewer"}).json()["url"].partition("#")[2]
    assert browser.post("/api/invitation/accept", json={"secret": secret}).status_code == 200
    assert site.client(**site.session(jane)).get("/api/teams/red").json()["role"] == "admin"


def test_a_link_that_was_withdrawn_invites_nobody(site: Site) -> None:
    browser = site.client(**site.session(site.person("jane", red=Role.ADMIN)))
    made = browser.post("/api/teams/red/invites", json={}).json()
    assert browser.delete(f"/api/teams/red/invites/{made['id']}").status_code == 204
    assert site.client().post("/api/invitation", json={"secret": made["url"].partition("#")[2]}).status_code == 404


def test_of_two_who_use_a_link_at_once_one_joins(site: Site) -> None:
    admin = site.session(site.person("jane", red=Role.ADMIN))
    made = site.client(**admin).post("/api/teams/red/invites", json={}).json()
    body = {"secret": made["url"].partition("#")[2]}
    others = [site.client(**site.session(site.person(name))) for name in ("joe", "jim", "jon", "jil")]
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda one: one.post("/api/invitation/accept", json=body).status_code, others))
    assert sorted(statuses) == [200, 404, 404, 404]
    assert len(site.client(**admin).get("/api/teams/red/members").json()) == 2
