"""Targets say what a result is worth; a difference in the answer outweighs every figure."""

from __future__ import annotations

import pytest
from bench.measure import Measured
from bench.report import part
from bench.results import COLD, FIELDS, GTO, LS_REMOTE, NAMES, PASS, TREELESS, WARM, Result, Traffic
from bench.shapes import ANNOTATED, REMOTE, Shape, sized
from bench.targets import Verdict, judge


def took(milliseconds: float, mebibytes: int = 15) -> Measured:
    return Measured(milliseconds / 1000, milliseconds / 1000, mebibytes * 1024, 5)


def show(shape: Shape, cold: float, warm: float, difference: str = "") -> Result:
    taken = {
        GTO: took(2_300),
        COLD: took(cold),
        WARM: took(warm),
        FIELDS: took(8),
        NAMES: took(3),
        PASS: took(10),
    }
    return Result(shape, "show", taken, difference)


def met(result: Result) -> list[bool]:
    return [verdict.met for verdict in judge([result])]


def test_factors_and_limits_that_are_met() -> None:
    assert met(show(sized(1_000), cold=40, warm=20)) == [True] * 4


def test_cold_and_warm_are_judged_apart() -> None:
    assert met(show(sized(1_000), cold=60, warm=20)) == [False, True, True, True]
    assert met(show(sized(1_000), cold=80, warm=50)) == [False, False, False, True]


def test_a_wrong_answer_misses_whatever_time_it_took() -> None:
    result = show(sized(1_000), cold=1, warm=1, difference="gto, cold: not the answer of GTO 1.10.1")
    assert list(judge([result])) == [
        Verdict("1000-packed: show", "GTO's answer", "gto, cold: not the answer of GTO 1.10.1", False)
    ]
    assert result.fewer(COLD) is None


def test_without_a_target_there_is_no_verdict() -> None:
    assert met(show(ANNOTATED, cold=5_000, warm=5_000)) == []
    assert met(show(sized(10), cold=5_000, warm=5_000)) == []


@pytest.mark.parametrize(("trips", "received", "expected"), [(1, 300_000, True), (2, 3_000_000, False)])
def test_the_wire_is_judged(trips: int, received: int, expected: bool) -> None:
    taken = {COLD: took(90), WARM: took(40), LS_REMOTE: took(15), TREELESS: took(40)}
    traffic = {COLD: Traffic(2, 5, received), WARM: Traffic(trips, 2, 100_000)}
    assert met(Result(REMOTE, "show", taken, "", traffic)) == [True, True, expected, expected]


def test_a_part_says_where_it_was_measured_and_shows_every_verdict() -> None:
    results = [show(sized(1_000), cold=60, warm=20)]
    text = part("1000-packed", results, rounds=5, patience=8, where="Today, here.\n")
    assert text.startswith("## 1,000 tags, 10 artifacts × 50 versions, packed\n\n`1000-packed`: 5 runs or more")
    assert "\nToday, here.\n" in text
    assert "| ✗ | 1000-packed: show, cold | ≥ 45× | 38.3× |" in text
    assert text.count("| ✓ |") == 3
    assert "38.3× ✗ (≥ 45)" in text
