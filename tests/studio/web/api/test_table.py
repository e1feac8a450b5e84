"""The experiments table as the API gives it, over repositories that were read."""

from __future__ import annotations

import csv
import gc
import io
from typing import Any

import pytest

from gto_studio.store.owned.ids import new_id
from gto_studio.web.api.table import uncollected
from studio.live.posting import start
from studio.web.registered import Registered


def a_project(seen: Registered, **about: Any) -> str:
    """The id of a new project on the first repository."""
    made = seen.post("/api/projects", {"repository": seen.models.source.id, "name": new_id(), **about}, 201)
    return str(made[0]["id"])


def column(table: dict[str, Any], id: str) -> list[Any]:
    """The values of a column, commit by commit; None where there is none."""
    at = [one["id"] for one in table["columns"]].index(id)
    values = table["values"][at]
    if "all" in values:
        return list(values["all"])
    return [None if k < 0 else values["distinct"][k] for k in values["of"]]


@pytest.fixture
def table(seen: Registered) -> dict[str, Any]:
    found: dict[str, Any] = seen.get(f"/api/projects/{a_project(seen)}/table")
    return found


def test_every_commit_is_a_row_newest_first(seen: Registered, table: dict[str, Any]) -> None:
    ids = seen.shell.git("rev-list", "HEAD").split()
    commits = table["commits"]
    assert commits["id"] == ids
    assert commits["parents"] == [[1], [2], []]
    assert commits["message"] == ["Train 3", "Train 2", "Train 1"]
    assert commits["refs"][0] == ["main", "churn#prod#4", "churn@v1.3.0", "churn@v1.3.0!", "not-ours"]
    assert (table["head"], table["default_branch"]) == (0, "main")
    assert table["branches"] == [{"name": "main", "commit": 0}]
    assert table["links"] is None


def test_values_stand_in_columns(table: dict[str, Any]) -> None:
    assert column(table, "metrics:metrics.json:auc") == [0.3, 0.2, 0.1]
    assert column(table, "params:params.yaml:train.lr") == [0.2, 0.2, 0.1]
    kinds = [one["kind"] for one in table["columns"]]
    assert kinds == sorted(kinds, key=["metrics", "models", "files", "params"].index)


def test_models_show_their_version_at_each_commit(table: dict[str, Any]) -> None:
    assert column(table, "models:churn") == [
        {"version": None, "stages": [], "name": "churn"},
        {"version": "v1.2.0", "stages": ["prod"], "name": "churn"},
        {"version": "v1.1.0", "stages": ["dev"], "name": "churn"},
    ]
    assert [one["version"] for one in column(table, "models:segment")] == [None, None, None]


def test_the_page_that_has_it_is_told_so(seen: Registered) -> None:
    path = f"/api/projects/{a_project(seen)}/table"
    first = seen.api.get(path)
    assert first.headers["content-encoding"] == "gzip"
    assert seen.api.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    plain = seen.api.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == first.json()


def test_a_new_commit_makes_a_new_table(registry: Registered) -> None:
    path = f"/api/projects/{a_project(registry)}/table"
    before = registry.api.get(path)
    registry.shell.commit("Train 4", minute=50, files={"metrics.json": '{"auc": 0.4}'})
    registry.shell.tag("churn@v1.4.0", minute=51)
    registry.sync()
    after = registry.api.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert column(after.json(), "metrics:metrics.json:auc") == [0.4, *column(before.json(), "metrics:metrics.json:auc")]


def test_a_folders_table_has_the_commit_that_a_live_run_was_begun_from(registry: Registered) -> None:
    path = f"/api/projects/{a_project(registry, directories=['vision'])}/table"
    registry.shell.commit(
        "Begin", minute=50, files={"vision/dvc.yaml": "params: [p.yaml]\n", "vision/p.yaml": "lr: 1\n"}
    )
    other = registry.shell.commit("Something else", minute=51, files={"README.md": "hello"})
    registry.shell.commit("Go on", minute=52, files={"vision/p.yaml": "lr: 2\n"})
    registry.sync()
    before = registry.get(path)
    messages = before["commits"]["message"]
    assert "Begin" in messages
    assert "Something else" not in messages

    url = registry.models.source.url
    registry.post("/api/live", start("elsewhere", url=url, baseline=other))
    assert registry.get(path) == before, "a run of another folder"
    registry.post("/api/live", start(url=url, baseline=other, subdir="vision"))
    after = registry.get(path)
    assert after["commits"]["message"][:3] == ["Go on", "Something else", "Begin"]
    assert after["commits"]["parents"][:2] == [[1], [2]]
    assert after["stamp"] != before["stamp"], "or pages would take it for the same"


def test_the_values_of_one_commit(seen: Registered) -> None:
    project = a_project(seen)
    head = seen.shell.git("rev-parse", "HEAD")
    said = seen.get(f"/api/projects/{project}/commits/{head}/values")
    assert said["metrics"] == {"metrics.json": {"data": {"auc": 0.3}}}
    for name in ("main", head[:8], "churn@v1.3.0"):
        assert seen.get(f"/api/projects/{project}/commits/{name}/values") == said
    assert seen.api.get(f"/api/projects/{project}/commits/nowhere/values").status_code == 404


def test_the_export_has_a_row_a_commit(seen: Registered) -> None:
    path = f"/api/projects/{a_project(seen)}/table/export"
    rows = seen.get(path, format="json")
    assert [row["values"]["metrics:metrics.json:auc"] for row in rows] == [0.3, 0.2, 0.1]
    answer = seen.api.get(path)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["metrics:metrics.json:auc"] for line in lines] == ["0.3", "0.2", "0.1"]
    assert [line["models:churn"] for line in lines] == ["", "v1.2.0", "v1.1.0"]


def test_a_table_is_made_without_looking_for_cycles_and_they_are_looked_for_afterwards() -> None:
    gc.enable()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()
