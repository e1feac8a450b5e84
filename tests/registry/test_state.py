"""Events folded into artifacts, versions and stages."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.errors import ArtifactNotFound
from gto.registry.events import Event, Moment, event
from gto.registry.names import CommitId
from gto.registry.state import Artifact, fold
from gto.registry.tags import require
from gto.registry.versions import precedence

from .strategies import histories

ONE, TWO = CommitId("1" * 40), CommitId("2" * 40)


def tell(*story: tuple[str, CommitId]) -> list[Event]:
    """Tags in the order in which they were made, a minute apart."""
    return [
        event(require(tag), tag, commit, Moment(60 * minute), "Jo Tester", "jo@example.com", "")
        for minute, (tag, commit) in enumerate(story)
    ]


def nn(*story: tuple[str, CommitId]) -> Artifact:
    return fold(tell(*story)).find("nn")


def holds(artifact: Artifact, **wanted: object) -> dict[str, list[str]]:
    """stage → versions, the one that counts first."""
    return {stage: [held.version.text for held in kept] for stage, kept in artifact.stages(**wanted).items()}  # type: ignore[arg-type]


def test_a_stage_belongs_to_the_version_at_its_commit_whichever_came_first() -> None:
    assert holds(nn(("nn#prod#1", ONE), ("nn@v1.0.0", ONE))) == {"prod": ["v1.0.0"]}


def test_the_newest_assignment_wins_the_stage() -> None:
    artifact = nn(("nn@v1.0.0", ONE), ("nn@v2.0.0", TWO), ("nn#prod#1", TWO), ("nn#prod#2", ONE))
    assert holds(artifact) == {"prod": ["v1.0.0"]}
    assert holds(artifact, versions_per_stage=-1) == {"prod": ["v1.0.0", "v2.0.0"]}
    assert holds(artifact, order="semver") == {"prod": ["v2.0.0"]}


def test_the_last_stages_of_a_version_are_kept_not_the_first() -> None:
    artifact = nn(("nn@v1.0.0", ONE), ("nn#dev#1", ONE), ("nn#test#2", ONE), ("nn#prod#3", ONE))
    assert holds(artifact, assignments_per_version=1) == {"prod": ["v1.0.0"]}
    assert set(holds(artifact, assignments_per_version=2)) == {"prod", "test"}
    assert holds(artifact, assignments_per_version=0) == {}
    assert set(holds(artifact, assignments_per_version=9)) == {"prod", "test", "dev"}


def test_unassigning_gives_the_stage_back_to_the_version_before() -> None:
    artifact = nn(
        *(("nn@v1.0.0", ONE), ("nn@v2.0.0", TWO)), *(("nn#prod#1", ONE), ("nn#prod#2", TWO), ("nn#prod!#3", TWO))
    )
    assert holds(artifact) == {"prod": ["v1.0.0"]}


def test_deregistering_hides_a_version_and_its_stages_until_it_is_registered_again() -> None:
    story = [("nn@v1.0.0", ONE), ("nn#prod#1", ONE), ("nn@v1.0.0!", ONE)]
    assert holds(nn(*story)) == {}
    assert nn(*story).latest is None
    assert holds(nn(*story, ("nn@v1.0.0#2", ONE))) == {"prod": ["v1.0.0"]}


def test_only_a_later_tag_revives_a_deprecated_artifact() -> None:
    story = [("nn@v1.0.0", ONE), ("nn@deprecated", ONE)]
    assert not nn(*story).is_active
    assert nn(*story, ("nn#prod#1", ONE)).is_active


def test_a_stage_without_a_version_makes_one_unregistered_version() -> None:
    artifact = nn(("nn#prod#1", ONE), ("nn#dev#2", ONE))
    assert [v.text for v in artifact.versions] == [ONE]
    assert artifact.versions[0].is_discovered
    assert artifact.latest is None


def test_two_versions_on_a_commit_stages_go_to_the_newest_registration() -> None:
    artifact = nn(("nn@v2.0.0", ONE), ("nn@v1.0.0", ONE), ("nn#prod#1", ONE))
    assert holds(artifact) == {"prod": ["v1.0.0"]}
    assert len(artifact.registered_at(ONE)) == 2


def test_artifacts_stand_in_the_order_of_deprecations_registrations_assignments() -> None:
    events = tell(("c#prod#1", ONE), ("b@v1.0.0", ONE), ("a@deprecated", ONE), ("b#prod#2", ONE))
    assert list(fold(events).artifacts) == ["a", "b", "c"]


def test_an_artifact_that_nothing_mentions_is_not_found() -> None:
    with pytest.raises(ArtifactNotFound, match="Cannot find artifact 'x'"):
        fold([]).find("x")


@given(histories(), st.randoms())
def test_the_order_in_which_tags_are_read_changes_nothing(events: list[Event], chance: random.Random) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert holds_all(fold(shuffled).artifacts) == holds_all(fold(events).artifacts)


@given(histories())
def test_every_event_is_kept_exactly_once(events: list[Event]) -> None:
    for artifact in fold(events).artifacts.values():
        of_versions = [e.tag for v in artifact.versions for e in v.events]
        of_stages = [e.tag for v in artifact.versions for held in v.stages.values() for e in held.events]
        kept = [*of_versions, *of_stages, *(e.tag for e in artifact.deprecations)]
        assert sorted(kept) == sorted(e.tag for e in events)


@given(histories())
def test_the_latest_version_is_the_highest_in_effect(events: list[Event]) -> None:
    for artifact in fold(events).artifacts.values():
        in_effect = [v.text for v in artifact.versions if v.events and v.is_active]
        assert (artifact.latest.text if artifact.latest else None) == max(in_effect, key=precedence, default=None)


@given(histories(), st.sampled_from([-1, 0, 1, 2]), st.sampled_from([-1, 0, 1, 2]))
def test_a_view_never_shows_more_than_it_is_told(events: list[Event], per_version: int, per_stage: int) -> None:
    for artifact in fold(events).artifacts.values():
        held = artifact.stages(assignments_per_version=per_version, versions_per_stage=per_stage)
        assert all(kept for kept in held.values())
        assert per_stage < 0 or all(len(kept) <= per_stage for kept in held.values())
        assert all(one.is_active and one.version.is_active for kept in held.values() for one in kept)


def holds_all(artifacts: dict) -> dict:  # type: ignore[type-arg]
    return {name: (holds(a), a.latest and a.latest.text, a.is_active) for name, a in artifacts.items()}
