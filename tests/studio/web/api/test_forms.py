"""The form of a new experiment, over a repository that was read."""

from __future__ import annotations

from studio.web.api.test_table import a_project
from studio.web.registered import Registered


def test_a_form_has_the_fields_of_its_commit(seen: Registered) -> None:
    project = a_project(seen)
    form = seen.get(f"/api/projects/{project}/commits/main/form")
    assert form["commit"] == seen.shell.git("rev-parse", "main")
    (params,) = form["params"]
    assert (params["file"], params["kind"]) == ("params.yaml", "yaml")
    assert {"path": "train.lr", "value": 0.2, "type": "number"} in params["fields"]
    assert form["branches"][0] == form["default_branch"] == "main"
    assert form["ci"] == [".github/workflows/deploy.yml"]
    first = seen.shell.git("rev-parse", "main~2")
    before = seen.get(f"/api/projects/{project}/commits/{first}/form")
    assert {"path": "train.lr", "value": 0.1, "type": "number"} in before["params"][0]["fields"]


def test_no_commit_has_no_form(seen: Registered) -> None:
    assert seen.api.get(f"/api/projects/{a_project(seen)}/commits/nobody/form").status_code == 404
