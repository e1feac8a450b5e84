from __future__ import annotations

from typing import Any

from gto_studio.rules.promotions import Promotion
from gto_studio.store.owned import changes, pull_requests
from studio.rows import NOW, a_change, a_pull_request
from studio.web.registered import Registered

PROMOTION = Promotion("churn", "v1.1.0", "b" * 40, "prod", held="v1.2.0", by="churn#prod#3").row()


def listed(registry: Registered, **query: Any) -> list[Any]:
    found: list[Any] = registry.get("/api/pull-requests", **query)
    return found


def test_what_waits_for_a_decision_and_what_became_of_it(registry: Registered) -> None:
    id = registry.models.source.id
    with registry.site.store.writing() as connection:
        change = a_change(connection, id)
        row = a_pull_request(connection, id, change.id, promotion=PROMOTION, title="Promote churn v1.1.0 to prod")
    (found,) = listed(registry, state="open")
    assert (found["number"], found["head"], found["base"], found["author"]) == (1, "name-it", "main", "Jo")
    assert (found["artifact"], found["repository_name"], found["assigning"]) == ("churn", "team/models", None)
    assert found["promotion"] == {"version": "v1.1.0", "stage": "prod", "held": "v1.2.0"}
    assert listed(registry, repository=registry.others.source.id) == []
    asked = {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "dev"}
    made = registry.post("/api/repositories/{id}/changes", asked, 202)
    with registry.site.store.writing() as connection:
        pull_requests.end(connection, row.id, "merged", assigning=made["id"], now=NOW)
    assert listed(registry, state="open") == []
    (found,) = listed(registry)
    assert (found["state"], found["assigning"]["request"]["stage"]) == ("merged", "dev")
    with registry.site.store.reading() as connection:
        assert set(changes.by_ids(connection, [change.id, made["id"], "nobody"])) == {change.id, made["id"]}


def test_the_branches_of_a_repository_the_default_one_first(registry: Registered) -> None:
    registry.shell.git("branch", "a-branch")
    registry.sync()
    head = registry.shell.git("rev-parse", "main")
    assert registry.get("/api/repositories/{id}/branches") == {
        "default": "main",
        "branches": [{"name": "main", "commit": head}, {"name": "a-branch", "commit": head}],
    }
