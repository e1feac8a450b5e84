from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gto_studio.store.owned import jobs, repositories
from studio.web.registered import Registered

URL = "https://jane:pass%20word@git.example.com/team/new.git"


def test_a_repository_says_how_it_is(seen: Registered) -> None:
    one = seen.get("/api/repositories/{id}")
    assert (one["name"], one["default_branch"], one["models"]) == ("team/models", "main", 2)
    assert one["head"] == seen.shell.git("rev-parse", "HEAD")
    assert one["directories"] == [""]
    assert one["sync"]["state"] in ("queued", "ok")
    assert {row["name"] for row in seen.get("/api/repositories")} == {"team/models", "team/data"}


def test_a_password_in_an_address_is_taken_out_and_sealed(registry: Registered) -> None:
    made = registry.post("/api/repositories", {"url": URL}, 201)
    assert made["url"] == "https://git.example.com/team/new.git"
    assert (made["name"], made["has_credentials"], made["sync"]["state"]) == ("team/new", True, "queued")
    with registry.site.store.reading() as connection:
        row = repositories.get(connection, made["id"])
        assert jobs.of(connection, jobs.SYNC, [made["id"]])
    assert row.username == "jane"
    assert row.secret is not None
    assert b"pass" not in row.secret
    assert registry.site.parts.secrets.open(row.secret) == "pass word"
    assert "pass" not in registry.api.get("/api/audit").text.replace("password", "")


def test_the_same_address_twice_is_a_conflict(registry: Registered) -> None:
    registry.post("/api/repositories", {"url": URL}, 201)
    assert registry.post("/api/repositories", {"url": URL}, 409)["code"] == "conflict"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "ext::sh -c touch"}, "wrong-address"),
        ({"url": "--upload-pack=x"}, "wrong-address"),
        ({"url": ""}, "wrong-address"),
        ({"url": "http://169.254.169.254/latest"}, "address-not-allowed"),
        ({"url": "https://a.example.com/b", "password": "x", "ssh_key": "-----BEGIN x"}, "wrong-input"),
        ({"url": "https://a.example.com/b", "ssh_key": "no key"}, "wrong-input"),
        ({}, "wrong-input"),
        ({"url": "https://a.example.com/b", "colour": "red"}, "wrong-input"),
    ],
)
def test_what_cannot_be_added(seen: Registered, body: dict[str, Any], code: str) -> None:
    assert seen.post("/api/repositories", body, 422)["code"] == code


def test_credentials_are_changed_forgotten_and_never_shown(registry: Registered) -> None:
    id = registry.models.source.id
    answer = registry.api.patch(f"/api/repositories/{id}", json={"username": "jane", "password": "t0p", "name": "A b"})
    assert (answer.json()["has_credentials"], answer.json()["name"]) == (True, "A b")
    assert "t0p" not in answer.text
    assert registry.api.patch(f"/api/repositories/{id}", json={"poll_seconds": 5}).json()["poll_seconds"] == 5
    assert registry.api.patch(f"/api/repositories/{id}", json={"poll_seconds": None}).json()["poll_seconds"] is None
    gone = registry.api.patch(f"/api/repositories/{id}", json={"forget_credentials": True}).json()
    assert gone["has_credentials"] is False
    told = [entry["action"] for entry in registry.get("/api/audit")]
    assert told.count("repository.change") == 4


@pytest.mark.parametrize("seconds", [-1, 0, "NaN", 1e300])
def test_an_interval_that_makes_no_sense(seen: Registered, seconds: Any) -> None:
    answer = seen.api.patch(f"/api/repositories/{seen.models.source.id}", json={"poll_seconds": seconds})
    assert answer.status_code == 422


def test_a_repository_that_is_removed_leaves_nothing(registry: Registered) -> None:
    id = registry.models.source.id
    assert registry.api.delete(f"/api/repositories/{id}").status_code == 204
    assert registry.api.get(f"/api/repositories/{id}").status_code == 404
    assert [row["name"] for row in registry.get("/api/models")] == ["customers"]
    assert not [row for row in registry.get("/api/events") if row["repository"] == id]


def test_who_wants_a_sync_gets_one(registry: Registered) -> None:
    assert registry.post("/api/repositories/{id}/sync", None, 202)["state"] == "queued"


def test_a_hook_s_secret_can_be_renewed(registry: Registered) -> None:
    path = f"/api/repositories/{registry.models.source.id}/hook"
    old = registry.get(path)
    assert old["urls"]["github"].endswith(f"/webhook/github/{registry.models.source.id}")
    assert old["secret"] == "hook secret"
    new = registry.post(path, None)
    assert new["secret"] != old["secret"]
    assert new["secret"] in new["script"]
    assert registry.get(path) == new


def test_problems_are_those_of_gto_doctor(registry: Registered) -> None:
    registry.shell.git("tag", "churn@v9.0.0")  # no annotated tag, so nobody says who and when
    registry.sync()
    (found,) = registry.get("/api/repositories/{id}/problems")
    assert found["subject"] == "churn@v9.0.0"
    doctor = registry.shell.gto("doctor", code=None)
    assert found["says"] in doctor.out + doctor.err


def test_a_path_is_a_repository_only_where_that_is_allowed(registry: Registered, tmp_path: Path) -> None:
    assert registry.post("/api/repositories", {"url": str(tmp_path / "x")}, 201)["forge"] == "git"
