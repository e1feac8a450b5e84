"""`gto.index`: what is annotated, and its checks of paths."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from gto.annotations.entries import Annotation
from gto.index import Artifact, GTOInfo, as_artifact, check_if_path_exists, find_repeated_path


def test_an_entry_is_a_model() -> None:
    entry = as_artifact(Annotation("nn", "artifacts.yaml", type="model", path="m.pkl", labels=("a",)))
    assert entry == Artifact(type="model", path="m.pkl", labels=["a"])
    assert list(entry.model_dump()) == ["type", "path", "virtual", "labels", "description", "custom"]


def test_an_entry_as_an_enrichment() -> None:
    info = GTOInfo(artifact=Artifact(type="model", path="m.pkl"))
    assert (info.source, info.get_path(), info.get_object().type) == ("gto", "m.pkl", "model")
    assert info.get_dict() == info.get_object().model_dump()
    assert info.get_human_readable().startswith('{"type":"model","path":"m.pkl"')


@pytest.mark.parametrize(
    ("path", "paths", "repeated"),
    [("a", ["a"], "a"), ("a/b", ["c", "a"], "a"), ("a", ["a/b"], "a/b"), ("a", ["ab"], None), ("a/../c", ["c"], "c")],
)
def test_paths_that_are_the_same_or_inside_each_other(path: str, paths: list[str], repeated: str | None) -> None:
    assert find_repeated_path(path, paths) == (repeated and Path(repeated).resolve())


def test_paths_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "m.pkl").touch()
    assert check_if_path_exists(tmp_path / "m.pkl")
    assert check_if_path_exists("m.pkl", SimpleNamespace(root_dir=str(tmp_path)))
    assert not check_if_path_exists("nix", SimpleNamespace(root_dir=str(tmp_path)))
