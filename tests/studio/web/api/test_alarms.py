from __future__ import annotations

from studio.web.registered import Registered


def test_a_tag_that_vanished_rings_until_somebody_has_looked(registry: Registered) -> None:
    before = registry.shell.git("rev-parse", "refs/tags/churn#dev#1")
    registry.shell.git("tag", "-d", "churn#dev#1")
    registry.sync()
    (found,) = registry.get("/api/alarms")
    assert (found["kind"], found["tag"], found["before"]) == ("vanished", "churn#dev#1", before)
    assert (found["repository_name"], found["acknowledged_at"]) == ("team/models", None)
    assert registry.get("/api/repositories/{id}")["alarms"] == 1
    seen = registry.post(f"/api/alarms/{found['id']}/acknowledge", None)
    assert seen["acknowledged_by"] == "Olga Owner"
    assert registry.get("/api/alarms") == []
    assert registry.get("/api/alarms", acknowledged=True) == [seen]
    assert registry.get("/api/alarms", acknowledged=True, repository=registry.others.source.id) == []
    assert registry.get("/api/alarms", acknowledged=True, team="main") == [seen]
    assert registry.get("/api/alarms", acknowledged=True, team="nowhere") == []
    assert registry.post(f"/api/alarms/{found['id']}/acknowledge", None) == seen, "once is enough"


def test_an_alarm_that_does_not_exist(seen: Registered) -> None:
    assert seen.post("/api/alarms/01ABC/acknowledge", None, 404)["code"] == "not-found"
