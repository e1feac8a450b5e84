"""An alarm is raised for registry tags alone, and only when they are not what they were."""

from __future__ import annotations

from gto_studio.rules.alarms import Alarm, raised


def test_tags_that_moved_or_vanished_raise_an_alarm() -> None:
    before = {
        "refs/tags/churn@v1.0.0": "a",
        "refs/tags/churn#prod#1": "b",
        "refs/tags/churn@v2.0.0": "c",
        "refs/tags/nightly": "d",
        "refs/heads/main": "e",
        "refs/heads/churn@v1.0.0": "f",
    }
    after = {
        "refs/tags/churn@v1.0.0": "A",
        "refs/tags/churn@v2.0.0": "c",
        "refs/heads/main": "E",
        "refs/tags/x@v1.0.0": "x",
    }
    assert raised(before, after) == [
        Alarm("moved", "churn@v1.0.0", "a", "A"),
        Alarm("vanished", "churn#prod#1", "b"),
    ]
    assert raised({}, after) == raised(before, before) == []
