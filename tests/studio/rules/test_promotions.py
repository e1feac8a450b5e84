from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gto.registry.decide import Known
from gto.registry.events import Event
from gto.registry.names import ArtifactName, CommitId, StageName
from gto.registry.state import Artifact
from gto_studio.rules import promotions
from gto_studio.rules.actions import wanted
from gto_studio.rules.preview import preview
from gto_studio.rules.promotions import Became, Promotion, Section, Seen, became, is_done
from gto_studio.rules.sides import Difference

OLD, NEW = "1" * 40, "2" * 40
ASKED = Promotion("nlp:churn", "v1.2.0", NEW, "prod", held="v1.1.0", by="nlp=churn#prod#5")


def an_event(action: Any, tag: str, commit: str = NEW, stage: str | None = "prod", version: str | None = None) -> Event:
    name = StageName(stage) if stage else None
    return Event(
        action=action, artifact=ArtifactName("nlp:churn"), version=version, stage=name, counter=None, tag=tag,
        commit=CommitId(commit), seconds=0, offset=0, author="Jo", author_email="jo@example.com", message="",
    )  # fmt: skip


# --- what is asked for


def test_a_stage_has_one_report_and_a_request_a_branch_of_its_own() -> None:
    assert promotions.path(ASKED) == "promotions/nlp/churn/prod.md"
    assert promotions.branch(ASKED) == "promote/nlp/churn/v1.2.0-to-prod"
    assert promotions.title(ASKED) == "Promote nlp:churn v1.2.0 to prod"


def test_the_report_says_what_differs() -> None:
    text = promotions.report(
        replace(ASKED, message="Two weeks in staging\n# no complaint"),
        "Jane *Doe*",
        [
            Section("metrics", [Difference("auc", 0.5, 0.75, "m.json"), Difference("new|one", None, 3, "m.json")]),
            Section("params", [Difference("shuffle", True, False, "params.yaml"), Difference("gone", [1, "a"], None)]),
            Section(
                "data", [Difference("model.pkl", {"hash": "md5:0123456789", "size": 10}, {"hash": "ab", "size": 7})]
            ),
            Section("annotation", []),
        ],
    )
    assert text == (
        "# Promote nlp:churn v1.2.0 to prod\n"
        "\n"
        "Jane \\*Doe\\* asks to assign `prod` to `v1.2.0` of `nlp:churn`.\n"
        f"Its commit is `{NEW}`.\n"
        "The stage has `v1.1.0` now, by the tag `nlp=churn#prod#5`.\n"
        "\n"
        "> Two weeks in staging\n"
        "> \\# no complaint\n"
        "\n"
        "Merging this makes the tag; closing it without merging leaves everything as it is.\n"
        "\n"
        "## Metrics\n"
        "\n"
        "| | `v1.1.0` | `v1.2.0` | |\n"
        "| --- | --- | --- | --- |\n"
        "| `m.json: auc` | `0.5` | `0.75` | `+0.25` |\n"
        "| `m.json: new\\|one` |  | `3` |  |\n"
        "\n"
        "## Params\n"
        "\n"
        "| | `v1.1.0` | `v1.2.0` | |\n"
        "| --- | --- | --- | --- |\n"
        "| `params.yaml: shuffle` | `true` | `false` |  |\n"
        "| `gone` | `1, a` |  |  |\n"
        "\n"
        "## Data\n"
        "\n"
        "| | `v1.1.0` | `v1.2.0` | |\n"
        "| --- | --- | --- | --- |\n"
        "| `model.pkl` | `md5:01234567` | `ab` | `-3` |\n"
    )


def test_the_report_of_the_first_promotion_compares_nothing() -> None:
    first = replace(ASKED, held=None, by=None)
    section = Section("metrics", [Difference("auc", 1, 2)])
    text = promotions.report(first, "Jane", [section])
    assert "has had no version yet" in text
    assert "auc" not in text
    again = promotions.report(replace(first, by="nlp=churn#prod!#4"), "Jane", [section])
    assert "its last tag is `nlp=churn#prod!#4`" in again


def test_the_report_says_that_nothing_differs_and_stays_short() -> None:
    assert "Nothing that was read differs" in promotions.report(ASKED, "Jane", [Section("params", [])])
    many = [Difference(f"p{number}", 1, 2) for number in range(promotions.ROWS_MAX + 3)]
    text = promotions.report(ASKED, "Jane", [Section("params", many)])
    assert text.count("| `p") == promotions.ROWS_MAX
    assert text.endswith("… and 3 more\n")


def test_asked_again_after_a_step_back_it_is_another_report() -> None:
    first = promotions.report(ASKED, "Jane", [])
    assert first == promotions.report(ASKED, "Jane", [])
    assert first != promotions.report(replace(ASKED, by="nlp=churn#prod#7"), "Jane", [])


# --- what becomes of it


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Seen("open", "main"), Became("open")),
        (Seen("open", "main", arrived=True), Became("open")),  # its server will say so in a moment
        (Seen("open", "main", branch_there=False), Became("open")),
        (Seen("merged", "main", arrived=True), Became("merged")),
        (Seen("merged", "main"), Became("merged")),  # squashed, and changed again since
        (Seen("merged"), Became("merged")),
        (Seen("merged", "dev", arrived=True), Became("closed", "it was merged into dev, and not into main")),
        (Seen("closed", "main"), Became("closed", "it was closed without being merged")),
        (Seen("closed", "main", arrived=True), Became("merged")),  # merged on a command line
        (Seen(), Became("open")),
        (Seen(arrived=True), Became("merged")),
        (Seen(arrived=True, branch_there=False), Became("merged")),
        (Seen(branch_there=False), Became("closed", "its branch was deleted without being merged")),
    ],
)
def test_what_becomes_of_a_request(seen: Seen, expected: Became) -> None:
    assert became("main", seen) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ([], False),
        ([an_event("assign", "nlp=churn#prod#5", OLD)], False),
        ([an_event("assign", "nlp=churn#prod#5", OLD), an_event("assign", "nlp=churn#prod#6")], True),
        # moved on since: it is not moved back
        (
            [
                an_event("assign", "nlp=churn#prod#5", OLD),
                an_event("assign", "nlp=churn#prod#6"),
                an_event("assign", "nlp=churn#prod#7", OLD),
            ],
            True,
        ),
        # that was before it was asked for
        ([an_event("assign", "nlp=churn#prod#4"), an_event("assign", "nlp=churn#prod#5", OLD)], False),
        ([an_event("assign", "nlp=churn#prod#5", OLD), an_event("assign", "nlp=churn#dev#6", stage="dev")], False),
        ([an_event("assign", "nlp=churn#prod#5", OLD), an_event("unassign", "nlp=churn#prod!#6")], False),
    ],
)
def test_whether_it_was_done_already(tags: list[Event], expected: bool) -> None:
    assert is_done(ASKED, tags) is expected


def test_merged_it_is_an_assignment_like_any_other() -> None:
    artifact = Artifact(
        ArtifactName("nlp:churn"), [an_event("register", "nlp=churn@v1.2.0", stage=None, version="v1.2.0")]
    )
    known = Known(artifact=artifact, names=frozenset(), stages=None, commit=None)
    plan = preview(known, wanted(promotions.request(ASKED, 12, "Jane")), now=1)
    assert [(one.tag, one.commit, one.message) for one in plan.tags] == [
        ("nlp=churn#prod#1", NEW, "Promoted by pull request #12, asked for by Jane")
    ]
    assert promotions.request(replace(ASKED, message="At last"), None, "Jane")["message"] == "At last"
    assert "merged branch" in promotions.request(ASKED, None, "Jane")["message"]
