"""The generator of the bench: as many tags as it says, and the same ids every time and everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.generate import generate, git
from bench.shapes import Shape, sized

# Whoever changes the generator on purpose puts the new ids here; old figures then no longer compare.
PINNED = [
    "7a35121d8412886b70230754a446b0010e7b6fe3 refs/heads/main",
    "41bb5393591e4a346eed7ea68b4b0fd8d2a0a185 refs/tags/model-0000#dev#1",
    "38cf2f9a449d0016056cdcc32590d537905feade refs/tags/model-0000#staging#2",
    "9e21c4f7c318dadbe054de258bc22282fbdd276e refs/tags/model-0000@v1.0.0",
    "b3da756f44c111c8962c3b63ba0558effa217a2e refs/tags/model-0000@v1.0.1",
    "d3c3d5119e3c086b82e4b31d52c02ec208fede10 refs/tags/model-0001#dev#1",
    "45af0421c539243ddffdcf0cc683a7772d55e63c refs/tags/model-0001#staging#2",
    "e276b4ba2fae3818e7c7a9a9bff34e37664a966c refs/tags/model-0001@v1.0.0",
    "036f17aac252877e6d2d3ce4663d8fa17b1cdb32 refs/tags/model-0001@v1.0.1",
]
NOISE = ["47ee953b4864", "9c50f28b1963"]


def refs(repository: Path) -> list[str]:
    return git(repository, "for-each-ref", "--format=%(objectname) %(refname)").splitlines()


@pytest.mark.parametrize("tags", [10, 100, 1_000, 10_000, 100_000])
def test_a_size_is_the_number_of_tags(tags: int) -> None:
    assert sized(tags).tags == tags


@pytest.mark.parametrize("packed", [True, False])
def test_all_tags_are_there(packed: bool, tmp_path: Path) -> None:
    shape = sized(100, packed)
    repository = generate(shape, tmp_path / "repository")
    listed = git(repository, "for-each-ref", "--format=%(objecttype) %(*objecttype)", "refs/tags").splitlines()
    assert listed == ["tag commit"] * shape.tags
    assert git(repository, "rev-list", "--count", "main").strip() == str(shape.commits)
    assert git(repository, "status", "--porcelain") == ""


def test_loose_and_packed_hold_the_same(tmp_path: Path) -> None:
    packed = generate(sized(10), tmp_path / "packed")
    loose = generate(sized(10, packed=False), tmp_path / "loose")
    assert refs(packed) == refs(loose)
    assert (packed / ".git" / "packed-refs").exists()
    assert not (loose / ".git" / "packed-refs").exists()
    assert list((packed / ".git" / "objects" / "pack").glob("*.pack"))
    assert not list((loose / ".git" / "objects" / "pack").glob("*.pack"))


def test_ids_are_the_same_everywhere(tmp_path: Path) -> None:
    repository = generate(Shape("small", artifacts=2, versions=2, annotated=True), tmp_path / "repository")
    assert refs(repository) == PINNED


def test_noise_is_the_same_everywhere(tmp_path: Path) -> None:
    heavy = Shape("heavy", artifacts=1, versions=3, weights=2, weight=1_000)
    repository = generate(heavy, tmp_path / "repository.git", bare=True)
    blobs = git(repository, "log", "--format=", "--raw", "--no-abbrev", "main", "--", "weights.bin")
    assert [line.split()[3][:12] for line in blobs.splitlines()] == NOISE


def test_foreign_tags_come_on_top(tmp_path: Path) -> None:
    repository = generate(Shape("foreign", artifacts=1, versions=1, foreign=4), tmp_path / "repository")
    listed = git(repository, "for-each-ref", "--format=%(refname:strip=2) %(objecttype)", "refs/tags/release-*")
    assert listed.splitlines() == [
        "release-0000 commit",
        "release-0001 tag",
        "release-0002 commit",
        "release-0003 tag",
    ]


def test_annotations_name_every_artifact(tmp_path: Path) -> None:
    repository = generate(Shape("annotated", artifacts=3, versions=2, annotated=True), tmp_path / "repository")
    assert (repository / "artifacts.yaml").read_text().count("type: model") == 3
