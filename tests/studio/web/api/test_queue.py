"""Queueing experiments: what is asked for, who may, and what pages are told."""

from __future__ import annotations

from typing import Any

import pytest

from gto_studio.rules.queueing import WAITING_MOST
from gto_studio.store.owned import audit, notices
from studio.rows import NOW, a_queued
from studio.web.registered import Registered
from studio.web.serving import Site
from studio.web.world import World

PARAMS = {"params.yaml": {"train.lr": 0.5}}


@pytest.fixture
def project(registry: Registered) -> str:
    id: str = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)[0]["id"]
    changed = registry.api.patch(f"/api/projects/{id}", json={"runner": {"enabled": True, "time_limit": 600}})
    assert changed.json()["runner"] == {"enabled": True, "command": None, "time_limit": 600.0}
    return id


def test_an_experiment_is_queued_and_called_off(registry: Registered, project: str) -> None:
    path = f"/api/projects/{project}/queue"
    body = {"commit": "main", "params": PARAMS, "data": {"data/raw.csv": "a" * 32}, "name": "half"}
    (made,) = registry.post(path, body, 202)
    head = registry.shell.git("rev-parse", "main")
    assert {key: made[key] for key in ("baseline", "name", "state", "author", "params", "data", "time_limit")} == {
        "baseline": head, "name": "half", "state": "queued", "author": "Olga Owner", "params": PARAMS,
        "data": {"data/raw.csv": "a" * 32}, "time_limit": 600.0,
    }  # fmt: skip
    assert registry.get(path) == [made]
    assert registry.get(f"{path}/{made['id']}") == {**made, "log": ""}
    with registry.site.store.reading() as connection:
        told = [row.data for row in notices.since(connection, 0) if row.topic == "queue"]
    assert told == [{"project": project, "id": made["id"]}]
    assert "half" in registry.post(path, body, 422)["title"]
    off = registry.post(f"{path}/{made['id']}/cancel", {})
    assert (off["state"], off["cancel"]) == ("cancelled", True)
    registry.site.now = NOW + 60
    (gone,) = registry.post(path, {**body, "name": "gone"}, 202)
    assert registry.api.delete(f"{path}/{gone['id']}").status_code == 409  # it waits
    registry.post(f"{path}/{gone['id']}/cancel", {})
    assert registry.api.delete(f"{path}/{gone['id']}").status_code == 204
    assert registry.api.delete(f"{path}/{gone['id']}").status_code == 404
    with registry.site.store.reading() as connection:
        (last,) = audit.seen_by(connection, sees=None, limit=1)
    assert (last.action, last.detail) == ("queue.remove", {"name": "gone", "state": "cancelled"})
    registry.site.now = NOW + 90
    (again,) = registry.post(path, {**body, "time_limit": 60}, 202)  # the name is free again
    assert again["time_limit"] == 60.0
    registry.site.now = NOW + 120
    (long,) = registry.post(path, {**body, "time_limit": 6000, "name": None}, 202)
    assert long["time_limit"] == 600.0
    assert [one["id"] for one in registry.get(path)] == [long["id"], again["id"], made["id"]]
    other = registry.post("/api/projects", {"repository": registry.models.source.id, "name": "Other"}, 201)[0]["id"]
    assert registry.api.get(f"/api/projects/{other}/queue/{made['id']}").status_code == 404


def test_a_grid(registry: Registered, project: str) -> None:
    body = {"commit": "HEAD", "params": {"params.yaml": {"train.lr": [0.1, 0.2], "train.depth": [1, 2]}}, "grid": True}
    made = registry.post(f"/api/projects/{project}/queue", {**body, "name": "g"}, 202)
    assert [one["name"] for one in made] == ["g-1", "g-2", "g-3", "g-4"]
    assert [list(one["params"]["params.yaml"].values()) for one in made] == [[0.1, 1], [0.1, 2], [0.2, 1], [0.2, 2]]
    assert [one["id"] for one in registry.get(f"/api/projects/{project}/queue")] == [one["id"] for one in made[::-1]]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"commit": "nowhere"}, 404, "not-found"),
        ({"commit": "main", "name": "a b"}, 422, "wrong-input"),
        ({"commit": "main", "params": {"p": {"x": list(range(101))}}, "grid": True}, 422, "wrong-input"),
        ({"commit": "main", "params": {"p": {"x": "y" * 70_000}}}, 422, "wrong-input"),
        ({"commit": "main", "time_limit": 0}, 422, "wrong-input"),
    ],
)
def test_what_cannot_be_queued(
    registry: Registered, project: str, body: dict[str, Any], status: int, code: str
) -> None:
    assert registry.post(f"/api/projects/{project}/queue", body, status)["code"] == code
    assert registry.get(f"/api/projects/{project}/queue") == []


def test_nothing_is_run_unless_an_admin_said_so(registry: Registered) -> None:
    id = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)[0]["id"]
    assert registry.get(f"/api/projects/{id}")["runner"] == {"enabled": False, "command": None, "time_limit": None}
    said = registry.post(f"/api/projects/{id}/queue", {"commit": "main"}, 409)
    assert "an admin of the team can turn that on" in said["hint"]


def test_an_editor_cannot_turn_it_on(world: World) -> None:
    path = f"/api/projects/{world.values['project']}"

    def ask(who: str, **runner: Any) -> int:
        return patched(world, who, path, {"runner": {"enabled": True, **runner}})

    assert ask("editor") == 403
    assert ask("t:write") == 403
    assert ask("admin", command=" make ") == 200
    assert ask("editor", command="make") == 200  # nothing changes
    assert ask("editor", command="rm -rf /") == 403


def test_the_queue_has_an_end(registry: Registered, project: str) -> None:
    with registry.site.store.writing() as connection:
        for number in range(WAITING_MOST):
            a_queued(connection, project, registry.models.source.id, name=f"n-{number}")
    said = registry.post(f"/api/projects/{project}/queue", {"commit": "main"}, 429)
    assert said["code"] == "too-many"


def patched(world: World, who: str, path: str, body: Any) -> int:
    return world.site.client(**world.headers(who)).patch(path, json=body).status_code


@pytest.fixture
def world(site: Site) -> World:
    return World(site)
