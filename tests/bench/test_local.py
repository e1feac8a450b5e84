"""The bench compares answers before times, and leaves a repository as it found it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.generate import generate, git
from bench.local import Refs, differing
from bench.measure import Sample
from bench.results import COLD, GTO, WARM
from bench.shapes import sized


def answer(output: str, status: int = 0, errors: str = "") -> Sample:
    return Sample(wall=0.1, cpu=0.1, memory=1, status=status, output=output, errors=errors)


def test_equal_answers_pass() -> None:
    assert differing({GTO: answer("v1"), COLD: answer("v1"), WARM: answer("v1")}, {}) == ""


def test_a_warm_answer_that_differs_is_caught() -> None:
    answers = {GTO: answer("v1"), COLD: answer("v1"), WARM: answer("v2")}
    assert differing(answers, {}) == "gto, warm: not the answer of GTO 1.10.1"


def test_a_failure_is_no_answer() -> None:
    answers = {GTO: answer("v1"), COLD: answer("", status=1, errors="first\nno such artifact\n")}
    assert differing(answers, {}) == "gto, cold failed: no such artifact"


def test_silence_is_no_answer() -> None:
    assert differing({COLD: answer("", status=0)}, {}, own=True) == "gto, cold failed: exit 0, no output"


def test_what_a_program_says_of_itself_may_differ() -> None:
    assert differing({GTO: answer("1.10.1"), COLD: answer("1.11.0")}, {}, own=True) == ""


def test_what_a_write_made_is_part_of_its_answer() -> None:
    answers = {GTO: answer("Created"), COLD: answer("Created")}
    made = {GTO: "refs/tags/a@v2 1234 message", COLD: "refs/tags/a@v3 1234 message"}
    assert "not the answer" in differing(answers, made)


@pytest.mark.parametrize("packed", [True, False])
def test_tags_made_by_a_measured_write_are_taken_back(packed: bool, tmp_path: Path) -> None:
    repository = generate(sized(10, packed), tmp_path / "repository")
    before = git(repository, "for-each-ref")
    refs = Refs(repository)
    git(
        repository,
        "-c",
        "user.name=Jo",
        "-c",
        "user.email=jo@example.com",
        "tag",
        "-a",
        "-m",
        "hi",
        "a@v1.0.0",
    )
    refs.restore(GTO)
    assert git(repository, "for-each-ref") == before
    head = git(repository, "rev-parse", "HEAD").strip()
    assert refs.made[GTO].split("\n")[0] == f"refs/tags/a@v1.0.0 {head} hi"
