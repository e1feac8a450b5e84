"""The registry as the API tells it: the same as `gto show` and `gto history` on the same repository."""

from __future__ import annotations

import json
from typing import Any

import pytest

from studio.web.registered import Registered


def gto(seen: Registered, *words: str) -> Any:
    return json.loads(seen.shell.gto(*words, "--json").out)


def by_name(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in rows}


# --- the dashboard ----------------------------------------------------------------------------------------------------


def test_the_dashboard_says_what_gto_show_says(seen: Registered) -> None:
    shown = gto(seen, "show")
    rows = by_name(seen.get("/api/models", repository=seen.models.source.id))
    assert rows.keys() == shown.keys()
    for name, row in rows.items():
        assert row["latest"] == shown[name]["version"]
        assert row["stages"] == {stage: version for stage, version in shown[name]["stage"].items() if version}
        assert row["active"] == shown[name]["active"]
        assert row["registered"] == shown[name]["registered"]


def test_a_row_says_who_put_what_where_and_what_is_written(seen: Registered) -> None:
    churn = by_name(seen.get("/api/models"))["churn"]
    assert (churn["repository_name"], churn["forge"], churn["may_write"]) == ("team/models", "git", True)
    assert (churn["type"], churn["labels"]) == ("model", ["tabular", "daily"])
    assert churn["description"] == "Who leaves, and when"
    assert churn["usable_stages"] == ["dev", "prod"]
    assert churn["last_registered_at"] == "2026-03-01T09:31:00+00:00"
    assert churn["assignments"]["prod"] == {
        "stage": "prod",
        "version": "v1.2.0",
        "commit": seen.shell.git("rev-parse", "HEAD~1"),
        "tag": "churn#prod#3",
        "author": "Jo Tester",
        "author_email": "jo@example.com",
        "at": "2026-03-01T09:42:00+00:00",
        "message": "better",
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["churn", "customers", "segment"]),
        ({"deprecated": True}, ["churn", "customers", "old:one", "segment"]),
        ({"q": "LEAVES"}, ["churn"]),
        ({"stage": "prod"}, ["churn"]),
        ({"label": ["tabular", "daily"]}, ["churn"]),
        ({"type": ["model", "dataset"]}, ["churn", "customers", "segment"]),
        ({"type": "dataset"}, ["customers"]),
        ({"sort": "name", "direction": "desc"}, ["segment", "customers", "churn"]),
        ({"sort": "repository"}, ["customers", "churn", "segment"]),
        ({"sort": "latest"}, ["customers", "churn", "segment"]),
        ({"sort": "registered", "direction": "desc"}, ["churn", "customers", "segment"]),
        ({"team": "nowhere"}, []),
    ],
)
def test_filters_and_order(seen: Registered, query: dict[str, Any], names: list[str]) -> None:
    assert [row["name"] for row in seen.get("/api/models", **query)] == names


def test_pages_lead_on(seen: Registered) -> None:
    first = seen.api.get("/api/models?limit=2&sort=name")
    assert first.headers["x-total-count"] == "3"
    assert first.headers["link"] == '</api/models?sort=name&offset=2&limit=2>; rel="next"'
    last = seen.api.get("/api/models?sort=name&offset=2&limit=2")
    assert [row["name"] for row in last.json()] == ["segment"]
    assert "link" not in last.headers


def test_what_a_page_has_is_not_sent_again_until_it_changes(registry: Registered) -> None:
    tag = registry.api.get("/api/models").headers["etag"]
    assert registry.api.get("/api/models", headers={"If-None-Match": tag}).status_code == 304
    registry.shell.tag("churn#dev#5", minute=50)
    registry.sync()
    assert registry.api.get("/api/models", headers={"If-None-Match": tag}).status_code == 200


def test_facets(seen: Registered) -> None:
    assert seen.get("/api/models/facets") == {
        "stages": {"dev": 1, "prod": 1},
        "labels": {"daily": 1, "tabular": 1, "vision": 1},
        "types": {"dataset": 1, "model": 2},
        "repositories": {seen.models.source.id: 2, seen.others.source.id: 1},
    }


def test_a_filter_that_does_not_exist_is_refused(seen: Registered) -> None:
    answer = seen.api.get("/api/models?colour=red")
    assert (answer.status_code, answer.json()["fields"]) == (422, {"colour": "Extra inputs are not permitted"})


# --- the page of one --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [None, "2026-03-01T09:41:30+00:00", "2026-03-01T09:15:00+00:00"])
@pytest.mark.parametrize("name", ["churn", "segment"])
def test_versions_and_stages_are_those_of_gto_show(seen: Registered, name: str, at: str | None) -> None:
    then = [] if at is None else ["--at", at]
    if at is not None and name == "segment":  # it is only written about, so then there was nothing
        path = f"/api/repositories/{seen.models.source.id}/model"
        assert seen.api.get(path, params={"name": name, "at": at}).status_code == 404
        return
    page = seen.get("/api/repositories/{id}/model", name=name, **({"at": at} if at else {}))
    shown = gto(seen, "show", name, *then)
    listed = [version for version in page["versions"] if version["active"]]
    assert [version["version"] for version in listed] == [row["version"] for row in shown]
    for version, row in zip(listed, shown, strict=True):
        assert version["commit"] == row["commit_hexsha"]
        assert version["stages"] == sorted(stage["stage"] for stage in row["stages"])
        assert version["registered"] == bool(row["registrations"])
    state = gto(seen, "show", *then)[name]
    assert page["latest"] == state["version"]
    stages = {stage: version for stage, version in state["stage"].items() if version}
    assert {held["stage"]: held["version"] for held in page["assignments"]} == stages


@pytest.mark.parametrize("at", [None, "2026-03-01T09:41:30+00:00"])
def test_history_is_that_of_gto_history(seen: Registered, at: str | None) -> None:
    then = [] if at is None else ["--at", at]
    page = seen.get("/api/repositories/{id}/model", name="churn", **({"at": at} if at else {}))
    assert [_as_history(event) for event in page["history"]] == [
        _trimmed(row) for row in gto(seen, "history", "churn", *then)
    ]


def test_the_rest_of_a_page(seen: Registered) -> None:
    page = seen.get("/api/repositories/{id}/model", name="churn")
    assert page["annotation"]["location"] == "models/churn.pkl"
    assert page["annotation"]["labels"] == ["tabular", "daily"]
    assert page["stages"] == ["dev", "prod"]
    assert (page["may_write"], page["why_not"]) == (True, None)
    assert page["repository"]["default_branch"] == "main"
    url = seen.models.source.url
    assert page["commands"] == {
        "show": f"gto show churn --repo {url}",
        "history": f"gto history churn --repo {url}",
        "get": f"dvc artifacts get {url} churn --rev v1.2.0",
    }
    taken_back = page["versions"][0]
    assert (taken_back["version"], taken_back["active"], taken_back["message"]) == ("v1.3.0", False, "release 3")


def test_an_artifact_that_nothing_speaks_of(seen: Registered) -> None:
    answer = seen.api.get(f"/api/repositories/{seen.models.source.id}/model?name=nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "artifact-not-found")


@pytest.mark.parametrize("at", ["yesterday", "2026-13-01", "x" * 60])
def test_a_date_that_is_none(seen: Registered, at: str) -> None:
    answer = seen.api.get(f"/api/repositories/{seen.models.source.id}/model?name=churn&at={at}")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["at"])


# --- a version, and two of them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["v1.2.0", "latest", "prod", "HEAD~1's id", "the tag"])
def test_a_version_by_any_of_its_names(seen: Registered, which: str) -> None:
    commit = seen.shell.git("rev-parse", "HEAD~1")
    name = {"HEAD~1's id": commit, "the tag": "churn@v1.2.0"}.get(which, which)
    found = seen.get("/api/repositories/{id}/version", name="churn", version=name)
    assert (found["version"], found["commit"], found["stages"]) == ("v1.2.0", commit, ["prod"])
    assert found["params"] == {"params.yaml": {"train.lr": 0.2, "train.depth": 2}}
    assert found["metrics"] == {"metrics.json": {"auc": 0.2}}
    assert found["commit_message"] == "Train 2\n"
    assert found["annotation"]["description"] == "Who leaves, and when"


def test_a_version_that_is_none(seen: Registered) -> None:
    path = f"/api/repositories/{seen.models.source.id}/version?name=churn&version=v9.9.9"
    assert seen.api.get(path).json()["code"] == "ref-not-found"


def test_two_versions_differ_as_in_gto_diff(seen: Registered) -> None:
    found = seen.get("/api/repositories/{id}/comparison", name="churn", before="v1.1.0", after="latest")
    told = gto(seen, "diff", "churn", "v1.1.0", "latest")
    for kind in ("params", "metrics"):
        assert [(one["file"], one["name"], one["before"], one["after"]) for one in found[kind]] == [
            (one["file"], one["key"], one["old"], one["new"]) for one in told[kind]
        ]
    assert [one["id"] for one in found["commits"]] == [one["commit"] for one in told["commits"]["newest"]]
    assert found["command"] == f"gto diff churn v1.1.0 latest --repo {seen.models.source.url}"
    assert (found["before"]["version"], found["after"]["version"]) == ("v1.1.0", "v1.2.0")


FIELDS = ("event", "artifact", "version", "stage", "commit", "author", "author_email", "message")


def _trimmed(row: dict[str, Any]) -> dict[str, Any]:
    return {**{field: row[field] for field in FIELDS}, "tag": row["ref"], "created_at": row["timestamp"]}


def _as_history(event: dict[str, Any]) -> dict[str, Any]:
    return {**{field: event[field] for field in FIELDS}, "tag": event["tag"], "created_at": event["created_at"]}
