"""What an annotation says of itself: where its path lies in the repository."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gto.annotations.entries import Annotation, declares_artifacts


@pytest.mark.parametrize(
    ("source", "path", "location"),
    [
        ("artifacts.yaml", "models/a.pkl", "models/a.pkl"),
        ("conf/index.yaml", "models/a.pkl", "models/a.pkl"),  # artifacts.yaml counts from the root
        ("dvc.yaml", "./models//a.pkl", "models/a.pkl"),
        ("models/cv/dvc.yaml", "a.pkl", "models/cv/a.pkl"),
        ("models/cv/dvc.yaml", "../b.pkl", "models/b.pkl"),
        ("models/dvc.yaml", "../../b.pkl", "../b.pkl"),  # outside the repository
        ("models/dvc.yaml", "s3://bucket/a//b.pkl", "s3://bucket/a//b.pkl"),
        ("models/dvc.yaml", "/data/a.pkl", "/data/a.pkl"),
        ("dvc.yaml", "", ""),
        ("artifacts.yaml", None, None),
    ],
)
def test_the_location_is_the_path_from_the_root(source: str, path: str | None, location: str | None) -> None:
    assert Annotation("nn", source=source, path=path).location == location


def test_most_dvc_yaml_need_not_be_parsed() -> None:
    assert declares_artifacts(b"artifacts:\n  nn:\n    path: a\n")
    assert not declares_artifacts(b"stages:\n  train:\n    cmd: python train.py\n")


def test_remembered_readings_are_shown_without_a_yaml_library() -> None:
    code = "import sys, gto.annotations.entries, gto.annotations.changes; print('ruamel.yaml' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"
