"""What people change about themselves."""

from __future__ import annotations

from studio.web.serving import COOKIE, HASH, SECRET, Scope, Site


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
