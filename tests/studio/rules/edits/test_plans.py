from __future__ import annotations

from dataclasses import replace

import pytest

from gto_studio.rules.edits.plans import (
    DIFF_LINES_MAX,
    Commit,
    FileChange,
    Plan,
    PullRequest,
    RefChange,
    called,
    naming,
)

A, B = "a" * 40, "b" * 40
CHANGE = FileChange("params.yaml", b"lr: 0.1\n", b"lr: 0.2\n")
COMMIT = Commit("main", False, A, "Faster", (CHANGE,))


def test_a_difference_is_that_of_git() -> None:
    assert CHANGE.diff() == "--- a/params.yaml\n+++ b/params.yaml\n@@ -1 +1 @@\n-lr: 0.1\n+lr: 0.2\n"
    added = FileChange("x", None, b"a")
    assert (added.status, added.diff()) == (
        "added", "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n"
    )  # fmt: skip
    assert FileChange("x", b"a\n", None).status == "removed"
    long = FileChange("x", None, b"a\n" * 10_000).diff()
    assert len(long.splitlines()) < DIFF_LINES_MAX + 3
    assert long.endswith("… and more\n")


def test_the_id_tells_whatever_may_be_another_one() -> None:
    plan = Plan((COMMIT,), (RefChange("refs/heads/x", None, B),), (PullRequest("t", "b", "main", "x"),))
    others = [
        replace(plan, commits=(replace(COMMIT, parent=B),)),
        replace(plan, commits=(replace(COMMIT, message="Slower"),)),
        replace(plan, commits=(replace(COMMIT, files=(replace(CHANGE, before=b"lr: 1\n"),)),)),
        replace(plan, commits=(replace(COMMIT, files=(replace(CHANGE, after=None),)),)),
        replace(plan, refs=(RefChange("refs/heads/x", A, B),)),
        replace(plan, pull_requests=(PullRequest("t", "c", "main", "x"),)),
    ]
    assert len({plan.id, *(other.id for other in others)}) == 7
    assert replace(plan, remarks=("look",)).id == plan.id
    assert plan.document()["id"] == plan.id


def test_plans_are_joined() -> None:
    both = Plan((COMMIT,), remarks=("a",)).joined(Plan(refs=(RefChange("r", A, None),), remarks=("a", "b")))
    assert (both.commits, both.refs, both.remarks) == ((COMMIT,), (RefChange("r", A, None),), ("a", "b"))


def test_refs_in_words() -> None:
    assert called("refs/heads/a/b") == "the branch 'a/b'"
    assert called(f"refs/exps/{A[:2]}/{A[2:]}/quiet-fox") == "the experiment 'quiet-fox'"


@pytest.mark.parametrize(
    ("body", "who", "text"),
    [
        ("", "Ada", "Asked for by Ada in Studio."),
        ("As agreed.\n", "Ada", "As agreed.\n\nAsked for by Ada in Studio."),
        ("Ada asks to assign `prod`.", "Ada", "Ada asks to assign `prod`."),
        ("", "*Ada*", "Asked for by \\*Ada\\* in Studio."),
        ("", "@all", "Asked for by `@all` in Studio."),
    ],
)
def test_a_pull_request_names_who_asked(body: str, who: str, text: str) -> None:
    assert naming(body, who) == text
    assert naming(text, who) == text
