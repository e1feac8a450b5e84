"""A promotion as it is planned and asked for. What its merging does, `changes/test_merging.py` says."""

from __future__ import annotations

from typing import Any

from studio.web.registered import Registered

PLAN, EDITS = "/api/repositories/{id}/plan", "/api/repositories/{id}/edits"

ASKED = {
    "action": "promote", "artifact": "churn", "version": "v1.2.0", "stage": "dev", "base": "main",
    "branch": "promote-churn", "pull_request": {"title": "", "body": ""}, "reason": "Ready",
}  # fmt: skip


def test_refused_is_what_the_registry_would_refuse(seen: Registered) -> None:
    plan = seen.post(PLAN, {**ASKED, "version": "v9.0.0"})
    assert "v9.0.0" in plan["refusal"]["message"]
    assert plan["commits"] == []
    again = seen.post(PLAN, {**ASKED, "stage": "prod"})
    assert "already in stage 'prod'" in again["refusal"]["message"]
    # what had the stage before v1.2.0 may be brought back: now the files are looked for, which takes a worker
    assert seen.post(PLAN, {**ASKED, "version": "v1.1.0", "stage": "prod"}, 503)["code"] == "not-here-yet"
    refused: dict[str, Any] = seen.post(EDITS, {**ASKED, "version": "v9.0.0"}, 422)
    assert "v9.0.0" in refused["title"]
