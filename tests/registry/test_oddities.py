"""What is odd is said safely, with a command that mends it."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.registry import oddities
from gto.registry.oddities import Oddity

TAG = "nn#prod!#1"
ALL = [
    oddities.lightweight(TAG),
    oddities.missing(TAG),
    oddities.missing_target(TAG, "1" * 40),
    oddities.not_a_commit(TAG, "tree"),
    oddities.unreadable(TAG, "no tagger"),
    oddities.nested(TAG, "inner\x1b[31m"),
    oddities.renamed(TAG, "other\x1b[31m"),
    oddities.not_utf8(TAG),
    oddities.two_versions("nn", "1" * 40, [TAG, "b"]),
    oddities.two_commits("nn", "v1.0.0", ["a", TAG]),
    oddities.clock(TAG, "b"),
    oddities.same_counter([TAG, "b"]),
    oddities.incomplete("it is shallow", shallow=True),
    oddities.bad_annotation("dvc\x07.yaml", "bad\x1b[0m"),
]


@pytest.mark.parametrize("odd", ALL, ids=lambda odd: odd.code)
class TestEach:
    def test_is_safe_for_a_terminal_and_says_what_to_do(self, odd: Oddity) -> None:
        assert odd.says.isprintable()
        assert odd.repair
        assert odd.repair.isprintable()

    def test_names_the_tags_it_is_about(self, odd: Oddity) -> None:
        assert all(tag in odd.says for tag in odd.tags)

    def test_quotes_a_tag_in_a_command(self, odd: Oddity) -> None:
        if "git tag -d" in odd.repair or "git push" in odd.repair:
            assert f"'{TAG}'" in odd.repair


def test_each_has_a_code_of_its_own() -> None:
    assert len({odd.code for odd in ALL}) == len(ALL)


def test_what_is_left_out_of_the_registry_is_told_from_what_counts() -> None:
    left_out = {odd.code for odd in ALL if not odd.counts}
    assert left_out == {"lightweight", "missing-object", "missing-commit", "not-a-commit", "unreadable"}


@given(st.text())
def test_quoting_is_that_of_the_shell(text: str) -> None:
    assert shlex.split(oddities.quoted(text)) == [text]
    if text.isascii():
        assert oddities.quoted(text) == shlex.quote(text)
