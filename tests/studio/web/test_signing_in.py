"""People at the door, over HTTP: passwords, sessions, guessing, teams, invite links, tokens. On both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gto_studio.identity import passwords
from gto_studio.rules.people import FREE
from gto_studio.store.connection import Store
from gto_studio.store.owned import people, tables
from studio.web.serving import COOKIE, Role, Scope, Site, a_site

SECRET = "correct horse battery"
HASH = passwords.hashed(SECRET)


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Site]:
    with a_site(store, tmp_path / "data") as found:
        yield found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer failures are forgiven, because each takes the time of a hash."""
    monkeypatch.setitem(FREE, "person", 2)
    monkeypatch.setitem(FREE, "address", 3)


# --- passwords and sessions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["jane", "Jane", "jane@example.com", " JANE@example.com "])
def test_who_signs_in_by_name_or_address_is_known_until_signing_out(site: Site, name: str) -> None:
    site.person("jane", password=HASH, red=Role.EDITOR)
    browser = site.client()
    assert browser.get("/api/me").json()["person"] is None
    answer = browser.post("/api/session", json={"username": name, "password": SECRET})
    assert answer.status_code == 200
    me = browser.get("/api/me").json()
    assert me == answer.json()
    assert me["person"]["username"] == "jane"
    assert [(team["slug"], team["role"]) for team in me["teams"]] == [("red", "editor")]
    cookie = browser.cookies[COOKIE]
    assert browser.delete("/api/session").status_code == 204
    # the server has forgotten it, too, whoever kept the cookie
    assert site.client(Cookie=f"{COOKIE}={cookie}").get("/api/me").json()["person"] is None


def test_the_cookie_is_kept_from_scripts_and_other_sites_and_its_secret_from_the_database(site: Site) -> None:
    site.person("jane", password=HASH)
    answer = site.client().post("/api/session", json={"username": "jane", "password": SECRET})
    said = answer.headers["set-cookie"]
    assert "HttpOnly" in said
    assert "SameSite=lax" in said
    assert "Path=/" in said
    secret = answer.cookies[COOKIE]
    with site.store.reading() as connection:
        stored = connection.scalars(select(tables.session.c.hash)).all()
    assert secret not in stored
    assert len(stored) == 1


def test_over_https_the_cookie_is_bound_to_this_host(store: Store, tmp_path: Path) -> None:
    with a_site(store, tmp_path / "data", public_url="https://studio.example.com") as site:
        site.person("jane", password=HASH)
        answer = site.client(Host="studio.example.com").post(
            "/api/session", json={"username": "jane", "password": SECRET}
        )
        assert answer.headers["set-cookie"].startswith("__Host-gto-studio=")
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_nobody_learns_from_a_failure_who_has_an_account(site: Site) -> None:
    site.person("jane", password=HASH)
    site.person("provider-only")
    gone = site.person("gone", password=HASH)
    with site.store.writing() as connection:
        people.change_person(connection, gone, {"disabled": True})
    tries = [("jane", "wrong"), ("nobody", SECRET), ("provider-only", SECRET), ("gone", SECRET), ("local owner", "x")]
    answers = {
        site.client().post("/api/session", json={"username": name, "password": word}).text for name, word in tries
    }
    assert len(answers) == 1
    assert "The name or the password is wrong" in answers.pop()


def test_guessing_gets_slower_for_a_name_and_the_right_password_must_wait_too(site: Site, impatient: None) -> None:
    site.person("jane", password=HASH)
    browser = site.client()
    wrong = {"username": "jane", "password": "guess"}
    statuses = [browser.post("/api/session", json=wrong).status_code for _ in range(4)]
    assert statuses == [401] * 2 + [429] * 2
    answer = browser.post("/api/session", json={"username": "JANE", "password": SECRET})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 1
    assert answer.json()["code"] == "too-many"
    site.now += 1
    assert browser.post("/api/session", json=wrong).status_code == 401
    answer = browser.post("/api/session", json={"username": "jane", "password": SECRET})
    assert int(answer.headers["retry-after"]) == 2
    site.now += 2
    assert browser.post("/api/session", json={"username": "jane", "password": SECRET}).status_code == 200


def test_guessing_many_names_from_one_address_gets_slower_too(site: Site, impatient: None) -> None:
    browser = site.client()
    statuses = [
        browser.post("/api/session", json={"username": f"name{number}", "password": "guess"}).status_code
        for number in range(4)
    ]
    assert statuses == [401] * 3 + [429]


def test_a_success_forgets_the_failures_of_that_name(site: Site, impatient: None) -> None:
    site.person("jane", password=HASH)
    browser = site.client()
    for _ in range(3):
        browser.post("/api/session", json={"username": "jane", "password": "guess"})
        site.now += 1
        assert browser.post("/api/session", json={"username": "jane", "password": SECRET}).status_code == 200


def test_a_session_that_somebody_put_into_the_browser_is_not_signed_in(site: Site) -> None:
    """Session fixation: the attacker's own cookie in the victim's browser."""
    mallory = site.person("mallory", password=HASH)
    planted = site.session(mallory)["Cookie"]
    site.person("jane", password=HASH)
    answer = site.client(Cookie=planted).post("/api/session", json={"username": "jane", "password": SECRET})
    assert answer.cookies[COOKIE] not in planted
    # what the attacker knows is neither Jane's nor anybody's any more
    assert site.client(Cookie=planted).get("/api/me").json()["person"] is None
    made_up = site.client(Cookie=f"{COOKIE}=made-up")
    assert made_up.get("/api/me").json()["person"] is None


def test_a_session_ends_by_itself(site: Site) -> None:
    browser = site.client(**site.session(site.person("jane")))
    assert browser.get("/api/me").json()["person"] is not None
    site.now += 3_600
    assert browser.get("/api/me").json()["person"] is None


def test_a_new_password_ends_every_session_but_this_browsers(site: Site) -> None:
    jane = site.person("jane", password=HASH)
    elsewhere, token = site.client(**site.session(jane)), site.client(**site.token(jane, Scope.READ))
    browser = site.client()
    browser.post("/api/session", json={"username": "jane", "password": SECRET})
    before = browser.cookies[COOKIE]
    change = {"password": "a new long one", "current_password": SECRET, "revoke_tokens": True}
    assert browser.patch("/api/me", json=change).status_code == 200
    assert browser.cookies[COOKIE] != before
    assert browser.get("/api/me").json()["person"]["username"] == "jane"
    assert elsewhere.get("/api/me").json()["person"] is None
    assert token.get("/api/me").status_code == 401
    assert site.client().post("/api/session", json={"username": "jane", "password": SECRET}).status_code == 401


def test_one_cannot_change_a_password_without_it_nor_give_oneself_rights(site: Site) -> None:
    jane = site.person("jane", password=HASH)
    browser = site.client(**site.session(jane))
    answer = browser.patch("/api/me", json={"password": "a new long one"})
    assert (answer.status_code, answer.json()["fields"]) == (422, {"current_password": "is missing"})
    assert browser.patch("/api/me", json={"password": "a new long one", "current_password": "x"}).status_code == 401
    for rights in ({"admin": True}, {"email": "boss@example.com"}, {"disabled": False}):
        assert browser.patch("/api/me", json=rights).status_code == 403
    assert browser.patch("/api/me", json={"name": "Jane <x@y>"}).json()["fields"].keys() == {"name"}
    assert browser.patch("/api/me", json={"name": "Jane Doe"}).json()["person"]["name"] == "Jane Doe"


def test_signing_out_everywhere(site: Site) -> None:
    jane = site.person("jane", password=HASH)
    browsers = [site.client(**site.session(jane)) for _ in range(2)]
    assert browsers[0].delete("/api/me/sessions").status_code == 204
    assert [browser.get("/api/me").json()["person"] for browser in browsers] == [None, None]


# --- accounts -------------------------------------------------------------------------------------------------------


def test_an_administrator_makes_changes_and_removes_accounts(site: Site) -> None:
    boss = site.client(**site.session(site.person("boss", admin=True)))
    new = {"username": "jane", "name": "Jane", "email": "Jane@Example.com", "password": SECRET}
    jane = boss.post("/api/people", json=new).json()
    assert (jane["username"], jane["email"], jane["admin"]) == ("jane", "jane@example.com", False)
    assert boss.post("/api/people", json=new).json()["code"] == "conflict"
    assert boss.post("/api/people", json={**new, "username": "A B", "password": "x"}).json()["fields"].keys() == {
        "username",
        "password",
    }
    session = site.client(**site.session(jane["id"]))
    assert boss.patch(f"/api/people/{jane['id']}", json={"disabled": True}).json()["disabled"]
    assert session.get("/api/me").json()["person"] is None
    assert {person["username"] for person in boss.get("/api/people").json()} == {"boss", "jane"}
    assert boss.delete(f"/api/people/{jane['id']}").status_code == 204
    assert boss.delete(f"/api/people/{jane['id']}").status_code == 404


def test_the_last_administrator_cannot_go(site: Site) -> None:
    boss = site.person("boss", admin=True)
    browser = site.client(**site.session(boss))
    for change in ({"admin": False}, {"disabled": True}):
        assert browser.patch(f"/api/people/{boss}", json=change).json()["code"] == "conflict"
    assert browser.delete(f"/api/people/{boss}").json()["code"] == "conflict"


# --- teams and invite links -----------------------------------------------------------------------------------------


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


# --- tokens ---------------------------------------------------------------------------------------------------------


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
        people.change_person(connection, jane, {"disabled": True})
    assert program.get("/api/teams").status_code == 401


def test_a_token_for_one_team_sees_no_other(site: Site) -> None:
    jane = site.person("jane", red=Role.ADMIN, blue=Role.ADMIN)
    browser = site.client(**site.session(jane))
    made = browser.post("/api/tokens", json={"name": "red", "scopes": ["admin"], "team": "red"}).json()
    program = site.client(Authorization=f"token {made['secret']}")
    assert [team["slug"] for team in program.get("/api/teams").json()] == ["red"]
    assert program.get("/api/teams/blue").status_code == 404
    assert browser.post("/api/tokens", json={"name": "x", "scopes": ["read"], "team": "green"}).status_code == 404


# --- audit ----------------------------------------------------------------------------------------------------------


def test_every_write_is_written_down_and_shown_to_whom_it_concerns(site: Site) -> None:
    jane = site.person("jane", red=Role.ADMIN)
    browser = site.client(**site.session(jane))
    site.person("joe")
    browser.put("/api/teams/red/members/joe", json={"role": "viewer"})
    made = browser.post("/api/tokens", json={"name": "ci", "scopes": ["read"]}).json()
    team = browser.get("/api/audit").json()
    assert [(row["name"], row["action"], row["subject"], row["detail"]) for row in team] == [
        ("Jane", "member.set", "joe", {"role": "viewer"})
    ]
    boss = site.client(**site.session(site.person("boss", admin=True)))
    rows = boss.get("/api/audit", params={"limit": 2}).json()
    assert [row["action"] for row in rows] == ["session.begin", "token.add"]
    answer = boss.get("/api/audit", params={"action": "member"})
    assert [row["action"] for row in answer.json()] == ["member.set"]
    assert made["secret"] not in boss.get("/api/audit").text


def test_the_audit_is_paged(site: Site) -> None:
    boss = site.client(**site.session(site.person("boss", admin=True)))
    for number in range(4):
        boss.post("/api/teams", json={"slug": f"t{number}", "name": "T"})
    seen, address = [], "/api/audit?action=team.add&limit=3"
    while address:
        answer = boss.get(address)
        seen += [row["subject"] for row in answer.json()]
        address = answer.links.get("next", {}).get("url")
    assert sorted(seen) == ["t0", "t1", "t2", "t3"]


# --- without accounts -----------------------------------------------------------------------------------------------


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
