"""What an action would do. What carrying it out does is compared with this by tests of `changes/`."""

from __future__ import annotations

import pytest

from gto.registry.decide import Known
from gto.registry.events import Moment, event
from gto.registry.names import ArtifactName, CommitId, StageName
from gto.registry.requests import Assign, Deprecate, Deregister, Register, Unassign
from gto.registry.state import Artifact
from gto.registry.tags import require
from gto_studio.rules.preview import preview

ONE, TWO, THREE = (CommitId(digit * 40) for digit in "123")
NOW = 1_780_000_000


def known(*tags: tuple[str, CommitId], commit: CommitId | None = THREE, stages: tuple[str, ...] | None = None) -> Known:
    made = [event(require(tag), tag, at, Moment(i), "A", "a@example.com", "") for i, (tag, at) in enumerate(tags)]
    artifact = Artifact(ArtifactName("nn"), made) if made else None
    allowed = None if stages is None else tuple(map(StageName, stages))
    return Known(artifact, frozenset(tag for tag, _ in tags), allowed, commit)


BOTH = (("nn@v1.0.0", ONE), ("nn#prod#1", ONE), ("nn@v1.1.0", TWO), ("nn#prod#2", TWO), ("nn#dev#3", TWO))


def tags(found: object) -> list[str]:
    return [one.tag for one in found.tags]  # type: ignore[attr-defined]


def test_a_first_version_is_suggested_from_v1_0_0_down() -> None:
    found = preview(known(), Register("nn"), now=NOW)
    assert tags(found) == ["nn@v0.0.1"]
    assert found.suggested == {"patch": "v0.0.1", "minor": "v0.1.0", "major": "v1.0.0"}


def test_a_next_version_is_suggested_for_each_bump_whatever_the_commit_has() -> None:
    found = preview(known(*BOTH, commit=TWO), Register("nn"), now=NOW)
    assert found.refusal is not None
    assert found.refusal.code == "commit-taken"
    assert found.suggested == {"patch": "v1.1.1", "minor": "v1.2.0", "major": "v2.0.0"}
    assert tags(found) == []


def test_numbers_that_were_used_are_not_suggested_again() -> None:
    found = preview(known(("nn@v0.0.1", ONE), ("nn@v0.0.1!", ONE)), Register("nn"), now=NOW)
    assert found.suggested == {"patch": "v0.0.2"}


def test_taking_a_version_out_of_a_stage_brings_the_one_before_back() -> None:
    found = preview(known(*BOTH), Unassign("nn", "prod", "v1.1.0"), now=NOW)
    assert tags(found) == ["nn#prod!#4"]
    assert found.falls_back == {"prod": "v1.0.0"}


def test_a_deregistered_version_leaves_all_its_stages() -> None:
    found = preview(known(*BOTH), Deregister("nn", "v1.1.0"), now=NOW)
    assert tags(found) == ["nn@v1.1.0!"]
    assert found.falls_back == {"prod": "v1.0.0", "dev": None}


def test_taking_out_what_does_not_count_changes_no_stage() -> None:
    assert preview(known(*BOTH), Unassign("nn", "prod", "v1.0.0"), now=NOW).falls_back == {}


def test_a_deprecated_artifact_is_in_no_stage() -> None:
    found = preview(known(*BOTH), Deprecate("nn"), now=NOW)
    assert tags(found) == ["nn@deprecated"]
    assert found.falls_back == {"prod": None, "dev": None}


def test_assigning_a_commit_without_version_registers_it_and_says_so() -> None:
    found = preview(known(*BOTH), Assign("nn", "prod", ref="HEAD"), now=NOW)
    assert tags(found) == ["nn@v1.1.1", "nn#prod#4"]
    assert found.remarks == (
        "The commit has no version yet, so it is registered as v1.1.1 first",
        "v1.1.0 is in prod now; v1.1.1 takes its place there",
    )


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Assign("nn", "prod", version="v9.0.0"), "wrong-arguments"),
        (Assign("nn", "canary", version="v1.0.0"), "unknown-stage"),
        (Assign("nn", "dev", version="v1.1.0"), "wrong-arguments"),
        (Register("nn", version="1.0"), "invalid-version"),
        (Register("nn", version="v1.0.0"), "version-taken"),
        (Register("n n"), "invalid-name"),
        (Deregister("nn", "v7.0.0"), "version-not-found"),
        (Unassign("other", "dev", "v1.0.0"), "artifact-not-found"),
    ],
)
def test_refusals_are_those_of_the_library(request_: object, code: str) -> None:
    about = known(*BOTH, stages=("dev", "prod"))
    if getattr(request_, "artifact", "") == "other":
        about = known()
    found = preview(about, request_, now=NOW)  # type: ignore[arg-type]
    assert found.refusal is not None
    assert found.refusal.code == code
    assert found.tags == ()
