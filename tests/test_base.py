"""`gto.base`: events and objects as callers of GTO 1.x handle them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto import base
from gto.base import sort_versions
from gto.constants import VersionSort
from gto.errors import (
    ArtifactNotFound,
    InvalidVersion,
    ManyVersions,
    NoActiveAssignment,
    NoStageForVersion,
    VersionRequired,
    WrongArgs,
)
from gto.registry.versions import precedence

NINE = datetime(2026, 3, 1, 9, tzinfo=timezone.utc)
COMMITS = {"v1.0.0": "a" * 40, "v2.0.0": "b" * 40}


def event(kind: Any, tag: str = "", *, minute: int = 0, commit: str = "a" * 40, **fields: Any) -> Any:
    common = {"artifact": "nn", "author": "Jo Tester", "author_email": "jo@example.com", "message": "m"}
    named = {"tag": tag} if tag else {}
    return kind(**common, created_at=NINE + timedelta(minutes=minute), commit_hexsha=commit, **named, **fields)


def registration(version: str, minute: int, tag: str = "") -> base.Registration:
    return event(base.Registration, tag or f"nn@{version}", minute=minute, version=version, commit=COMMITS[version])


def assignment(version: str, stage: str, counter: int, minute: int) -> base.Assignment:
    tag = f"nn#{stage}#{counter}"
    return event(base.Assignment, tag, minute=minute, version=version, stage=stage, commit=COMMITS[version])


def unassignment(version: str, stage: str, counter: int, minute: int) -> base.Unassignment:
    tag = f"nn#{stage}!#{counter}"
    return event(base.Unassignment, tag, minute=minute, version=version, stage=stage, commit=COMMITS[version])


def commit(version: str, minute: int) -> base.Commit:
    who = {"committer": "Jo Tester", "committer_email": "jo@example.com"}
    return event(base.Commit, minute=minute, version=version, commit=COMMITS[version], **who)


@pytest.fixture
def artifact() -> base.Artifact:
    """v1.0.0, v2.0.0 in prod, then v1.0.0 in prod again; v2.0.0 was in dev."""
    artifact = base.Artifact(artifact="nn", versions=[])
    for happened in (
        registration("v1.0.0", 2),
        registration("v2.0.0", 4),
        commit("v1.0.0", 1),
        commit("v2.0.0", 3),
        assignment("v2.0.0", "prod", 1, 5),
        assignment("v2.0.0", "dev", 2, 6),
        assignment("v1.0.0", "prod", 3, 7),
        unassignment("v2.0.0", "dev", 4, 8),
    ):
        artifact.add_event(happened)
    return artifact


class TestEvents:
    def test_fields_come_in_the_promised_order(self) -> None:
        common = [
            "priority",
            "addition",
            "artifact",
            "created_at",
            "author",
            "author_email",
            "message",
            "commit_hexsha",
        ]
        own = {
            base.Commit: ["version", "enrichments", "committer", "committer_email"],
            base.Creation: ["tag"],
            base.Deprecation: ["tag"],
            base.Registration: ["tag", "version"],
            base.Deregistration: ["tag", "version"],
            base.Assignment: ["tag", "version", "stage"],
            base.Unassignment: ["tag", "version", "stage"],
        }
        for kind, fields in own.items():
            assert list(kind.model_fields) == common + fields
        defaults = [(kind.model_fields["priority"].default, kind.model_fields["addition"].default) for kind in own]
        assert defaults == [(0, True), (1, True), (2, False), (3, True), (4, False), (5, True), (6, False)]

    def test_sentences(self) -> None:
        said = [
            str(registration("v1.0.0", 0)),
            str(event(base.Deregistration, "nn@v1.0.0!", version="v1.0.0")),
            str(assignment("v1.0.0", "prod", 1, 0)),
            str(unassignment("v1.0.0", "prod", 1, 0)),
            str(event(base.Deprecation, "nn@deprecated")),
            str(event(base.Creation, "nn@created")),
            str(commit("v1.0.0", 0)),
        ]
        assert said == [
            'Version "v1.0.0" of artifact "nn" was registered',
            'Version "v1.0.0" of artifact "nn" was deregistered',
            'Stage "prod" was assigned to version "v1.0.0" of artifact "nn"',
            'Stage "prod" was unassigned from version "v1.0.0" of artifact "nn"',
            'Artifact "nn" was deprecated',
            'Artifact "nn" was created',
            'Artifact "nn" is annotated',
        ]

    def test_state(self) -> None:
        happened = assignment("v1.0.0", "prod", 1, 0)
        assert (happened.event, happened.ref) == ("assignment", "nn#prod#1")
        assert commit("v1.0.0", 0).ref == "a" * 40
        state = happened.dict_state(exclude={"author", "author_email"})
        assert list(state)[-4:] == ["tag", "version", "stage", "event"]
        assert "author" not in state


class TestVersions:
    def test_events(self, artifact: base.Artifact) -> None:
        version = artifact.find_version("v2.0.0")
        assert [e.ref for e in version.get_events()] == ["nn#dev!#4", "nn#dev#2", "nn#prod#1", "nn@v2.0.0", "b" * 40]
        assert [e.ref for e in version.get_events(indirect=False)] == ["nn@v2.0.0"]
        assert [e.ref for e in version.get_events(direct=False, ascending=True)][:2] == ["b" * 40, "nn#prod#1"]

    def test_what_follows_from_them(self, artifact: base.Artifact) -> None:
        version = artifact.find_version("v2.0.0")
        assert (version.is_registered, version.is_active, version.discovered) == (True, True, False)
        assert (version.ref, version.author, version.author_email, version.message) == (
            "nn@v2.0.0",
            "Jo Tester",
            "jo@example.com",
            "m",
        )
        assert version.created_at == version.activated_at == NINE + timedelta(minutes=4)
        assert version.semver > "v1.9.9"

    def test_deregistering_and_registering_again(self, artifact: base.Artifact) -> None:
        version = artifact.find_version("v2.0.0")
        version.add_event(
            event(base.Deregistration, "nn@v2.0.0!", minute=9, version="v2.0.0", commit=COMMITS["v2.0.0"])
        )
        assert not version.is_active
        version.add_event(registration("v2.0.0", 10, "nn@v2.0.0#5"))
        assert version.is_active
        assert version.ref == "nn@v2.0.0#5"
        assert version.activated_at == NINE + timedelta(minutes=4)

    def test_stages(self, artifact: base.Artifact) -> None:
        version = artifact.find_version("v2.0.0")
        assert [held.stage for held in version.get_vstages()] == ["prod"]
        assert [held.stage for held in version.get_vstages(active_only=False)] == ["dev", "prod"]
        assert [held.stage for held in version.get_vstages(active_only=False, ascending=True)] == ["prod", "dev"]
        assert version.get_vstage("prod").activated_at == NINE + timedelta(minutes=5)
        assert version.get_vstage("dev").activated_at is None
        with pytest.raises(NoStageForVersion, match=r"The artifact 'nn' version 'v2\.0\.0' is not in stage 'qa'"):
            version.get_vstage("qa")
        assert version.get_vstage("qa", create_new=True).get_events() == []

    def test_state(self, artifact: base.Artifact) -> None:
        state = artifact.find_version("v2.0.0").dict_state()
        derived = ["is_active", "activated_at", "created_at", "author", "author_email", "message", "ref"]
        assert list(state) == [*base.Version.model_fields, *derived, "discovered"]
        (stage,) = state["stages"]
        assert list(stage) == [*base.VStage.model_fields, *derived]
        assert stage["assignments"][0]["event"] == "assignment"

    def test_of_a_commit_that_is_not_registered(self) -> None:
        version = base.Version(artifact="nn", commit_hexsha="a" * 40, version="a" * 40)
        assert not version.is_active
        assert version.created_at is version.ref is None
        version.add_event(commit("v1.0.0", 1))
        assert version.is_active
        assert version.ref == "a" * 40
        version.add_event(assignment("v1.0.0", "prod", 1, 0))
        assert version.ref == "nn#prod#1"
        assert version.discovered
        with pytest.raises(InvalidVersion):
            assert version.semver

    def test_events_of_something_else_are_refused(self, artifact: base.Artifact) -> None:
        version = artifact.find_version("v1.0.0")
        with pytest.raises(WrongArgs, match="A version has no deprecation"):
            version.add_event(event(base.Deprecation, "nn@deprecated"))
        with pytest.raises(WrongArgs, match="A stage has no registration"):
            version.get_vstage("prod").add_event(registration("v1.0.0", 1))


class TestArtifacts:
    def test_stages_go_to_whom_they_were_assigned_last_or_to_the_highest(self, artifact: base.Artifact) -> None:
        by_time = artifact.get_vstages(sort=VersionSort.Timestamp)
        assert {stage: [held.version for held in found] for stage, found in by_time.items()} == {"prod": ["v1.0.0"]}
        assert [held.version for held in artifact.get_vstages()["prod"]] == ["v2.0.0"]
        assert [held.version for held in artifact.get_vstages(versions_per_stage=-1, sort="Timestamp")["prod"]] == [
            "v1.0.0",
            "v2.0.0",
        ]
        assert artifact.unique_stages == {"prod"}

    def test_events_of_one_second_are_ordered_by_their_counters(self) -> None:
        artifact = base.Artifact(artifact="nn", versions=[])
        for happened in (
            registration("v1.0.0", 1),
            assignment("v1.0.0", "prod", 10, 2),
            unassignment("v1.0.0", "prod", 9, 2),
        ):
            artifact.add_event(happened)
        assert artifact.find_version("v1.0.0").get_vstage("prod").is_active

    def test_deprecation_ends_it_and_only_tags_bring_it_back(self, artifact: base.Artifact) -> None:
        artifact.add_event(event(base.Deprecation, "nn@deprecated", minute=20))
        artifact.find_version("v1.0.0").add_event(commit("v1.0.0", 30))
        assert not artifact.is_active
        artifact.add_event(assignment("v1.0.0", "qa", 5, 31))
        assert artifact.is_active

    def test_versions(self, artifact: base.Artifact) -> None:
        artifact.add_event(event(base.Assignment, "nn#qa#7", commit="c" * 40, version="c" * 40, stage="qa"))
        names = lambda found: [version.version for version in found]  # noqa: E731
        assert names(artifact.get_versions()) == ["v2.0.0", "v1.0.0"]
        assert names(artifact.get_versions(ascending=True)) == ["v1.0.0", "v2.0.0"]
        assert names(artifact.get_versions(include_discovered=True)) == ["v2.0.0", "v1.0.0", "c" * 40]
        assert artifact.get_latest_version().version == "v2.0.0"
        assert artifact.is_registered

    def test_lookups(self, artifact: base.Artifact) -> None:
        assert artifact.find_version("v9.9.9") is None
        with pytest.raises(VersionRequired, match="No versions found for 'nn'"):
            artifact.find_version("v9.9.9", raise_if_not_found=True)
        with pytest.raises(ManyVersions):
            artifact.find_version()
        assert len(artifact.find_version(allow_multiple=True)) == 2
        assert artifact.find_version_at_commit("b" * 40).version == "v2.0.0"
        with pytest.raises(VersionRequired):
            artifact.find_version_at_commit("b" * 40, latest_datetime=NINE)

    def test_state(self, artifact: base.Artifact) -> None:
        assert repr(artifact) == str(artifact) == "Artifact(versions=['v1.0.0', 'v2.0.0'], stages=['prod'])"
        state = artifact.dict_state()
        assert [version["version"] for version in state["versions"]] == ["v1.0.0", "v2.0.0"]
        assert artifact.activated_at == NINE + timedelta(minutes=1)

    def test_the_whole_registry(self, artifact: base.Artifact) -> None:
        state = base.BaseRegistryState()
        state.update_artifact(artifact)
        assert state.find_artifact("nn") is artifact
        assert state.find_commit("nn", "v2.0.0") == "b" * 40
        assert state.unique_stages == ["prod"]
        assert [held.version for held in state.which("nn", "prod") or []] == ["v1.0.0"]
        assert state.which("nn", "qa", raise_if_not_found=False) is None
        with pytest.raises(NoActiveAssignment, match="No version in stage 'qa' was found for 'nn'"):
            state.which("nn", "qa")
        with pytest.raises(ArtifactNotFound):
            state.find_artifact("mm")
        assert state.find_artifact("mm", create_new=True).versions == []
        assert list(state.get_artifacts()) == ["nn", "mm"]
        assert not state.find_artifact("mm").discovered


class TestSorting:
    """`sort_versions`: DVC takes the first of what it gives."""

    def test_semver_then_other_text_then_nothing(self) -> None:
        texts = ["v1.0.0", None, "abc", "v1.10.0", "v1.9.0", "v2.0.0-rc.1", "zzz"]
        given = ({"version": text} for text in texts)
        shown = [row["version"] for row in sort_versions(given)]
        assert shown == ["v2.0.0-rc.1", "v1.10.0", "v1.9.0", "v1.0.0", "zzz", "abc", None]

    @given(st.permutations(["v1.0.0", "v1.0.0-rc.1", "v1.10.0", "v1.9.0", "v0.1.0"]))
    def test_whatever_the_order_they_come_in(self, texts: list[str]) -> None:
        objects = [SimpleNamespace(version=text) for text in texts]
        ascending = [one.version for one in sort_versions(iter(objects), ascending=True)]
        assert ascending == sorted(texts, key=precedence)
        assert [one.version for one in sort_versions(objects)] == ascending[::-1]

    def test_by_time_and_under_other_names(self) -> None:
        rows = [{"v": "v1.0.0", "t": 2}, {"v": "v2.0.0", "t": 1}]
        assert sort_versions(rows, sort="Timestamp", timestamp="t") == rows
        assert sort_versions(rows, sort=VersionSort.SemVer, version="v") == rows[::-1]
        with pytest.raises(KeyError):
            sort_versions(rows, sort="nix")
