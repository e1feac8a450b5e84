from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from studio.web.registered import Registered


def tags(rows: list[dict[str, Any]]) -> list[str]:
    return [row["tag"] for row in rows]


def test_events_of_a_repository_are_gto_history_event_by_event(seen: Registered) -> None:
    told = json.loads(seen.shell.gto("history", "--json").out)
    found = seen.get("/api/repositories/{id}/events")
    assert found == [
        {
            "event": row["event"],
            "artifact": row["artifact"],
            "version": row["version"],
            "stage": row["stage"],
            "tag": row["ref"],
            "commit": row["commit"],
            "author": row["author"],
            "author_email": row["author_email"],
            "message": row["message"],
            "created_at": row["timestamp"],
        }
        for row in told
    ]
    assert len(found) == 8


def test_pages_of_a_repository_s_events(seen: Registered) -> None:
    path = f"/api/repositories/{seen.models.source.id}/events"
    whole = seen.api.get(path).json()
    first = seen.api.get(path, params={"limit": 5})
    assert first.headers["x-total-count"] == "8"
    assert f'<{path}?offset=5&limit=5>; rel="next"' == first.headers["link"]
    assert first.json() + seen.api.get(f"{path}?offset=5&limit=5").json() == whole


def test_the_feed_has_all_repositories_newest_first(seen: Registered) -> None:
    feed = seen.get("/api/events")
    assert tags(feed)[0] == "churn@v1.3.0!"
    assert {row["repository_name"] for row in feed} == {"team/models", "team/data"}
    times = [row["created_at"] for row in feed]
    assert times == sorted(times, reverse=True)


def test_the_feed_s_pages_are_the_feed(seen: Registered) -> None:
    whole, found, path = seen.get("/api/events"), [], "/api/events?limit=3"
    while path:
        answer = seen.api.get(path)
        assert answer.headers["x-total-count"] == str(len(whole))
        found += answer.json()
        path = answer.headers["link"].partition("<")[2].partition(">")[0] if "link" in answer.headers else ""
    assert found == whole


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"model": "customers"}, ["customers@v0.0.1"]),
        ({"stage": "dev"}, ["churn#dev#1"]),
        ({"event": "deregistration"}, ["churn@v1.3.0!"]),
        ({"event": ["deregistration", "deprecation"]}, ["churn@v1.3.0!", "old=one@deprecated"]),
        ({"since": "2026-03-01T09:43:00+00:00"}, ["churn@v1.3.0!", "churn#prod#4"]),
        ({"until": "2026-03-01T09:01:00+00:00"}, ["customers@v0.0.1"]),
        ({"since": "2026-03-02"}, []),
        ({"until": "2026-02-28"}, []),
        ({"person": "nobody"}, []),
        ({"model": "customers", "team": "main"}, ["customers@v0.0.1"]),
        ({"team": "nowhere"}, []),
        ({"person": "%"}, []),
        ({"model": "churn", "person": "JO@EXAMPLE", "stage": "prod", "since": "2026-03-01"},
         ["churn#prod#4", "churn#prod#3", "churn#prod#2"]),
    ],
)  # fmt: skip
def test_filters(seen: Registered, query: dict[str, Any], expected: list[str]) -> None:
    assert tags(seen.get("/api/events", **query)) == expected


@pytest.mark.parametrize("query", ["since=soon", "cursor=x", "event=party", "limit=0", "limit=100000"])
def test_questions_that_make_no_sense(seen: Registered, query: str) -> None:
    answer = seen.api.get(f"/api/events?{query}")
    assert (answer.status_code, next(iter(answer.json()["fields"])).partition(".")[0]) == (422, query.partition("=")[0])


def test_the_feed_as_a_file(registry: Registered) -> None:
    registry.shell.tag("churn#dev#9", minute=50, message="=cmd|' /C calc'!A0")
    registry.sync()
    answer = registry.api.get("/api/events/export?model=churn")
    assert answer.headers["content-disposition"] == 'attachment; filename="events.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert tags(rows) == tags(registry.get("/api/events", model="churn"))
    assert rows[0]["message"] == "'=cmd|' /C calc'!A0"
    assert registry.get("/api/events/export", format="json") == registry.get("/api/events")
