"""The audit of what was written."""

from __future__ import annotations

from studio.web.serving import Role, Site


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
