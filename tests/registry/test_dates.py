"""Dates as people write them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.registry.dates import parse_date
from gto.registry.events import Moment

NINE = 1_772_355_600  # 2026-03-01T09:00:00Z


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T09:00:00+00:00", Moment(NINE)),
        ("2026-03-01T09:00:00Z", Moment(NINE)),
        ("2026-03-01 09:00", Moment(NINE)),
        ("2026-03-01T09", Moment(NINE)),
        ("2026-03-01T09:00:00.999", Moment(NINE)),
        ("2026-03-01 14:30:00+05:30", Moment(NINE)),
        ("2026-03-01", Moment(NINE + 15 * 3600 - 1)),
        ("1970-01-01T00:00Z", Moment(0)),
        ("1969-12-31T23:59:59Z", Moment(-1)),
    ],
)
def test_dates_and_times_are_understood(text: str, moment: Moment) -> None:
    assert parse_date(text) == moment


@pytest.mark.usefixtures("berlin")
def test_without_an_offset_the_local_zone_is_meant_summer_and_winter() -> None:
    assert parse_date("2026-03-01T10:00") == Moment(NINE, 60)
    assert parse_date("2026-07-01T10:00") == Moment(1_782_892_800, 120)
    assert parse_date("2026-07-01") == Moment(1_782_943_199, 120)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "2026", "2026-03", "26-03-01", "2026-13-01", "2026-02-30", "2026-03-01T25:00", "yesterday"),
        *("nn@v1.0.0", "main", "0123456789", "HEAD~10000", "99999-01-01", "2026-03-01T09:00+99:00", "a" * 40),
        *("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00"),
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=30))
def test_no_text_at_all_is_trouble(text: str) -> None:
    assert parse_date(text) is None or isinstance(parse_date(text), Moment)


@given(st.datetimes(timezones=st.timezones()))
def test_what_python_prints_is_understood(value: datetime) -> None:
    moment = parse_date(str(value.replace(microsecond=0)))
    assert moment is None or moment.seconds == int(value.replace(microsecond=0).timestamp())
