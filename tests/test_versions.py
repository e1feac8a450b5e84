"""`gto.versions.SemVer`, for programs that compare versions with it."""

from __future__ import annotations

import pytest

from gto.errors import IncomparableVersions, InvalidVersion, WrongArgs
from gto.versions import SemVer


def test_order_is_semver_equality_is_the_whole_text() -> None:
    assert SemVer("v1.9.0") < SemVer("v1.10.0")
    assert SemVer("v1.0.0-alpha.2") < SemVer("v1.0.0-alpha.11") < SemVer("v1.0.0")
    assert SemVer("v1.0.0+a") != SemVer("v1.0.0+b")
    assert not SemVer("v1.0.0+a") < SemVer("v1.0.0+b")
    assert max(map(SemVer, ["v0.9.9", "v1.0.0", "v1.0.0-rc.1"])).version == "v1.0.0"


def test_it_compares_with_text() -> None:
    assert SemVer("v1.0.0") == "v1.0.0"
    assert SemVer("v1.0.0") > "v0.9.9"
    with pytest.raises(InvalidVersion):
        assert SemVer("v1.0.0") > "newest"
    with pytest.raises(IncomparableVersions, match=r"not 'v1\.0\.0' and '3'"):
        assert SemVer("v1.0.0") > 3


def test_bumps() -> None:
    version = SemVer("v1.2.3-rc.1")
    assert [version.bump_major().version, version.bump_minor().version, version.bump_patch().version] == [
        "v2.0.0",
        "v1.3.0",
        "v1.2.4",
    ]
    assert version.bump(bump_minor=True) == "v1.3.0"
    for wrong in ({}, {"bump_major": True, "bump_patch": True}):
        with pytest.raises(WrongArgs, match="exactly one bump argument"):
            version.bump(**wrong)
    assert SemVer.get_minimal() == "v0.0.1"


def test_what_is_no_version() -> None:
    assert not any(map(SemVer.is_valid, ["1.2.3", "v1.2", "", None, 3]))
    for text in ("1.2.3", "nix"):
        with pytest.raises(InvalidVersion, match=f"Supplied version '{text}' cannot be parsed"):
            SemVer(text)


def test_it_equals_a_text_so_it_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(SemVer("v1.0.0"))
    assert (str(SemVer("v1.0.0")), repr(SemVer("v1.0.0"))) == ("v1.0.0", "SemVer('v1.0.0')")
