"""`gto.constants`: the patterns that others match with agree with the grammar that we read with."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gto import constants
from gto.errors import ValidationError
from gto.registry import names, shortcuts, tags

LETTERS = "a1-_/.:=@#!v0+ é"


def texts() -> st.SearchStrategy[str]:
    """Texts that are nearly names, tags and shortcuts."""
    pieces = [
        "nn",
        "dir",
        "@",
        "#",
        "!",
        "=",
        ":",
        "v1.2.3",
        "-rc.1",
        "+b",
        "deprecated",
        "created",
        "latest",
        "7",
        "/",
    ]
    return st.text(LETTERS, max_size=8) | st.lists(st.sampled_from(pieces), max_size=6).map("".join)


class TestThePatternsAndTheGrammarAgree:
    @given(texts())
    def test_on_names(self, text: str) -> None:
        assert bool(constants.name_re.match(text)) == names.is_name(text)
        assert bool(constants.fullname_re.match(text)) == names.is_full_name(text)

    @given(texts())
    @example("dir=nn@v1.0.0-rc.1+b!#7")
    def test_on_tags(self, text: str) -> None:
        match, read = constants.tag_re.match(text), tags.parse(text)
        assert bool(match) == bool(read)
        if match and read:
            assert constants.tag_to_name(match["artifact"]) == read.artifact
            assert (match["version"], match["stage"]) == (read.version, read.stage)
            assert (match["counter"] and int(match["counter"])) == read.counter

    @given(texts())
    @example("nn@latest")
    def test_on_shortcuts(self, text: str) -> None:
        assert bool(constants.shortcut_re.match(text)) == shortcuts.parse(text).picks


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("some/dir:model", {"dirname": "some/dir:", "name": "model"}),
        ("some/dir/dvc.yaml:model", {"dirname": "some/dir/dvc.yaml:", "name": "model"}),
        ("model", {"dirname": None, "name": "model"}),
    ],
)
def test_dvc_splits_names_with_fullname_re(text: str, groups: dict[str, str]) -> None:
    match = constants.fullname_re.match(text)
    assert match
    assert match.groupdict() == groups


def test_dvclive_asks_whether_a_name_is_one() -> None:
    constants.assert_name_is_valid("a//b")
    constants.assert_fullname_is_valid("dir:name")
    for name in ("no name", "dir:name", ""):
        with pytest.raises(ValidationError, match="Only letters, numbers, '_', '-', '/' are allowed"):
            constants.assert_name_is_valid(name)
    with pytest.raises(ValidationError):
        constants.assert_fullname_is_valid("a:b:c")


def test_shortcuts_are_models() -> None:
    assert repr(constants.parse_shortcut("nn#prod")) == (
        "Shortcut(name='nn', stage='prod', version=None, latest=False, shortcut=True)"
    )
    assert not constants.parse_shortcut("nn").shortcut


def test_commit_ids() -> None:
    assert constants.is_hexsha("a" * 40)
    assert constants.is_hexsha("a" * 64)
    assert not constants.is_hexsha("a" * 39)


def test_names_in_tags() -> None:
    assert constants.name_to_tag("dir:name") == "dir=name"
    assert constants.mark_artifact_unregistered("nn") == "*nn"
