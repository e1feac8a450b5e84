"""Hooks over HTTP: what is believed makes us look, once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gto_studio.rules.webhooks import KINDS
from gto_studio.store.owned import jobs
from studio.rules.test_webhooks import proved
from studio.web.registered import Registered

SECRET = "hook secret"
BODY = json.dumps({"ref": "refs/tags/churn@v2.0.0", "repository": {"name": "models"}}).encode()


def wanted(registry: Registered) -> int:
    with registry.site.store.reading() as connection:
        return jobs.of(connection, jobs.SYNC, [registry.models.source.id])[registry.models.source.id].wanted


def tell(registry: Registered, kind: str, headers: dict[str, str], body: bytes = BODY) -> Any:
    return registry.api.post(f"/webhook/{kind}/{registry.models.source.id}", content=body, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
def test_a_push_is_looked_at_once(registry: Registered, kind: str) -> None:
    before, headers = wanted(registry), proved(kind, BODY, SECRET)
    answer = tell(registry, kind, headers)
    assert (answer.status_code, answer.json()) == (202, {"wanted": True})
    again = tell(registry, kind, headers)
    assert again.json() == {"wanted": kind == "git"}, "a repeated delivery is dropped; a script's has no name"
    assert wanted(registry) == before + (2 if kind == "git" else 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_proves_nothing_changes_nothing(registry: Registered, kind: str) -> None:
    before = wanted(registry)
    for headers in ({}, proved(kind, BODY, "another"), proved(kind, BODY, "")):
        answer = tell(registry, kind, headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "unproved-hook")
    assert wanted(registry) == before


def test_who_guesses_learns_nothing_of_which_repositories_there_are(seen: Registered) -> None:
    real = seen.api.post(f"/webhook/git/{seen.models.source.id}", headers={"Authorization": "Bearer x"})
    none = seen.api.post("/webhook/git/01ABCDEFGHJKMNPQRSTVWXYZ01", headers={"Authorization": "Bearer x"})
    empty = seen.api.post("/webhook/git/01ABCDEFGHJKMNPQRSTVWXYZ01", headers={"Authorization": "Bearer "})
    assert real.status_code == none.status_code == empty.status_code == 403
    assert real.json() == none.json() == empty.json()


def test_a_ping_is_answered_and_no_reason_to_look(registry: Registered) -> None:
    before = wanted(registry)
    answer = tell(registry, "github", {**proved("github", BODY, SECRET), "x-github-event": "ping"})
    assert (answer.status_code, answer.json()) == (202, {"wanted": False})
    assert wanted(registry) == before


def test_dvc_is_told_where_to_look(registry: Registered) -> None:
    told = {"repo_url": registry.models.source.url, "client": "dvc", "refs": {"pushed": ["refs/exps/ab/cd/x"]}}
    before = wanted(registry)
    assert registry.post("/webhook/dvc", told) == {
        "url": f"http://127.0.0.1:8788/models?repository={registry.models.source.id}"
    }
    assert wanted(registry) == before + 1
    assert registry.post("/webhook/dvc", {"repo_url": "https://git.example.com/x"}, 404)["code"] == "not-found"
