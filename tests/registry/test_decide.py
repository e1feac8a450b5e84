"""Registry + request → Plan, or a refusal that says why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto import errors
from gto.registry import decide
from gto.registry.decide import Known, holders
from gto.registry.events import Event, Moment, event
from gto.registry.names import CommitId
from gto.registry.requests import Assign, Deprecate, Deregister, Register, Request, Rollback, Unassign
from gto.registry.state import fold

from .strategies import histories
from .test_state import ONE, TWO, tell


def know(events: list[Event], commit: CommitId = ONE, stages: tuple[str, ...] | None = None, *extra: str) -> Known:
    names = frozenset([*(e.tag for e in events), *extra])
    return Known(fold(events).artifacts.get("nn"), names, stages, commit)  # type: ignore[arg-type]


def tags(
    request: Request, *story: tuple[str, CommitId], commit: CommitId = ONE, extra: tuple[str, ...] = ()
) -> list[str]:
    plan = decide.decide(know(tell(*story), commit, None, *extra), request)
    return list(plan.tags)


class TestRegister:
    def test_the_first_version(self) -> None:
        assert tags(Register("nn")) == ["nn@v0.0.1"]

    def test_the_next_version_by_bump(self) -> None:
        story = [("nn@v1.2.3", ONE)]
        assert tags(Register("nn"), *story, commit=TWO) == ["nn@v1.2.4"]
        assert tags(Register("nn", bump="minor"), *story, commit=TWO) == ["nn@v1.3.0"]
        assert tags(Register("nn", bump="major"), *story, commit=TWO) == ["nn@v2.0.0"]

    def test_numbers_that_were_ever_used_are_passed_over(self) -> None:
        assert tags(Register("nn"), ("nn@v0.0.1", ONE), extra=("nn@v0.0.2",), commit=TWO) == ["nn@v0.0.3"]

    def test_a_commit_carries_one_version(self) -> None:
        with pytest.raises(
            errors.VersionExistsForCommit, match=r"already registered in this commit with version 'v1\.0\.0'"
        ):
            tags(Register("nn"), ("nn@v1.0.0", ONE))
        assert tags(Register("nn", force=True), ("nn@v1.0.0", ONE)) == ["nn@v1.0.0#1"]

    def test_after_deregistering_the_same_version_comes_back_with_a_counter(self) -> None:
        story = [("nn@v1.0.0", ONE), ("nn@v1.0.0!", ONE)]
        assert tags(Register("nn"), *story) == ["nn@v1.0.0#1"]
        with pytest.raises(errors.TagExists):
            tags(Register("nn", simple=True), *story)
        with pytest.raises(errors.WrongArgs, match=r"For this REF you can only register v1\.0\.0"):
            tags(Register("nn", version="v2.0.0"), *story)

    def test_a_version_belongs_to_one_commit(self) -> None:
        with pytest.raises(errors.VersionAlreadyRegistered):
            tags(Register("nn", version="v1.0.0"), ("nn@v1.0.0", ONE), commit=TWO)

    def test_two_versions_on_the_commit_have_to_be_mended_first(self) -> None:
        with pytest.raises(errors.ManyVersions) as caught:
            tags(Register("nn"), ("nn@v1.0.0", ONE), ("nn@v2.0.0", ONE))
        assert "nn@v1.0.0, nn@v2.0.0" in (caught.value.hint or "")

    def test_a_first_version_has_nothing_to_bump(self) -> None:
        with pytest.raises(errors.WrongArgs, match="Can't apply bump"):
            tags(Register("nn", bump="major"))

    def test_an_empty_repository(self) -> None:
        with pytest.raises(errors.WrongArgs, match="no commit yet"):
            decide.register(Known(None, frozenset(), None, None), Register("nn"))


class TestAssign:
    def test_the_version_at_the_commit(self) -> None:
        assert tags(Assign("nn", "prod"), ("nn@v1.0.0", ONE)) == ["nn#prod#1"]

    def test_a_commit_without_a_version_gets_one(self) -> None:
        assert tags(Assign("nn", "prod"), ("nn@v1.0.0", ONE), commit=TWO) == ["nn@v1.0.1", "nn#prod#1"]
        assert tags(Assign("nn", "prod", ref="x", new_version="v3.0.0")) == ["nn@v3.0.0", "nn#prod#1"]

    def test_counters_run_through_all_events_of_the_artifact(self) -> None:
        story = [("nn@v1.0.0", ONE), ("nn#dev#7", ONE)]
        assert tags(Assign("nn", "prod"), *story, extra=("nn#light#9",)) == ["nn#prod#10"]
        assert tags(Assign("nn", "prod", simple=True), *story) == ["nn#prod"]

    def test_skipping_registration(self) -> None:
        assert tags(Assign("nn", "prod", skip_registration=True)) == ["nn#prod#1"]
        with pytest.raises(errors.WrongArgs, match="already in stage 'prod'"):
            tags(Assign("nn", "prod", skip_registration=True), ("nn#prod#1", ONE))

    def test_only_allowed_stages(self) -> None:
        with pytest.raises(errors.UnknownStage, match=r"Allowed stages are: '\['dev'\]'"):
            decide.assign(know([], stages=("dev",)), Assign("nn", "prod"))

    def test_refusals(self) -> None:
        story = [("nn@v1.0.0", ONE), ("nn#prod#1", ONE)]
        for request, words in [
            (Assign("nn", "prod", version="v9.9.9"), "Version 'v9.9.9' is not registered"),
            (Assign("nn", "prod", version="1.0"), "Version '1.0' is not valid"),
            (Assign("nn", "prod", version="v1.0.0"), "Version 'v1.0.0' is already in stage 'prod'"),
            (Assign("nn", "dev", ref="x", new_version="v4.0.0"), "Can't register 'v4.0.0', since 'v1.0.0'"),
            (Assign("nn", "dev", ref="x", new_version="v4.0.0", skip_registration=True), "You either need to supply"),
        ]:
            with pytest.raises(errors.GtoError, match=words):
                tags(request, *story)

    def test_a_deregistered_version_gets_no_stage_without_force(self) -> None:
        story = [("nn@v1.0.0", ONE), ("nn@v1.0.0!", ONE)]
        with pytest.raises(errors.WrongArgs, match="was deregistered"):
            tags(Assign("nn", "prod", version="v1.0.0"), *story)
        assert tags(Assign("nn", "prod", version="v1.0.0", force=True), *story) == ["nn#prod#1"]


class TestTakingBack:
    STORY = (("nn@v1.0.0", ONE), ("nn#prod#1", ONE))

    def test_a_stage(self) -> None:
        assert tags(Unassign("nn", "prod", "v1.0.0"), *self.STORY) == ["nn#prod!#2"]
        assert tags(Unassign("nn", "prod", "v1.0.0", delete=True), *self.STORY) == ["nn#prod#1"]
        with pytest.raises(errors.WrongArgs, match=r"Stage 'dev' is not assigned to a version 'v1\.0\.0'"):
            tags(Unassign("nn", "dev", "v1.0.0"), *self.STORY)

    def test_a_stage_of_an_unregistered_commit_by_its_ref(self) -> None:
        assert tags(Unassign("nn", "prod", ref="HEAD"), ("nn#prod#1", ONE)) == ["nn#prod!#2"]

    def test_a_version(self) -> None:
        assert tags(Deregister("nn", "v1.0.0"), *self.STORY) == ["nn@v1.0.0!"]
        assert tags(Deregister("nn", "v1.0.0", delete=True), *self.STORY) == ["nn@v1.0.0", "nn#prod#1"]
        with pytest.raises(errors.WrongArgs, match="was deregistered already"):
            tags(Deregister("nn", "v1.0.0"), *self.STORY, ("nn@v1.0.0!", ONE))
        with pytest.raises(errors.VersionRequired):
            tags(Deregister("nn", "v2.0.0"), *self.STORY)

    def test_an_artifact(self) -> None:
        assert tags(Deprecate("nn"), *self.STORY) == ["nn@deprecated"]
        assert tags(Deprecate("nn", delete=True), *self.STORY) == ["nn@v1.0.0", "nn#prod#1"]
        assert tags(Deprecate("nn", force=True)) == ["nn@deprecated#1"]
        with pytest.raises(errors.ArtifactNotFound):
            tags(Deprecate("nn"))
        with pytest.raises(errors.WrongArgs, match="Artifact was deprecated already"):
            tags(Deprecate("nn"), *self.STORY, ("nn@deprecated", ONE))

    def test_a_second_deprecation_after_a_revival_gets_a_counter(self) -> None:
        story = [*self.STORY, ("nn@deprecated", ONE), ("nn#dev#2", ONE)]
        assert tags(Deprecate("nn"), *story) == ["nn@deprecated#3"]


class TestRollback:
    def test_the_version_before_is_assigned_again(self) -> None:
        story = [("nn@v1.0.0", ONE), ("nn@v2.0.0", TWO), ("nn#prod#1", ONE), ("nn#prod#2", TWO)]
        plan = decide.rollback(know(tell(*story)), Rollback("nn", "prod", "too slow"))
        assert [(c.tag, c.version, c.message) for c in plan.creations] == [("nn#prod#3", "v1.0.0", "too slow")]

    def test_there_has_to_be_one(self) -> None:
        with pytest.raises(errors.WrongArgs, match=r"Before 'v1\.0\.0' no version of 'nn' was in stage 'prod'"):
            tags(Rollback("nn", "prod"), ("nn@v1.0.0", ONE), ("nn#prod#1", ONE))
        with pytest.raises(errors.WrongArgs, match="No version of 'nn' is in stage 'prod'"):
            tags(Rollback("nn", "prod"), ("nn@v1.0.0", ONE))

    @given(histories())
    def test_rolling_back_walks_back_until_there_is_nothing_before(self, events: list[Event]) -> None:
        for _ in range(len(events) + 1):
            known = know(events)
            if known.artifact is None or holders(known.artifact, "prod")[1] is None:
                return
            _, before = holders(known.artifact, "prod")
            done = carried_out(events, decide.rollback(known, Rollback("nn", "prod")))
            assert holders(fold(done).find("nn"), "prod")[0].text == before.text  # type: ignore[union-attr]
            events = done
        raise AssertionError("it goes on for ever")


REQUESTS = st.one_of(
    st.builds(lambda v, f: Register("nn", version=v, force=f), st.none() | st.just("v3.0.0"), st.booleans()),
    st.builds(lambda s, f: Assign("nn", s, force=f), st.sampled_from(["dev", "prod"]), st.booleans()),
    st.just(Unassign("nn", "prod", "v1.0.0")),
    st.builds(lambda v: Deregister("nn", v), st.sampled_from(["v1.0.0", "v2.0.0"])),
    st.builds(lambda f: Deprecate("nn", force=f), st.booleans()),
)


def carried_out(events: list[Event], plan: object) -> list[Event]:
    later = max((e.seconds for e in events), default=0) + 1
    new = [
        event(c.name, c.tag, c.commit, Moment(later + i), "", "", c.message)
        for i, c in enumerate(plan.creations)  # type: ignore[attr-defined]
    ]
    return [*events, *new]


@given(histories(), REQUESTS, st.sampled_from([ONE, TWO, CommitId("a" * 40)]))
def test_a_plan_is_possible_and_carrying_it_out_makes_the_request_true(
    events: list[Event], request: Request, commit: CommitId
) -> None:
    try:
        plan = decide.decide(know(events, commit), request)
    except errors.GtoError:
        return
    assert not set(plan.tags) & {e.tag for e in events}, "a tag that exists cannot be made"
    artifact = fold(carried_out(events, plan)).find("nn")
    match request:
        case Register():
            version = artifact.at(commit)
            assert version is not None
            assert version.is_active
        case Assign():
            version = artifact.at(plan.creations[-1].commit)
            assert version is not None
            assert version.stages[request.stage].is_active  # type: ignore[index]
        case Deregister():
            assert not any(
                v.text == request.version and v.commit == plan.creations[0].commit for v in artifact.ranked()
            )
        case Deprecate():
            assert not artifact.is_active
