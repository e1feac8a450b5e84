"""Moments as the API writes them."""

from __future__ import annotations

from gto_studio.web.api.times import moment


def test_a_moment_is_written_in_utc() -> None:
    assert moment(0.0) == "1970-01-01T00:00:00+00:00"
    assert moment(1_780_000_000.75) == "2026-05-28T20:26:40+00:00"
    assert moment(None) is None
