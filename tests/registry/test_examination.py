"""What tags say against each other."""

from __future__ import annotations

import pytest
from hypothesis import given

from gto.registry.events import Event
from gto.registry.examination import doubtful, remarkable
from gto.registry.names import CommitId
from gto.registry.oddities import Oddity
from gto.registry.state import fold

from .strategies import histories
from .test_state import ONE, TWO, tell


def codes(found: list[Oddity]) -> list[str]:
    return [odd.code for odd in found]


@pytest.mark.parametrize(
    ("story", "doubts", "remarks"),
    [
        ([("nn@v1.0.0", ONE), ("nn#prod#1", ONE), ("nn@v2.0.0", TWO), ("nn#prod#2", TWO)], [], []),
        ([("nn@v1.0.0", ONE), ("nn@v2.0.0", ONE)], [], ["two-versions"]),
        ([("nn@v1.0.0", ONE), ("nn@v2.0.0", ONE), ("nn#prod#1", ONE)], ["two-versions"], ["two-versions"]),
        ([("nn@v1.0.0", ONE), ("nn@v1.0.0!", ONE), ("nn@v2.0.0", ONE), ("nn#prod#1", ONE)], [], []),
        ([("nn@v1.0.0", ONE), ("nn@v1.0.0#1", TWO)], [], ["two-commits"]),
        ([("nn#prod#2", ONE), ("nn#prod#1", TWO)], ["clock"], ["clock"]),
        ([("nn#prod#1", ONE), ("nn#dev#1", TWO)], [], ["same-counter"]),
        ([("nn@deprecated", ONE)], [], []),
    ],
)
def test_what_is_found(story: list[tuple[str, CommitId]], doubts: list[str], remarks: list[str]) -> None:
    registry = fold(tell(*story))
    assert codes(doubtful(registry)) == doubts
    assert codes(remarkable(registry)) == remarks


def test_artifacts_are_examined_apart() -> None:
    registry = fold(tell(("nn@v1.0.0", ONE), ("zz@v2.0.0", ONE), ("nn#prod#2", ONE), ("zz#prod#1", ONE)))
    assert remarkable(registry) == []


@given(histories())
def test_whatever_is_doubtful_is_remarkable_and_nothing_falls_out_of_the_registry(events: list[Event]) -> None:
    registry = fold(events)
    assert set(doubtful(registry)) <= set(remarkable(registry))
    assert all(odd.counts for odd in remarkable(registry))
