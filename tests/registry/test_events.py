"""The order of events. Git keeps whole seconds, so ties have a rule of their own."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone

from hypothesis import assume, given
from hypothesis import strategies as st

from gto.registry.events import CLOCK_SECONDS_MAX, Event, Moment, chronological, event, second_for, until
from gto.registry.names import CommitId
from gto.registry.tags import TagName, require, spell

from .strategies import histories, tag_names

COMMIT = CommitId("a" * 40)


def at(second: int, *tags: str) -> list[Event]:
    return [event(require(tag), tag, COMMIT, Moment(second), "Jo Tester", "jo@example.com", "") for tag in tags]


def order(events: list[Event]) -> list[str]:
    return [e.tag for e in chronological(events)]


def test_earlier_is_first() -> None:
    assert order(at(2, "nn@v1.0.0") + at(1, "nn#prod#9")) == ["nn#prod#9", "nn@v1.0.0"]


class TestOneSecond:
    def test_the_counter_decides_and_ten_comes_after_nine(self) -> None:
        assert order(at(1, "nn#prod#10", "nn#prod#9")) == ["nn#prod#9", "nn#prod#10"]

    def test_assigned_unassigned_and_assigned_again_ends_assigned(self) -> None:
        tags = ["nn#prod#1", "nn#prod!#2", "nn#prod#3"]
        assert order(at(1, *reversed(tags))) == tags

    def test_a_registration_without_a_counter_does_not_disturb_that(self) -> None:
        tags = ["nn@v1.0.0", "nn#prod#1", "nn#prod!#2", "nn#prod#3"]
        assert order(at(1, *reversed(tags))) == tags

    def test_without_counters_the_kind_decides_as_in_gto_1(self) -> None:
        tags = ["nn@deprecated", "nn@v1.0.0", "nn@v1.0.0!", "nn#prod", "nn#prod!"]
        assert order(at(1, *reversed(tags))) == tags

    def test_counters_of_different_artifacts_are_not_compared(self) -> None:
        assert order(at(1, "bb@v1.0.0#9", "aa#prod#1")) == ["bb@v1.0.0#9", "aa#prod#1"]


@given(histories(), st.randoms())
def test_the_order_in_which_tags_are_read_changes_nothing(events: list[Event], chance: random.Random) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert chronological(shuffled) == chronological(events)


@given(histories())
def test_nothing_is_lost_and_time_decides_first(events: list[Event]) -> None:
    ordered = chronological(events)
    assert sorted(e.tag for e in ordered) == sorted(e.tag for e in events)
    assert [e.seconds for e in ordered] == sorted(e.seconds for e in events)


@given(histories(), st.integers(0, 6))
def test_until_gives_the_past(events: list[Event], second: int) -> None:
    then = 1_700_000_000 + second
    assert all(e.seconds <= then for e in until(events, then))
    assert until(events, then + 10) == events


class TestDatingANewTag:
    @given(histories(), tag_names(st.just("nn")), st.integers(-3, 8))
    def test_the_new_tag_becomes_the_newest(self, events: list[Event], name: TagName, second: int) -> None:
        assume(spell(name) not in {e.tag for e in events})
        now = 1_700_000_000 + second
        chosen = second_for(name, events, now)
        assert now <= chosen <= now + CLOCK_SECONDS_MAX + 1
        new = event(name, spell(name), COMMIT, Moment(chosen), "", "", "")
        assert chronological([*events, new])[-1] == new

    def test_a_clock_that_is_far_off_is_left_alone(self) -> None:
        assert second_for(require("nn#prod#2"), at(10_000, "nn#prod#1"), 5) == 5


@given(st.integers(0, 4_000_000_000), st.integers(-14 * 60, 14 * 60))
def test_moments_are_written_as_iso_8601(seconds: int, offset: int) -> None:
    there = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=offset)))
    assert Moment(seconds, offset).iso() == there.isoformat()
    assert Moment(seconds, offset).iso(" ") == str(there)
