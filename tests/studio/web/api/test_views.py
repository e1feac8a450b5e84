from __future__ import annotations

import json
from typing import Any

import pytest

from studio.rows import NOW
from studio.web.registered import Registered
from studio.web.serving import Site
from studio.web.world import World

VIEW = {"name": "Best first", "state": {"sort": [{"column": "metrics:eval.json:auc", "desc": True}]}}


@pytest.fixture
def path(registry: Registered) -> str:
    made = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)
    return f"/api/projects/{made[0]['id']}/views"


def test_a_view_is_saved_changed_and_forgotten(registry: Registered, path: str) -> None:
    made = registry.post(path, VIEW, 201)
    assert {key: made[key] for key in ("name", "state", "default", "changed_by")} == {
        **VIEW,
        "default": False,
        "changed_by": "Olga Owner",
    }
    assert registry.get(path) == [made]
    registry.site.now = NOW + 60
    changed = registry.api.patch(f"{path}/{made['id']}", json={"name": "Worst first"}).json()
    assert (changed["name"], changed["state"]) == ("Worst first", VIEW["state"])
    assert changed["changed_at"] > made["changed_at"]
    assert registry.api.delete(f"{path}/{made['id']}").status_code == 204
    assert registry.get(path) == []
    assert registry.api.delete(f"{path}/{made['id']}").status_code == 404


def test_a_project_opens_with_one_of_them(registry: Registered, path: str) -> None:
    first = registry.post(path, {**VIEW, "name": "B", "default": True}, 201)
    second = registry.post(path, {**VIEW, "name": "A", "default": True}, 201)
    assert [(one["name"], one["default"]) for one in registry.get(path)] == [("A", True), ("B", False)]
    assert registry.api.patch(f"{path}/{first['id']}", json={"default": True}).status_code == 200
    assert [(one["name"], one["default"]) for one in registry.get(path)] == [("B", True), ("A", False)]
    assert registry.api.patch(f"{path}/{first['id']}", json={"default": False}).status_code == 200
    assert not any(one["default"] for one in registry.get(path))
    assert second["default"]


def test_a_name_is_taken_once_a_project(registry: Registered, path: str) -> None:
    one = registry.post(path, VIEW, 201)
    other = registry.post(path, {**VIEW, "name": "Other"}, 201)
    assert registry.post(path, {**VIEW, "name": " Best  first "}, 409)["code"] == "conflict"
    assert registry.api.patch(f"{path}/{other['id']}", json={"name": one["name"]}).status_code == 409
    assert registry.api.patch(f"{path}/{one['id']}", json={"name": one["name"]}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {**VIEW, "name": " "},
        {**VIEW, "name": "x" * 101},
        {**VIEW, "state": []},
        {**VIEW, "state": {"x": "y" * (256 << 10)}},
        {**VIEW, "state": {"x": float("nan")}},
        {**VIEW, "state": {"x": "\ud800"}},
        {"name": "x"},
    ],
    ids=["empty", "long", "list", "large", "nan", "half", "nothing"],
)
def test_what_is_no_view(registry: Registered, path: str, body: dict[str, Any]) -> None:
    answer = registry.api.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert registry.get(path) == []


def test_the_view_of_another_project_is_none(registry: Registered, path: str) -> None:
    made = registry.post(path, VIEW, 201)
    other = registry.post("/api/projects", {"repository": registry.models.source.id, "name": "Other"}, 201)[0]["id"]
    assert registry.api.patch(f"/api/projects/{other}/views/{made['id']}", json={"name": "x"}).status_code == 404
    assert registry.api.delete(f"/api/projects/{path.split('/')[3]}").status_code == 204
    assert registry.get(f"/api/projects/{other}/views") == []


def test_viewers_see_them_and_editors_save_them(site: Site) -> None:
    world = World(site)
    path = f"/api/projects/{world.values['project']}/views"
    body = json.dumps(VIEW).encode()
    assert site.ask("POST", path, world.headers("viewer"), body).json()["code"] == "not-allowed"
    assert site.ask("POST", path, world.headers("editor"), body).status == 201
    assert len(site.ask("GET", path, world.headers("viewer")).json()) == 2
