from __future__ import annotations

import pytest

from studio.web.registered import Registered


def test_one_project_for_each_directory(registry: Registered) -> None:
    id = registry.models.source.id
    made = registry.post("/api/projects", {"repository": id, "directories": ["", "/vision/", "vision"]}, 201)
    assert [(one["name"], one["directory"]) for one in made] == [("team/models", ""), ("team/models/vision", "vision")]
    assert all(len(one["id"]) == 10 for one in made)
    assert [one["models"] for one in registry.get("/api/projects", q="VISION")] == [2]
    assert registry.post("/api/projects", {"repository": id}, 409)["code"] == "conflict"


def test_an_address_brings_its_repository_along_once(registry: Registered) -> None:
    first = registry.post("/api/projects", {"url": "https://git.example.com/a/b.git", "name": "One"}, 201)
    second = registry.post("/api/projects", {"url": "https://git.example.com/a/b", "name": "Two"}, 201)
    assert first[0]["repository"] == second[0]["repository"]
    assert len(registry.get("/api/repositories")) == 3


def test_a_script_of_the_earlier_studio_makes_one(registry: Registered) -> None:
    wanted = {"repo_url": "git@git.example.com:a/b.git", "subdir": "vision", "name": "Vision", "public": True}
    (made,) = registry.post("/api/create-project", wanted, 201)["projects"]
    page = registry.get(f"/api/projects/{made['id']}")
    assert made == {"id": page["id"], "url": f"http://127.0.0.1:8788/projects/{page['id']}", "name": "Vision"}
    assert (page["directory"], page["public"], page["repository_name"]) == ("vision", True, "a/b")
    (plain,) = registry.post("/api/create-project", {"repo_url": "https://git.example.com/a/b"}, 201)["projects"]
    assert plain["name"] == "a/b"
    assert registry.get(f"/api/projects/{plain['id']}")["repository"] == page["repository"]
    assert registry.post("/api/create-project", wanted, 409)["code"] == "conflict"
    assert registry.post("/api/create-project", {**wanted, "team_name": "no-such"}, 404)["code"] == "not-found"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"repository": "x", "url": "https://git.example.com/a"},
        {"url": "/x", "directories": ["../../etc"]},
        {"url": "/x", "directories": ["a\\b"]},
        {"url": "/x", "directories": ["x"] * 11},
        {"url": "/x", "directories": []},
        {"url": "/x", "name": " "},
    ],
)
def test_what_is_no_project(seen: Registered, body: dict[str, object]) -> None:
    before = seen.get("/api/repositories")
    answer = seen.api.post("/api/projects", json=body)
    assert answer.status_code in (404, 422), answer.text
    assert seen.get("/api/repositories") == before, "nothing is half-written"


def test_a_project_is_changed_read_again_and_removed(registry: Registered) -> None:
    (made,) = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)
    path = f"/api/projects/{made['id']}"
    changed = registry.api.patch(path, json={"name": "Churn", "directory": "a/b", "public": True}).json()
    assert (changed["name"], changed["directory"], changed["public"]) == ("Churn", "a/b", True)
    assert registry.get(path) == changed
    before = registry.get("/api/repositories/{id}/commits")
    assert registry.post(f"{path}/import", None, 202)["state"] == "queued"
    registry.sync()
    assert registry.get("/api/repositories/{id}/commits") == before
    assert registry.api.delete(path).status_code == 204
    assert registry.api.get(path).status_code == 404
    assert registry.get("/api/repositories/{id}")["name"] == "team/models"


def test_a_page_of_a_model_tells_its_projects(registry: Registered) -> None:
    registry.post("/api/projects", {"repository": registry.models.source.id, "name": "Churn"}, 201)
    page = registry.get("/api/repositories/{id}/model", name="churn")
    assert [one["name"] for one in page["projects"]] == ["Churn"]


def test_what_a_project_shows_is_settled_and_taken_back(registry: Registered) -> None:
    project = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)[0]
    assert (project["since"], project["custom"]) == (None, [])

    def change(body: dict[str, object]) -> dict[str, object]:
        answer = registry.api.patch(f"/api/projects/{project['id']}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()
        return found

    files = [{"path": "/eval/scores.csv", "kind": "metrics"}, {"path": "eval/scores.csv", "kind": "metrics"}]
    changed = change({"since": "2026-03-01T09:15:00Z", "custom": files})
    assert changed["since"] == "2026-03-01T09:15:00+00:00"
    assert changed["custom"] == [{"path": "eval/scores.csv", "kind": "metrics"}]
    table = registry.get(f"/api/projects/{project['id']}/table")
    assert table["commits"]["message"] == ["Train 3", "Train 2"]
    assert change({"name": "Other"})["since"] == changed["since"], "what is left out stays"
    assert change({"since": None})["since"] is None
    assert len(registry.get(f"/api/projects/{project['id']}/table")["commits"]["id"]) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"since": "yesterday"},
        {"custom": [{"path": "../secret.json", "kind": "metrics"}]},
        {"custom": [{"path": "model.pkl", "kind": "metrics"}]},
        {"custom": [{"path": "", "kind": "params"}]},
        {"custom": [{"path": "a.json", "kind": "plots"}]},
        {"custom": [{"path": f"{i}.json", "kind": "params"} for i in range(51)]},
    ],
)
def test_what_is_no_setting(registry: Registered, body: dict[str, object]) -> None:
    project = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)[0]
    answer = registry.api.patch(f"/api/projects/{project['id']}", json=body)
    assert answer.status_code == 422, answer.text
    assert registry.get(f"/api/projects/{project['id']}") == project


def test_a_card_says_the_first_metrics_at_the_head(registry: Registered) -> None:
    project = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)[0]
    auc = {"column": "metrics:metrics.json:auc", "file": "metrics.json", "path": ["auc"], "value": 0.3}
    assert project["headline"] == [auc]
    state = {"columns": {"order": [], "hidden": ["metrics:metrics.json:auc"]}}
    registry.post(f"/api/projects/{project['id']}/views", {"name": "v", "state": state, "default": True}, 201)
    assert registry.get(f"/api/projects/{project['id']}")["headline"] == []
