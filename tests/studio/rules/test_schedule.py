from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.schedule import FOR_EVER, SOMEBODY_WAITS, Retry, interval_seconds, wait_seconds

CHANCES = st.floats(min_value=0, max_value=1)
ATTEMPTS = st.integers(min_value=1, max_value=10_000)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 5), (2, 10), (3, 20), (9, 1_280), (10, 1_800), (5_000, 1_800)])
def test_each_wait_is_twice_the_one_before(attempts: int, seconds: float) -> None:
    assert wait_seconds(FOR_EVER, attempts, 0) == seconds
    assert wait_seconds(FOR_EVER, attempts, 1) == seconds / 2


@given(ATTEMPTS, CHANCES)
def test_a_wait_is_neither_nothing_nor_too_long(attempts: int, chance: float) -> None:
    seconds = wait_seconds(FOR_EVER, attempts, chance)
    assert seconds is not None
    assert FOR_EVER.first_seconds / 2 <= seconds <= FOR_EVER.longest_seconds


def test_tries_come_to_an_end() -> None:
    tries = [wait_seconds(SOMEBODY_WAITS, attempt, 0) for attempt in range(1, 7)]
    assert tries == [2, 4, 8, 16, None, None]
    assert wait_seconds(Retry(1, 1, tries=1), 1, 0) is None


@given(st.floats(min_value=0.01, max_value=1e6), CHANCES)
def test_an_interval_is_kept_within_a_tenth(interval: float, chance: float) -> None:
    assert 0.89 * interval <= interval_seconds(interval, chance) <= 1.11 * interval
