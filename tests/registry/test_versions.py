"""Versions, in the words of https://semver.org/spec/v2.0.0.html."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.errors import InvalidVersion, WrongArgs
from gto.registry.versions import is_version, one_bump, parse, precedence, require

from .strategies import versions


@pytest.mark.parametrize(
    "text", ["v1.2.3", "v0.0.0", "v1.0.0-rc.1+b.2", "v3.4.5-pre.2-build.4", "v1.0.0+001", "v1.0.0--"]
)
def test_versions(text: str) -> None:
    assert is_version(text)
    assert require(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "v",
            "1.0.0",
            "v1",
            "v1.2",
            "V1.0.0",
            "v01.0.0",
            "v1.0.0-",
            "v1.0.0+",
            "v1.0.0-01",
            "v1.0.0-a..b",
            "v1.0.0.0",
        ),
        *("v1.0.0-é", "v1.0.٣", "v1.0.0 ", "v1.0.0\n", "v-1.0.0", "v1..0", "v" + "9" * 300 + ".0.0"),
    ],
)
def test_not_versions(text: str) -> None:
    assert parse(text) is None
    with pytest.raises(InvalidVersion, match="cannot be parsed"):
        require(text)


class TestPrecedence:
    """11. Precedence refers to how versions are compared to each other when ordered."""

    def test_the_example_of_the_specification(self) -> None:
        """1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < … < 1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0."""
        ordered = ["alpha", "alpha.1", "alpha.beta", "beta", "beta.2", "beta.11", "rc.1"]
        texts = [f"v1.0.0-{identifier}" for identifier in ordered] + ["v1.0.0"]
        assert sorted([*texts[3:], *texts[:3]], key=precedence) == texts

    def test_numbers_are_compared_numerically(self) -> None:
        assert precedence("v1.9.0") < precedence("v1.10.0") < precedence("v2.0.0")

    @given(versions, versions)
    def test_build_metadata_does_not_figure_into_precedence(self, a: str, b: str) -> None:
        bare = a.partition("+")[0]
        assert precedence(a) == precedence(bare)
        assert (precedence(a) < precedence(b)) == (precedence(bare) < precedence(b.partition("+")[0]))

    @given(versions)
    def test_a_prerelease_is_below_its_release(self, text: str) -> None:
        core = text.partition("+")[0]
        if "-" in core:
            assert precedence(core) < precedence(core.partition("-")[0])

    @given(st.lists(versions | st.text(max_size=8)))
    def test_any_texts_can_be_sorted(self, texts: list[str]) -> None:
        ranked = [is_version(text) for text in sorted(texts, key=precedence)]
        assert ranked == sorted(ranked)


class TestBump:
    @pytest.mark.parametrize(
        ("text", "major", "minor", "patch"),
        [
            ("v1.2.3", "v2.0.0", "v1.3.0", "v1.2.4"),
            ("v2.1.0-rc.1", "v3.0.0", "v2.2.0", "v2.1.1"),
            ("v2.2.0-rc.1+b1", "v3.0.0", "v2.3.0", "v2.2.1"),
        ],
    )
    def test_prerelease_and_build_are_dropped_and_the_number_still_rises(
        self, text: str, major: str, minor: str, patch: str
    ) -> None:
        version = require(text)
        assert (version.bumped("major"), version.bumped("minor"), version.bumped()) == (major, minor, patch)

    @given(versions, st.sampled_from(["major", "minor", "patch"]))
    def test_the_bumped_version_is_higher(self, text: str, part: str) -> None:
        assert precedence(require(text).bumped(part)) > precedence(text)  # type: ignore[arg-type]

    def test_one_part_at_a_time(self) -> None:
        assert one_bump(major=False, minor=False, patch=False) is None
        assert one_bump(major=False, minor=True, patch=False) == "minor"
        with pytest.raises(WrongArgs, match="single bump argument"):
            one_bump(major=True, minor=False, patch=True)
