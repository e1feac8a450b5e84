"""Accounts, by administrators."""

from __future__ import annotations

from studio.web.serving import SECRET, Site


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
