"""The registry as rows."""

from __future__ import annotations

import pytest
from hypothesis import given

from gto.registry import listing
from gto.registry.events import Event
from gto.registry.listing import ArtifactRow, View, arranged, artifact_rows, event_rows, sentence, short, version_rows
from gto.registry.names import ArtifactName, StageName
from gto.registry.shortcuts import parse
from gto.registry.state import fold

from .strategies import histories
from .test_state import ONE, TWO, nn, tell

STORY = [
    *(("nn@v1.0.0", ONE), ("nn#prod#1", ONE), ("nn@v2.0.0", TWO), ("nn#prod#2", TWO), ("nn#dev#3", TWO)),
    *(("zz@v0.0.1", ONE), ("zz@deprecated", ONE)),
]
DEV, PROD = StageName("dev"), StageName("prod")


class TestArtifacts:
    def test_have_their_latest_version_and_what_holds_each_stage(self) -> None:
        rows = artifact_rows(fold(tell(*STORY)))
        assert {row.artifact: row for row in rows} == {
            "nn": ArtifactRow(ArtifactName("nn"), "v2.0.0", {DEV: ("v2.0.0",), PROD: ("v2.0.0",)}, True, True),
            "zz": ArtifactRow(ArtifactName("zz"), "v0.0.1", {}, True, False),
        }

    def test_show_as_many_versions_in_a_stage_as_wanted(self) -> None:
        [row, _] = sorted(artifact_rows(fold(tell(*STORY)), View(versions_per_stage=-1)))
        assert row.stages[PROD] == ("v2.0.0", "v1.0.0")

    def test_are_arranged_in_the_configured_columns(self) -> None:
        rows = artifact_rows(fold(tell(*STORY)))
        assert listing.stages_of(rows) == ["dev", "prod"]
        [row] = arranged(rows, [PROD, StageName("test")], deprecated=False)
        assert list(row.stages.items()) == [("prod", ("v2.0.0",)), ("test", ())]
        assert len(arranged(rows, [], deprecated=True)) == 2


class TestVersions:
    def test_come_highest_first_with_their_stages_and_tags(self) -> None:
        rows = version_rows(fold(tell(*STORY)).find("nn"), View())
        assert [(row.version.text, sorted(s.stage for s in row.stages), row.ref) for row in rows] == [
            ("v2.0.0", ["dev", "prod"], "nn@v2.0.0"),
            ("v1.0.0", [], "nn@v1.0.0"),
        ]

    def test_of_a_deprecated_artifact_are_shown_on_request(self) -> None:
        zz = fold(tell(*STORY)).find("zz")
        assert version_rows(zz, View()) == []
        assert [row.version.text for row in version_rows(zz, View(deprecated=True))] == ["v0.0.1"]

    def test_an_unregistered_one_is_named_by_its_commit_and_can_be_left_out(self) -> None:
        artifact = nn(("nn@v1.0.0", ONE), ("nn#prod#1", TWO))
        assert [(row.version.text, row.ref) for row in version_rows(artifact, View())] == [
            ("v1.0.0", "nn@v1.0.0"),
            (TWO, "nn#prod#1"),
        ]
        assert [row.ref for row in version_rows(artifact, View(registered_only=True))] == ["nn@v1.0.0"]

    @pytest.mark.parametrize(
        ("shortcut", "versions"),
        [
            ("nn", ["v2.0.0", "v1.0.0"]),
            ("nn@latest", ["v2.0.0"]),
            ("nn@v1.0.0", ["v1.0.0"]),
            ("nn@v9.0.0", []),
            ("nn#prod", ["v2.0.0"]),
            ("nn#test", []),
        ],
    )
    def test_are_picked_by_a_shortcut(self, shortcut: str, versions: list[str]) -> None:
        rows = version_rows(fold(tell(*STORY)).find("nn"), View())
        assert [row.version.text for row in listing.pick(rows, parse(shortcut))] == versions


class TestEvents:
    def test_come_newest_first_or_oldest_first(self) -> None:
        registry = fold(tell(*STORY))
        tags = [row.event.tag for row in event_rows(registry)]
        assert tags == [tag for tag, _ in STORY][::-1]
        assert [row.event.tag for row in event_rows(registry, ascending=True)] == tags[::-1]

    @pytest.mark.parametrize(
        ("tag", "words"),
        [
            ("nn@v2.0.0", 'Version "v2.0.0" of artifact "nn" was registered'),
            ("nn@v1.0.0!", 'Version "v1.0.0" of artifact "nn" was deregistered'),
            ("nn#prod#7", 'Stage "prod" was assigned to version "v1.0.0" of artifact "nn"'),
            ("nn#prod!#8", 'Stage "prod" was unassigned from version "v1.0.0" of artifact "nn"'),
            ("nn@deprecated", 'Artifact "nn" was deprecated'),
            ("nn@created", 'Artifact "nn" was created'),
        ],
    )
    def test_are_told_in_a_sentence(self, tag: str, words: str) -> None:
        [row, *_] = event_rows(fold(tell(("nn@v1.0.0", ONE), (tag, ONE))))
        assert sentence(row) == words

    def test_a_stage_on_a_commit_without_a_version_names_the_commit(self) -> None:
        [row] = event_rows(fold(tell(("nn#prod#1", ONE))))
        assert row.version == ONE

    @given(histories())
    def test_every_one_has_a_row_whatever_happened(self, events: list[Event]) -> None:
        rows = event_rows(fold(events))
        assert sorted(row.event.tag for row in rows) == sorted(event.tag for event in events)
        assert all(sentence(row) for row in rows)


class TestData:
    def test_an_artifact_has_the_keys_of_gto_1(self) -> None:
        row = ArtifactRow(ArtifactName("nn"), "v1.0.0", {DEV: (), PROD: ("v1.0.0", "v0.1.0")}, True, True)
        assert listing.artifact_data(row) == {
            "version": "v1.0.0",
            "stage": {"dev": None, "prod": "v1.0.0, v0.1.0"},
            "registered": True,
            "active": True,
        }

    def test_an_event_leaves_out_what_it_has_not(self) -> None:
        [deprecation, registration] = event_rows(fold(tell(("nn@v1.0.0", ONE), ("nn@deprecated", ONE))))
        assert "version" not in listing.event_data(deprecation.event, None)
        assert "stage" not in listing.event_data(registration.event, "v1.0.0")
        assert listing.check_data(registration).keys() == {
            *("artifact", "created_at", "author", "author_email", "message"),
            *("commit_hexsha", "tag", "version", "event"),
        }
        assert list(listing.history_data(registration)) == [
            *("timestamp", "artifact", "event", "priority", "version", "stage"),
            *("commit", "author", "author_email", "message", "ref"),
        ]


@pytest.mark.parametrize(
    ("text", "cut"),
    [("a" * 40, "a" * 7), ("0" * 64, "0" * 7), ("a" * 41, "a" * 41), ("v1.0.0", "v1.0.0"), ("g" * 40, "g" * 40)],
)
def test_only_commit_ids_are_cut_short(text: str, cut: str) -> None:
    assert short(text) == cut
