"""Data and stages: which content each path has, and whether a stage is as it last ran."""

from __future__ import annotations

import pytest

from gto_studio.dvc.asking import Kept

from .answering import reading_of

PIPELINE = """
stages:
  prepare:
    cmd: prep
    deps: [raw.csv]
    outs: [clean.csv]
  train:
    cmd: train
    deps: [clean.csv, code.py]
    params: [lr]
    outs: [model.bin]
    metrics: [{m.json: {cache: false}}]
"""
LOCK = """
schema: '2.0'
stages:
  prepare:
    cmd: prep
    deps: [{path: raw.csv, hash: md5, md5: raw1, size: 1}]
    outs: [{path: clean.csv, hash: md5, md5: clean1, size: 2}]
  train:
    cmd: train
    deps: [{path: clean.csv, hash: md5, md5: clean1, size: 2}, {path: code.py, hash: md5, md5: c, size: 3}]
    params: {params.yaml: {lr: 0.1}}
    outs: [{path: m.json, hash: md5, md5: m1}, {path: model.bin, hash: md5, md5: model1, size: 4}]
  removed:
    cmd: gone
    outs: [{path: gone.bin, md5: x}]
"""
FILES = {
    ".dvc/config": "",
    "dvc.yaml": PIPELINE,
    "dvc.lock": LOCK,
    "raw.csv.dvc": "outs: [{path: raw.csv, hash: md5, md5: raw1, size: 1}]",
    "params.yaml": "lr: 0.1",
    "m.json": "{}",
}


def test_data_has_the_content_of_the_last_run() -> None:
    document = reading_of(FILES).document()
    assert document["deps"] == {
        "raw.csv": {"hash": "raw1", "size": 1, "nfiles": None},
        "clean.csv": {"hash": "clean1", "size": 2, "nfiles": None},
        "code.py": {"hash": "c", "size": 3, "nfiles": None},
    }
    known = {"nfiles": None, "use_cache": True}
    assert document["outs"] == {
        "raw.csv": {"hash": "raw1", "size": 1, "is_data_source": True, **known},
        "clean.csv": {"hash": "clean1", "size": 2, "is_data_source": False, **known},
        "model.bin": {"hash": "model1", "size": 4, "is_data_source": False, **known},
    }


def test_what_is_kept_outside_of_git() -> None:
    kept = reading_of(FILES).kept
    assert kept["model.bin"] == Kept("model.bin", "model1", "md5", 4)
    assert sorted(kept) == ["clean.csv", "model.bin", "raw.csv"]


@pytest.mark.parametrize(
    ("changes", "states"),
    [
        ({}, ["run", "run"]),
        ({"params.yaml": "lr: 0.2"}, ["run", "changed"]),
        ({"params.yaml": "lr: 0.1\nother: 1"}, ["run", "run"]),
        ({"params.yaml": "x: 1"}, ["run", "changed"]),
        ({"raw.csv.dvc": "outs: [{path: raw.csv, hash: md5, md5: raw2}]"}, ["changed", "run"]),
        ({"dvc.lock": LOCK.replace("md5: clean1, size: 2}]", "md5: clean2}]")}, ["run", "changed"]),
        ({"dvc.yaml": PIPELINE.replace("cmd: prep", "cmd: [prep, more]")}, ["changed", "run"]),
        ({"dvc.yaml": PIPELINE.replace("[clean.csv, code.py]", "[clean.csv]")}, ["run", "changed"]),
        ({"dvc.yaml": PIPELINE.replace("[model.bin]", "[other.bin]")}, ["run", "changed"]),
        ({"dvc.yaml": PIPELINE.replace("cmd: prep", "frozen: true\n    cmd: prep")}, ["frozen", "run"]),
        ({"dvc.yaml": PIPELINE.replace("cmd: prep", "always_changed: true\n    cmd: prep")}, ["changed", "run"]),
        ({"dvc.lock": "schema: '2.0'"}, ["never", "never"]),
        ({"dvc.lock": "["}, ["never", "never"]),
    ],
)
def test_whether_a_stage_is_as_it_ran(changes: dict[str, str], states: list[str]) -> None:
    stages = reading_of({**FILES, **changes}).document()["stages"]
    assert [stage["state"] for stage in stages] == states


def test_why_a_stage_is_not_as_it_ran() -> None:
    files = {**FILES, "params.yaml": "lr: 1", "dvc.yaml": PIPELINE.replace("cmd: train", "cmd: train more")}
    assert reading_of(files).document()["stages"][1]["changed"] == ["cmd", "params.yaml:lr"]
