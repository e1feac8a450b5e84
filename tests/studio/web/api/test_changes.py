"""What an action would do, and asking for it. That it is done as previewed, tests of `changes/` say."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from gto_studio.store.owned import changes, jobs
from studio.web.registered import Registered

PREVIEW, CHANGES = "/api/repositories/{id}/preview", "/api/repositories/{id}/changes"


V12, V13 = {"version": "v1.2.0"}, {"version": "v1.3.0"}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("register churn main --version v2.0.0", {"action": "register", "version": "v2.0.0", "commit": "main"}),
        ("register segment", {"action": "register", "artifact": "segment"}),
        ("register churn", {"action": "register"}),
        ("register churn HEAD~1", {"action": "register", "commit": "HEAD~1's id"}),
        ("assign churn --version v1.2.0 --stage dev", {"action": "assign", "stage": "dev", **V12}),
        ("assign churn --version v1.2.0 --stage prod", {"action": "assign", "stage": "prod", **V12}),
        ("assign churn --version v1.3.0 --stage prod", {"action": "assign", "stage": "prod", **V13}),
        ("deprecate churn v1.2.0 prod", {"action": "unassign", "stage": "prod", **V12}),
        ("deprecate churn v1.2.0", {"action": "deregister", **V12}),
        ("deprecate churn", {"action": "deprecate"}),
        ("deprecate nobody", {"action": "deprecate", "artifact": "nobody"}),
    ],
)
def test_a_preview_is_what_the_command_line_would_do(seen: Registered, words: str, asked: dict[str, Any]) -> None:
    """The same tags, on the same commits, or the same refusal."""
    if asked.get("commit") == "HEAD~1's id":
        asked = {**asked, "commit": seen.shell.git("rev-parse", "HEAD~1")}
    found = seen.post(PREVIEW, {"artifact": "churn", **asked})
    said = seen.shell.gto(*words.split(), "--dry-run", code=None)
    if found["refusal"] is None:
        assert said.code == 0, said
        for planned in found["tags"]:
            assert planned["tag"] in said.out
    else:
        assert found["tags"] == []
        assert said.code == 1
        assert found["refusal"]["message"] in said.err


def test_the_command_of_a_preview_does_what_was_previewed(registry: Registered) -> None:
    found = registry.post(PREVIEW, {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "dev"})
    registry.shell.at(60).gto(*shlex.split(found["command"])[1:])
    made = registry.shell.git("rev-parse", f"{found['tags'][0]['tag']}^{{commit}}")
    assert made == found["tags"][0]["commit"]


def test_what_comes_back_on_removal_is_what_then_is_there(registry: Registered) -> None:
    found = registry.post(PREVIEW, {"action": "unassign", "artifact": "churn", "version": "v1.2.0", "stage": "prod"})
    assert found["falls_back"] == {"prod": "v1.1.0"}
    registry.shell.at(60).gto(*shlex.split(found["command"])[1:])
    registry.sync()
    page = registry.get("/api/repositories/{id}/model", name="churn")
    assert {held["stage"]: held["version"] for held in page["assignments"]}["prod"] == "v1.1.0"


def test_suggestions_remarks_and_ci(seen: Registered) -> None:
    found = seen.post(PREVIEW, {"action": "register", "artifact": "churn"})
    assert found["suggested"] == {"patch": "v1.2.1", "minor": "v1.4.0", "major": "v2.0.0"}
    assert found["starts"] == []
    assigned = seen.post(
        PREVIEW, {"action": "assign", "artifact": "churn", "version": "v1.1.0", "stage": "prod", "force": True}
    )
    assert assigned["starts"] == ["Deploy (.github/workflows/deploy.yml)"]
    assert assigned["remarks"] == ["v1.2.0 is in prod now; v1.1.0 takes its place there"]


def test_a_commit_that_nobody_has_read_is_taken_at_its_word_and_a_branch_is_not(seen: Registered) -> None:
    unread = seen.post(PREVIEW, {"action": "register", "artifact": "churn", "commit": "ab" * 20})
    assert unread["tags"][0]["commit"] == "ab" * 20
    assert "has not been read yet" in unread["remarks"][0]
    unknown = seen.post(PREVIEW, {"action": "register", "artifact": "churn", "commit": "feature"})
    assert unknown["refusal"]["code"] == "ref-not-found"


def test_asking_makes_a_row_in_the_person_s_name_and_wants_the_work(registry: Registered) -> None:
    asked = {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "dev", "message": "go"}
    answer = registry.api.post(
        CHANGES.replace("{id}", registry.models.source.id), json={**asked, "expected": ["churn#dev#5"]}
    )
    assert answer.status_code == 202, answer.text
    change = answer.json()
    assert answer.headers["location"] == f"/api/changes/{change['id']}"
    assert (change["state"], change["author"], change["tags"]) == ("queued", "Olga Owner", [])
    assert registry.get(answer.headers["location"]) == change
    assert registry.get(CHANGES) == [change]
    with registry.site.store.reading() as connection:
        row = changes.get(connection, change["id"])
        assert change["id"] in jobs.of(connection, jobs.CHANGE, [change["id"]])
    assert (row.author, row.author_email, row.person) == ("Olga Owner", "olga@example.com", None)
    assert {name: row.request[name] for name in asked} == asked
    page = registry.get("/api/repositories/{id}/model", name="churn")
    assert [one["id"] for one in page["running"]] == [change["id"]]
    board = {one["name"]: one for one in registry.get("/api/models")}
    assert [one["id"] for one in board["churn"]["running"]] == [change["id"]]
    assert board["segment"]["running"] == []


def test_a_failure_tells_what_it_would_be_by_now_and_what_was_made_before(registry: Registered) -> None:
    asked = {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "dev"}
    change = registry.post(CHANGES, asked, 202)
    error = {"code": "changed-meanwhile", "message": "m", "hint": "h", "at": 1_780_000_000.0, "tags": ["churn#dev#6"]}
    made = changes.TagMade(tag="churn@v1.2.1", object="a" * 40, commit="b" * 40)
    with registry.site.store.writing() as connection:
        changes.failed(connection, change["id"], error, [made], now=1_780_000_000.0)
    told = registry.get(f"/api/changes/{change['id']}")
    assert told["error"]["tags"] == ["churn#dev#6"]
    assert told["tags"] == [made]


def test_what_would_be_refused_is_not_asked_for(registry: Registered) -> None:
    taken = registry.post(CHANGES, {"action": "register", "artifact": "churn", "version": "v1.0"}, 422)
    assert taken["code"] == "invalid-version" or taken["code"] == "wrong-arguments"
    registry.post(CHANGES, {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "prod"}, 422)
    missing = registry.post(CHANGES, {"action": "assign", "artifact": "churn", "version": "v1.2.0"}, 422)
    assert missing["fields"] == {"stage": "is missing"}
    assert registry.get(CHANGES) == []


def test_who_looked_at_something_else_is_told(registry: Registered) -> None:
    asked = {"action": "assign", "artifact": "churn", "version": "v1.2.0", "stage": "dev", "expected": ["churn#dev#4"]}
    answer = registry.post(CHANGES, asked, 409)
    assert (answer["code"], "churn#dev#5" in answer["title"]) == ("conflict", True)
