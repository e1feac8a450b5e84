from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gto.annotations.entries import Reading
from gto_studio.rules.edits.asked import (
    Annotate,
    Branch,
    DeleteExperiments,
    RenameExperiment,
    Target,
    Unannotate,
    Words,
)
from gto_studio.rules.edits.planning import plan
from gto_studio.rules.edits.plans import Commit, FileChange, PullRequest, RefChange
from gto_studio.rules.edits.seen import Seen

if TYPE_CHECKING:
    from gto_studio.rules.edits.asked import Edit

A, B = "a" * 40, "b" * 40
FOX, OWL = (f"refs/exps/{A[:2]}/{A[2:]}/{name}" for name in ("fox", "owl"))
NEW = b"artifacts:\n  churn:\n    path: c\n"


def seen() -> Seen:
    refs = {"refs/heads/main": A, "refs/heads/dev/one": A, FOX: B}
    files: dict[tuple[str, str], bytes | str | None] = {(A, ".gto"): None, (A, "dvc.yaml"): None}
    return Seen(refs, "main", files, {A: True, B: True, "c" * 40: False}, {A: Reading()})


def add(target: Target) -> Annotate:
    return Annotate(target, "churn", path="c")


def test_a_commit_on_the_base() -> None:
    found = plan(add(Target("main")), seen())
    assert found.refusal is None
    assert found.commits == (Commit("main", False, A, "Annotate churn", (FileChange("dvc.yaml", None, NEW),)),)
    assert found.pull_requests == ()
    assert plan(add(Target("main", message="Say it")), seen()).commits[0].message == "Say it"


def test_a_new_branch_with_a_pull_request() -> None:
    found = plan(add(Target("main", "add-churn", Words(""), "Say it\n\nBecause.")), seen())
    (commit,) = found.commits
    assert (commit.branch, commit.is_new, commit.parent) == ("add-churn", True, A)
    assert found.pull_requests == (PullRequest("Say it", "Because.", "main", "add-churn"),)


def test_branches_and_experiments() -> None:
    found = plan(Branch(B, "from-fox", None, Words("Take it")), seen())
    assert found.refs == (RefChange("refs/heads/from-fox", None, B),)
    assert found.pull_requests == (PullRequest("Take it", "", "main", "from-fox"),)
    again = plan(Branch(A, "dev/one", "main", Words("t")), seen())
    assert (again.refs, len(again.pull_requests)) == ((), 1), "the branch is there, so only the pull request is left"

    found = plan(DeleteExperiments(((FOX, A), (OWL, B))), seen())
    assert found.refs == (RefChange(FOX, A, None), RefChange(OWL, B, None))
    assert found.remarks == ("fox was pushed again since you saw it", "owl is gone already")
    assert not found.together

    found = plan(RenameExperiment(FOX, B, "owl"), seen())
    assert found.refs == (RefChange(OWL, None, B), RefChange(FOX, B, None))
    assert found.together


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (add(Target("gone")), "not-found"),
        (add(Target("main", "dev/one")), "wrong-input"),
        (add(Target("main", "dev")), "wrong-input"),
        (add(Target("main", "main/x")), "wrong-input"),
        (Unannotate(Target("main"), "churn"), "artifact-not-found"),
        (Branch("c" * 40, "x"), "not-found"),
        (Branch(A, "main"), "wrong-input"),
        (Branch(A, "main", "main", Words("t")), "wrong-input"),
        (Branch(A, "x", "gone", Words("t")), "not-found"),
        (RenameExperiment(OWL, B, "x"), "not-found"),
        (RenameExperiment(FOX, A, "x"), "conflict"),
        (RenameExperiment(FOX, B, "fox"), "wrong-input"),
    ],
)
def test_what_stands_in_the_way(edit: Edit, code: str) -> None:
    found = plan(edit, seen())
    assert found.refusal is not None
    assert (found.refusal.code, found.commits, found.refs) == (code, (), ())


def test_what_changes_nothing_is_refused() -> None:
    known = seen()
    known.files[A, "dvc.yaml"] = NEW
    found = plan(add(Target("main")), known)
    assert found.refusal is not None
    assert found.refusal.message == "Nothing would change"
