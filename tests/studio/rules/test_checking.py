from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.checking import RECENT_SECONDS, WATCHED_MOST, overall, wait, worth_watching

STATES = ("queued", "running", "passed", "failed", "cancelled", "skipped")
NOW = 1_780_000_000.0


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ("", "none"),
        ("passed", "passed"),
        ("skipped", "passed"),
        ("queued", "queued"),
        ("queued skipped", "queued"),
        ("queued passed", "running"),
        ("running queued", "running"),
        ("running passed", "running"),
        ("running failed", "failed"),
        ("cancelled passed", "failed"),
    ],
)
def test_many_checks_in_one_word(states: str, whole: str) -> None:
    assert overall(states.split()) == whole


@given(st.lists(st.sampled_from(STATES), min_size=1))
def test_the_order_of_checks_does_not_matter_and_a_failure_is_never_hidden(states: list[str]) -> None:
    assert overall(states) == overall(sorted(states)) == overall(states * 2)
    assert (overall(states) == "failed") == bool({"failed", "cancelled"} & set(states))


def test_a_commit_is_asked_about_less_and_less_and_then_no_more() -> None:
    for state, active in itertools.product(("none", "queued", "running", "passed", "failed"), (False, True)):
        waits = [wait(state, active=active, watched_seconds=age) for age in (0, 200, 1_000, 5_000, 100_000)]  # type: ignore[arg-type]
        told = [seconds for seconds in waits if seconds is not None]
        assert told == sorted(told)
        assert told[0] >= 15, "a forge is not hammered"
        assert waits[-1] is None, "every watching ends"


def test_what_runs_on_beside_a_failure_is_followed_to_its_end() -> None:
    assert wait("failed", active=True, watched_seconds=4_000) == 600
    assert wait("failed", active=False, watched_seconds=4_000) is None


def test_only_what_came_lately_is_watched_and_only_once() -> None:
    recent, old = NOW - 60, NOW - RECENT_SECONDS - 1
    assert worth_watching([("a", recent), ("b", old), ("c", NOW)], {}, now=NOW) == ["c", "a"]
    assert worth_watching([("a", recent)], {"a": recent}, now=NOW) == []
    # a tag was put on it since: that may have started something
    assert worth_watching([("a", old), ("a", recent)], {"a": recent - 1}, now=NOW) == ["a"]


def test_a_clock_ahead_of_ours_is_not_watched_again_and_again() -> None:
    assert worth_watching([("a", NOW + 900)], {"a": NOW}, now=NOW) == []


def test_a_repository_of_many_branches_does_not_ask_for_all() -> None:
    found = worth_watching([(f"{i:040x}", NOW - i) for i in range(1_000)], {}, now=NOW)
    assert found == [f"{i:040x}" for i in range(WATCHED_MOST)]


def test_of_many_commits_each_is_asked_about_less_often() -> None:
    assert wait("running", active=True, watched_seconds=0, among=8) == 15
    assert wait("running", active=True, watched_seconds=0, among=80) == 150
