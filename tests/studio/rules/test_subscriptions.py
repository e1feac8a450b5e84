"""Which events are told, by which id they are known, and what an answer means."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.addresses import Links
from gto_studio.rules.subscriptions import (
    FAILING_SECONDS_MAX,
    KINDS,
    REST_SECONDS_MAX,
    TRIES_KEPT,
    WAITS,
    Origin,
    Said,
    Standing,
    Wanted,
    document,
    judged,
    matches,
    message_id,
    ping,
    with_try,
)

DAY = 86_400.0


def event(action: str = "assign", **values: Any) -> dict[str, Any]:
    return {
        "tag": "churn#prod#1", "position": 0, "action": action, "artifact": "churn", "version": "v1.0.0",
        "named_version": None, "stage": "prod" if "assign" in action else None, "counter": 1, "commit": "c" * 40,
        "seconds": 1772323200, "offset": 60, "author": "Jo", "author_email": "jo@example.com", "message": "better",
        "object": "b" * 40, **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "takes"),
    [
        (Wanted(), ["register", "assign", "unassign", "deregister", "deprecate"]),
        (Wanted(kinds=frozenset({"artifact.assigned"})), ["assign"]),
        (Wanted(artifacts=("ch*",)), ["register", "assign", "unassign", "deregister", "deprecate"]),
        (Wanted(artifacts=("segment",)), []),
        (Wanted(stages=frozenset({"prod"})), ["register", "assign", "unassign", "deregister", "deprecate"]),
        (Wanted(stages=frozenset({"dev"})), ["register", "deregister", "deprecate"]),
        (Wanted(kinds=frozenset({"artifact.assigned"}), stages=frozenset({"dev"})), []),
    ],
)
def test_which_events_are_wanted(wanted: Wanted, takes: list[str]) -> None:
    assert [action for action in KINDS if wanted.takes(event(action))] == takes


def test_an_action_that_has_no_kind_is_told_to_nobody() -> None:
    assert not Wanted().takes(event("create"))


@given(st.text("ab*", max_size=6), st.text("ab", max_size=8))
def test_a_star_stands_for_anything(pattern: str, name: str) -> None:
    assert matches(pattern, name) == fnmatchcase(name, pattern)


def test_an_event_is_known_by_what_its_tag_was_when_it_was_written() -> None:
    ids = {
        message_id("r", event()),
        message_id("s", event()),
        message_id("r", event(tag="churn#prod#2")),
        message_id("r", event(object="a" * 40)),
    }
    assert len(ids) == 4
    assert all(re.fullmatch("evt_[0-9a-f]{32}", id) for id in ids)
    assert message_id("r", event(position=7, version=None)) in ids  # what others' tags make of it is no new event


def test_what_is_sent_about_an_event() -> None:
    origin = Origin("r", "jo/models", "https://github.com/jo/models", Links("github", "https://github.com/jo/models"))
    assert json.loads(document(origin, event(), now=1772326800.9)) == {
        "type": "artifact.assigned",
        "timestamp": "2026-03-01T01:00:00+00:00",
        "data": {
            "repository": {
                "id": "r",
                "name": "jo/models",
                "url": "https://github.com/jo/models",
                "web_url": "https://github.com/jo/models",
            },
            "artifact": "churn",
            "version": "v1.0.0",
            "stage": "prod",
            "tag": "churn#prod#1",
            "tag_url": "https://github.com/jo/models/releases/tag/churn%23prod%231",
            "commit": "c" * 40,
            "commit_url": f"https://github.com/jo/models/commit/{'c' * 40}",
            "author": {"name": "Jo", "email": "jo@example.com"},
            "message": "better",
            "created_at": "2026-03-01T01:00:00+01:00",
        },
    }
    assert json.loads(ping("deploy", now=0.0))["type"] == "ping"


@pytest.mark.parametrize("status", [200, 202, 204])
def test_an_address_that_takes_it(status: int) -> None:
    assert judged(Said(status), Standing(3, 9, 9 * DAY), 0.5).outcome == "taken"


def test_each_wait_is_longer_and_there_is_an_end() -> None:
    waits = [judged(Said(400), Standing(tries), 0.0).wait for tries in range(len(WAITS) + 1)]
    assert waits == [*WAITS, None]
    assert sum(WAITS) > 3 * DAY
    assert judged(Said(400), Standing(len(WAITS)), 0.0).outcome == "failed"


def test_one_message_that_is_refused_holds_up_no_other() -> None:
    assert judged(Said(400), Standing(0, 0), 0.0).rest == 0.0
    assert judged(Said(302), Standing(), 0.0).says == "It answers 302: redirects are not followed"


@pytest.mark.parametrize("said", [Said(None, "nobody there"), Said(500), Said(429)])
def test_an_address_in_trouble_is_given_a_rest(said: Said) -> None:
    first, fourth, late = (judged(said, Standing(0, in_vain), 0.0) for in_vain in (0, 3, 40))
    assert (first.rest, fourth.rest, late.rest) == (WAITS[0], REST_SECONDS_MAX, REST_SECONDS_MAX)
    assert first.wait is not None
    assert first.wait >= first.rest


def test_it_may_say_for_how_long() -> None:
    assert judged(Said(503, retry_after="120"), Standing(), 0.0).rest == 120.0
    assert judged(Said(429, retry_after="99999999"), Standing(), 0.0).rest == DAY
    assert judged(Said(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), Standing(), 0.0).rest == WAITS[0]


def test_after_long_failure_it_is_turned_off() -> None:
    assert judged(Said(500), Standing(4, 4, FAILING_SECONDS_MAX), 0.0).off is None
    assert judged(Said(500), Standing(4, 4, FAILING_SECONDS_MAX + 1), 0.0).off == "It took nothing for 5 days"


def test_gone_for_good_is_believed_at_once() -> None:
    verdict = judged(Said(410), Standing(), 0.0)
    assert (verdict.outcome, verdict.off) == ("failed", "It answers 410: gone for good")


@given(st.floats(0, 1), st.integers(0, 20), st.integers(0, 50))
def test_chance_only_adds(chance: float, tries: int, in_vain: int) -> None:
    sure, drawn = (judged(Said(None, "away"), Standing(tries, in_vain), c) for c in (0.0, chance))
    assert (sure.outcome, sure.wait is None) == (drawn.outcome, drawn.wait is None)
    if sure.wait is not None and drawn.wait is not None:
        assert sure.wait <= drawn.wait <= 1.2 * sure.wait


def test_a_log_does_not_grow_for_ever() -> None:
    log: list[Any] = []
    for number in range(30):
        log = with_try(log, {"at": number})
    assert [one["at"] for one in log] == list(range(30 - TRIES_KEPT, 30))
