"""Which changes are allowed; the answers are GTO 1.10's."""

from __future__ import annotations

import pytest

from gto.annotations.changes import Change, check, check_path
from gto.annotations.entries import Annotation
from gto.errors import PathIsUsed, UnknownType, ValidationError, WrongArgs


@pytest.mark.parametrize("change", [Change("a b"), Change("x:y"), Change("nn", type="a b"), Change("nn", labels=("",))])
def test_names_are_names(change: Change) -> None:
    with pytest.raises(ValidationError):
        check(change)


def test_the_type_is_one_of_those_configured() -> None:
    check(Change("nn", type="model"), types=["model"])
    check(Change("nn"), types=["model"])
    check(Change("nn", type="anything"))
    with pytest.raises(UnknownType, match="Allowed types are"):
        check(Change("nn", type="dataset"), types=["model"])
    with pytest.raises(UnknownType):
        check(Change("nn", type="model"), types=[])


def test_what_has_to_exist_has_a_path() -> None:
    check(Change("nn", virtual=False, path="a"))
    with pytest.raises(WrongArgs, match="`path` is required when `must_exist` is set to True"):
        check(Change("nn", virtual=False))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "a"),
        ("a/b", "a"),
        ("a", "a/b"),
        ("a/", "a"),
        ("./a", "a"),
        ("a/../b", "b"),
        ("a//b", "a/b"),
        (".", "a"),
        ("s3://a/b", "s3://a/b"),
        ("s3://a", "s3://a/b"),
    ],
)
def test_paths_that_are_shared_or_nested(one: str, other: str) -> None:
    known = [Annotation("other", "artifacts.yaml", type="model", path=other)]
    with pytest.raises(PathIsUsed) as refusal:
        check_path("nn", one, known)
    assert str(refusal.value) == f"Provided path conflicts with '{other}' ('model' 'other')"


@pytest.mark.parametrize(("one", "other"), [("ab", "a"), ("a", "b/a"), ("A", "a"), ("a", None), (None, "a"), ("", "")])
def test_paths_that_are_apart(one: str | None, other: str | None) -> None:
    check_path("nn", one, [Annotation("other", "artifacts.yaml", path=other)])


def test_an_artifact_is_not_in_its_own_way() -> None:
    check_path("nn", "a", [Annotation("nn", "artifacts.yaml", path="a")])


def test_paths_are_compared_from_the_root() -> None:
    known = [Annotation("sub:other", "sub/dvc.yaml", path="a")]
    check_path("nn", "a", known)
    with pytest.raises(PathIsUsed):
        check_path("nn", "sub/a", known)
