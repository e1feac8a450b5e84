"""Asking for a note on a commit. That it is written, tests of `changes/` say; who may, the walk of all routes."""

from __future__ import annotations

from typing import Any

import pytest

from gto_studio.store.owned import changes, jobs
from studio.web.registered import Registered


@pytest.fixture
def path(registry: Registered) -> str:
    made = registry.post("/api/projects", {"repository": registry.models.source.id}, 201)
    return f"/api/projects/{made[0]['id']}/notes"


def put(registry: Registered, path: str, text: str, status: int = 202) -> Any:
    answer = registry.api.put(path, json={"text": text})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_asking_makes_a_row_in_the_person_s_name_and_wants_the_work(registry: Registered, path: str) -> None:
    head = registry.shell.git("rev-parse", "HEAD")
    made = put(registry, f"{path}/main", " Overfits \n")
    assert (made["commit"], made["text"], made["author"], made["state"]) == (
        head, "Overfits", "Olga Owner", "queued",
    )  # fmt: skip
    assert registry.get(f"/api/notes/{made['id']}") == made
    with registry.site.store.reading() as connection:
        row = changes.get(connection, made["id"])
        assert made["id"] in jobs.of(connection, jobs.CHANGE, [made["id"]])
    assert row.request == {"action": "note", "commit": head, "text": "Overfits"}
    assert (row.author, row.author_email) == ("Olga Owner", "olga@example.com")
    assert put(registry, f"{path}/{head[:8]}", "")["text"] == ""
    written = registry.get("/api/audit")[:2]
    assert [(one["action"], one["detail"]) for one in written] == [
        ("note.remove", {"commit": head}),
        ("note.write", {"commit": head}),
    ]


def test_it_is_no_change_of_the_registry(registry: Registered, path: str) -> None:
    made = put(registry, f"{path}/main", "Overfits")
    assert registry.get("/api/repositories/{id}/changes") == []
    assert registry.api.get(f"/api/changes/{made['id']}").status_code == 404
    assert all(one["running"] == [] for one in registry.get("/api/models"))
    asked = {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "dev"}
    change = registry.post("/api/repositories/{id}/changes", asked, 202)
    assert registry.get("/api/repositories/{id}/changes") == [change]
    assert registry.api.get(f"/api/notes/{change['id']}").status_code == 404


def test_a_failure_is_told(registry: Registered, path: str) -> None:
    made = put(registry, f"{path}/main", "Overfits")
    error = {"code": "push-refused", "message": "m", "hint": "h", "at": 1_780_000_000.0}
    with registry.site.store.writing() as connection:
        changes.failed(connection, made["id"], error, now=1_780_000_000.0)
    told = registry.get(f"/api/notes/{made['id']}")
    assert (told["state"], told["error"]["message"]) == ("failed", "m")


def test_what_is_no_commit_and_what_is_too_long(registry: Registered, path: str) -> None:
    assert put(registry, f"{path}/nowhere", "x", 404)["hint"].startswith("name a branch")
    assert put(registry, f"{path}/main", "x" * 20_001, 422)["fields"]["text"]
