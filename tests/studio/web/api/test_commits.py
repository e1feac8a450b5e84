from __future__ import annotations

from typing import Any

import pytest

from studio.web.registered import Registered

PATH = "/api/repositories/{id}/commits"


def messages(rows: list[dict[str, Any]]) -> list[str]:
    return [row["message"].strip() for row in rows]


def test_the_newest_comes_first_with_what_leads_to_it(seen: Registered) -> None:
    rows = seen.get(PATH, artifact="churn")
    assert messages(rows) == ["Train 3", "Train 2", "Train 1"]
    assert rows[0]["refs"] == ["main", "churn#prod#4", "churn@v1.3.0", "churn@v1.3.0!", "not-ours"]
    assert [row["version"] for row in rows] == [None, "v1.2.0", "v1.1.0"], "one that was taken back is none"
    assert all(row["holds"] for row in rows)
    assert rows[0]["parents"] == [rows[1]["id"]]


def test_those_that_hold_the_model_come_before_all_others(registry: Registered) -> None:
    registry.shell.git("rm", "-q", "dvc.yaml")
    registry.shell.commit("Tidy up", minute=60)
    registry.sync()
    rows = registry.get(PATH, artifact="churn")
    assert [(row["message"].strip(), row["holds"]) for row in rows] == [
        ("Train 3", True), ("Train 2", True), ("Train 1", True), ("Tidy up", False),
    ]  # fmt: skip
    assert messages(registry.get(PATH)) == ["Tidy up", "Train 3", "Train 2", "Train 1"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "train 2"}, ["Train 2"]),
        ({"q": "JO@EXAMPLE"}, ["Train 3", "Train 2", "Train 1"]),
        ({"q": "not-ours"}, ["Train 3"]),
        ({"q": "_"}, []),
        ({"ref": "churn@v1.1.0"}, ["Train 1"]),
        ({"ref": "main"}, ["Train 3"]),
        ({"ref": "HEAD"}, ["Train 3"]),
        ({"ref": "nowhere"}, []),
        ({"limit": 1, "offset": 1}, ["Train 2"]),
    ],
)
def test_search(seen: Registered, query: dict[str, Any], expected: list[str]) -> None:
    assert messages(seen.get(PATH, **query)) == expected


def test_a_commit_by_the_beginning_of_its_id(seen: Registered) -> None:
    id = seen.shell.git("rev-parse", "HEAD~1")
    assert messages(seen.get(PATH, ref=id[:7])) == ["Train 2"]
    assert messages(seen.get(PATH, q=id[:7].upper())) == ["Train 2"]
    assert seen.get(PATH, ref=id[:3]) == []
