"""What an artifact or a stage may be called."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gto.errors import ValidationError
from gto.registry.names import check_artifact, check_name, is_full_name, is_name, shown, split

from .strategies import artifacts, names

GOOD = ["a", "1", "a/b", "a-b", "a_b", "A-B", "a/-b", "x/y:z/w", "d.x/e:y", "d_1:m", "latest", "HEAD"]
BAD = [
    *("", "_a", "a_", "-a", "a-", "m/", "/m", "a b", "a.b", "a@b", "a#b", "a+b", "a=b", "a:b:c", ":y", "a:", "é"),
    *("a\n", "a\\b", "a%b", "\x1b[31m", "²", "a\u202eb"),
]
UNSTORABLE = ["a//b", "../x:foo", "-x:foo", ".:y", "/abs:y", "refs/tags/x", "a.lock/b:c", "x" * 300, "a..b:c", "d/.x:y"]


@pytest.mark.parametrize("text", GOOD)
def test_good_names(text: str) -> None:
    assert is_full_name(text)
    assert check_artifact(text) == text


@pytest.mark.parametrize("text", BAD)
def test_bad_names_are_refused_with_the_rule(text: str) -> None:
    assert not is_full_name(text)
    with pytest.raises(
        ValidationError, match=r"^Invalid value '.*'. Only letters, numbers, '_', '-', '/' are allowed\."
    ):
        check_artifact(text)


@pytest.mark.parametrize("text", UNSTORABLE)
def test_names_that_git_cannot_store_are_refused_before_git_is_asked(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_artifact(text)
    assert "Git cannot store such a name in a tag" in (caught.value.hint or "")


def test_a_stage_has_no_folder() -> None:
    assert is_name("prod/eu")
    with pytest.raises(ValidationError):
        check_name("folder:prod")


@given(artifacts)
def test_an_artifact_is_its_folder_and_its_name(artifact: str) -> None:
    folder, name = split(artifact)
    assert (f"{folder}:{name}" if folder else name) == artifact


@given(st.text())
def test_names_are_ascii(text: str) -> None:
    assert not is_name(text) or (text.isascii() and text[0].isalnum() and text[-1].isalnum())


@given(st.text())
def test_what_is_shown_cannot_move_the_cursor(text: str) -> None:
    assert shown(text).isprintable()


@settings(max_examples=60, deadline=None)
@given(names | artifacts)
def test_git_agrees_that_accepted_names_can_be_stored(name: str) -> None:
    """git-check-ref-format(1) is the judge."""
    try:
        check_artifact(name)
    except ValidationError:
        return
    ref = f"refs/tags/{name.replace(':', '=')}@v1.0.0"
    assert subprocess.run(["git", "check-ref-format", ref], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [("nn@latest", "nn"), ("nn@v1.0.0#2", "nn"), ("nn#prod", "nn"), ("models/cv=nn", "models/cv:nn"), ("a b@v1", None)],
)
def test_who_gives_more_than_a_name_is_told_which_part_is_one(text: str, name: str | None) -> None:
    with pytest.raises(ValidationError) as refused:
        check_artifact(text)
    assert (refused.value.hint or "").rpartition(": ")[2] == (name or "")
