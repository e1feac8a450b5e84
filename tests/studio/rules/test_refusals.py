"""What servers really say when they do not take a tag, and what people read."""

from __future__ import annotations

import pytest

from gto_studio.rules.refusals import ChangedMeanwhile, refused

#: As git reports it: GitHub, GitLab, a read-only disk, a host that went away, and hooks.
SAID = {
    "remote: Permission to octo/models.git denied to jo.; returned error: 403": "does not let this server write",
    "fatal: Authentication failed for 'https://git.example.com/models.git/'": "does not let this server write",
    "fatal: could not read Username for 'https://git.example.com': terminal prompts disabled": "does not let this",
    "GitLab: You are not allowed to push code to this project.": "does not let this server write",
    "remote: fatal: unable to create temporary object directory": "is read-only",
    "ERROR: Repository was archived so is read-only.": "is read-only",
    "fatal: '/srv/models.git' does not appear to be a git repository": "no repository any more",
    "fatal: unable to access: Could not resolve host: git.example.com": "did not answer",
    "GitLab: You don't have access to create this tag; [remote rejected] (pre-receive hook declined)": "refused",
    "[remote rejected] (protected tag hook declined)": "refused churn@v1.0.0",
}


@pytest.mark.parametrize("reason", SAID)
def test_people_read_what_happened_and_what_to_do(reason: str) -> None:
    error = refused(["churn@v1.0.0"], reason, made=[])
    assert error.code == "push-refused"
    assert SAID[reason] in error.message
    assert "churn@v1.0.0" in error.message
    assert reason in error.message
    assert error.hint


def test_what_was_made_before_stays() -> None:
    error = refused(["churn@v1.0.0", "churn#prod#1"], "no", made=["churn@v1.0.0"])
    assert error.message == "The repository refused churn#prod#1: no"
    assert error.hint is not None
    assert error.hint.startswith("churn@v1.0.0 had been made before and stays; ")


def test_a_preview_out_of_date_names_both() -> None:
    error = ChangedMeanwhile(["churn@v1.0.0"], ["churn@v1.0.1"])
    assert error.message == "Somebody was quicker: instead of churn@v1.0.0 it would be churn@v1.0.1 now"
    assert error.tags == ["churn@v1.0.1"]


def test_a_branch_that_is_protected_may_take_a_pull_request() -> None:
    branch = refused(["the branch 'main'"], "protected branch hook declined", made=[]).hint or ""
    tag = refused(["churn@v1.0.0"], "protected tag hook declined", made=[]).hint or ""
    assert branch == f"{tag}, and a new branch with a pull request may be taken"
