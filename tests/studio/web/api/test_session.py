"""Signing in with a password, sessions, and guessing."""

from __future__ import annotations

from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from sqlalchemy import select

from gto_studio.identity import passwords
from gto_studio.store.connection import Store
from gto_studio.store.owned import people, tables
from studio.web.serving import COOKIE, HASH, SECRET, Role, Site, a_site


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
        people.change(connection, gone, {"disabled": True})
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


def test_an_old_hash_is_made_anew_at_the_next_sign_in(site: Site) -> None:
    jane = site.person("jane", password=PasswordHasher.from_parameters(CHEAPEST).hash(SECRET))
    assert site.client().post("/api/session", json={"username": "jane", "password": SECRET}).status_code == 200
    with site.store.reading() as connection:
        stored = people.get(connection, jane).password
    assert stored is not None
    assert not passwords.is_old(stored)
