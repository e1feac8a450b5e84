"""Letting a program in from the browser, in the words that `dvc studio login` and VS Code know."""

from __future__ import annotations

import pytest

from gto_studio.identity import devices
from studio.web.serving import Role, Site

ASKED = {"client_name": "DVC", "token_name": "laptop", "scopes": ["EXPERIMENTS", "MODELS"]}


def test_a_program_waits_until_somebody_says_yes_and_gets_its_token_once(site: Site) -> None:
    program = site.client()
    asked = program.post("/api/device-login", json=ASKED).json()
    assert asked.keys() == {"device_code", "user_code", "verification_uri", "token_uri", "token_name", "expires_in"}
    assert asked["verification_uri"] == "http://127.0.0.1:8788/auth/device-login"
    waiting = program.post("/api/device-login/token", json={"code": asked["device_code"]})
    assert (waiting.status_code, waiting.json()) == (400, {"detail": "authorization_pending"})

    jane = site.person("jane", red=Role.EDITOR)
    browser = site.client(**site.session(jane))
    shown = browser.get(f"/api/device-login/{asked['user_code'].lower()}").json()
    assert (shown["client_name"], shown["token_name"], shown["state"]) == ("DVC", "laptop", "waiting")
    assert shown["scopes"] == ["experiments", "models"]
    said = browser.post("/api/device-login/answer", json={"user_code": asked["user_code"], "allow": True})
    assert said.json()["state"] == "allowed"
    # nobody can change what was said
    again = browser.post("/api/device-login/answer", json={"user_code": asked["user_code"], "allow": False})
    assert again.status_code == 409

    token = program.post("/api/device-login/token", json={"code": asked["device_code"]}).json()["access_token"]
    assert token.startswith("isat_")
    assert len(token) >= 53
    unheard = program.post("/api/device-login/token", json={"code": asked["device_code"]})
    assert unheard.json() == {"access_token": token}, "it did not wait for the first answer"
    listed = browser.get("/api/tokens").json()
    assert [(one["name"], one["scopes"]) for one in listed] == [("laptop", ["experiments", "models"])]
    headers = {"Authorization": f"token {token}"}
    assert program.get("/api/models", headers=headers).status_code == 200
    assert program.get("/api/teams", headers=headers).status_code == 403
    once = program.post("/api/device-login/token", json={"code": asked["device_code"]})
    assert (once.status_code, once.json()) == (400, {"detail": "authorization_expired"})


@pytest.mark.parametrize("what", ["late", "revoked"])
def test_a_token_that_was_not_heard_is_not_told_for_ever(site: Site, what: str) -> None:
    program, browser = site.client(), site.client(**site.session(site.person("jane")))
    asked = program.post("/api/device-login", json=ASKED).json()
    browser.post("/api/device-login/answer", json={"user_code": asked["user_code"], "allow": True})
    assert program.post("/api/device-login/token", json={"code": asked["device_code"]}).status_code == 200
    if what == "late":
        site.now += devices.AGAIN_SECONDS
    else:
        (made,) = browser.get("/api/tokens").json()
        assert browser.delete(f"/api/tokens/{made['id']}").status_code == 204
    again = program.post("/api/device-login/token", json={"code": asked["device_code"]})
    assert (again.status_code, again.json()) == (400, {"detail": "authorization_expired"})


def test_a_refused_program_is_told_in_the_only_word_it_knows(site: Site) -> None:
    program = site.client()
    asked = program.post("/api/device-login", json={"client_name": "DVC"}).json()
    assert asked["token_name"]
    browser = site.client(**site.session(site.person("jane")))
    browser.post("/api/device-login/answer", json={"user_code": asked["user_code"], "allow": False})
    answer = program.post("/api/device-login/token", json={"code": asked["device_code"]})
    assert (answer.status_code, answer.json()) == (400, {"detail": "authorization_expired"})
    assert browser.get("/api/tokens").json() == []


def test_a_request_expires(site: Site) -> None:
    program = site.client()
    asked = program.post("/api/device-login", json=ASKED).json()
    browser = site.client(**site.session(site.person("jane")))
    site.now += devices.WAIT_SECONDS
    answer = program.post("/api/device-login/token", json={"code": asked["device_code"]})
    assert answer.json() == {"detail": "authorization_expired"}
    assert browser.get(f"/api/device-login/{asked['user_code']}").json()["state"] == "expired"
    yes = {"user_code": asked["user_code"], "allow": True}
    assert browser.post("/api/device-login/answer", json=yes).status_code == 409
    assert program.post("/api/device-login/token", json={"code": "made up"}).json() == {
        "detail": "authorization_expired"
    }


def test_no_program_gets_more_than_it_asked_for_or_than_programs_get(site: Site) -> None:
    program = site.client()
    browser = site.client(**site.session(site.person("jane", admin=True)))
    for asked_for, said, given in (
        (["admin"], None, ["datasets", "experiments", "models"]),
        (["live"], ["admin", "experiments"], ["experiments"]),
        (["MODELS", "experiments"], ["models"], ["models"]),
    ):
        asked = program.post("/api/device-login", json={**ASKED, "scopes": asked_for, "later_field": 1}).json()
        answer = {"user_code": asked["user_code"], "allow": True, "scopes": said}
        assert browser.post("/api/device-login/answer", json=answer).status_code == 200
        program.post("/api/device-login/token", json={"code": asked["device_code"]})
        assert browser.get("/api/tokens").json()[-1]["scopes"] == given
        site.now += 1  # tokens are listed by the time they were made


@pytest.mark.parametrize("answered", [False, True], ids=["undecided", "allowed"])
def test_who_asks_without_end_takes_nobodys_place_but_their_own(
    site: Site, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    monkeypatch.setattr(devices, "WAITING_MOST", 5)
    program = site.client()
    asked = program.post("/api/device-login", json=ASKED).json()
    browser = site.client(**site.session(site.person("jane")))
    yes = {"user_code": asked["user_code"], "allow": True}
    if answered:
        assert browser.post("/api/device-login/answer", json=yes).status_code == 200
    for number in range(20):
        site.now += 1
        with site.store.writing() as connection:  # of two networks, though of ever other addresses
            address = f"2001:db8:0:{number % 2}::{number}"
            row, _ = devices.ask(connection, client="x", name=None, scopes=frozenset(), now=site.now, address=address)
    if not answered:
        assert browser.get(f"/api/device-login/{asked['user_code']}").json()["state"] == "waiting"
        assert browser.post("/api/device-login/answer", json=yes).status_code == 200
    assert program.post("/api/device-login/token", json={"code": asked["device_code"]}).status_code == 200
    assert browser.get(f"/api/device-login/{row.user_code}").json()["state"] == "waiting"


def test_of_one_address_the_oldest_request_goes_and_its_program_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "WAITING_MOST", 2)
    program = site.client()
    codes = []
    for _ in range(3):
        codes.append(program.post("/api/device-login", json=ASKED).json()["device_code"])
        site.now += 1
    said = [program.post("/api/device-login/token", json={"code": code}).json()["detail"] for code in codes]
    assert said == ["authorization_expired", "authorization_pending", "authorization_pending"]
