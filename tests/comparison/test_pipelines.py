"""What DVC's own files say about parameters, metrics and data."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.annotations.yaml import UnreadableYaml
from gto.comparison.pipelines import Content, concerns, read_dvc_file, read_lock, read_pipeline

DVC_YAML = b"""\
params: [top.yaml]
metrics:
  - top.json
  - ${templated}
stages:
  train:
    cmd: ./train
    wdir: code
    params:
      - lr
      - ../conf.yaml: [a, b]
      - whole.toml:
    metrics:
      - metrics.json:
          cache: false
      - more.json
    outs: [model.pkl]
  many:
    foreach: [a, b]
    do:
      cmd: ./eval ${item}
      wdir: ${item}
      params: [seed]
      metrics: [eval.json, ../../outside.json, 's3://bucket/x.json', /etc/passwd]
  odd: 3
"""


def test_which_files_a_dvc_yaml_names() -> None:
    pipeline = read_pipeline(DVC_YAML, "models/dvc.yaml")
    assert pipeline.params == (
        "models/top.yaml",
        "models/code/params.yaml",
        "models/conf.yaml",
        "models/code/whole.toml",
        "models/params.yaml",
    )
    assert pipeline.metrics == (
        "models/top.json",
        "models/code/metrics.json",
        "models/code/more.json",
        "models/eval.json",
    )
    assert pipeline.folders == {"train": "models/code", "many": "models"}


@pytest.mark.parametrize("data", [b"", b"stages:", b"stages: [1]", b"params: x\nmetrics: {a: 1}", b"artifacts: {}"])
def test_a_dvc_yaml_that_names_nothing(data: bytes) -> None:
    pipeline = read_pipeline(data, "dvc.yaml")
    assert (pipeline.params, pipeline.metrics) == ((), ())


LOCK = b"""\
schema: '2.0'
stages:
  train:
    cmd: ./train
    deps:
    - {path: in.csv, md5: aaa}
    outs:
    - {path: model.pkl, hash: md5, md5: bbb, size: 10}
    - {path: 's3://bucket/x', etag: ccc}
    - {path: nothing}
    - odd
  many@a:
    cmd: ./eval a
    outs:
    - {path: out, md5: ddd.dir, size: 1, nfiles: 2}
"""


def test_the_outputs_in_a_dvc_lock() -> None:
    assert read_lock(LOCK, "models/dvc.lock", {"train": "models/code", "many": "models"}) == {
        "models/code/model.pkl": Content("md5:bbb", 10),
        "s3://bucket/x": Content("etag:ccc"),
        "models/out": Content("md5:ddd.dir", 1),
    }


def test_a_dvc_lock_of_the_first_kind() -> None:
    lock = b"train:\n  cmd: x\n  outs:\n  - {path: model.pkl, md5: bbb}\n"
    assert read_lock(lock, "dvc.lock", {}) == {"model.pkl": Content("md5:bbb")}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"outs:\n- {md5: aaa, size: 3, hash: md5, path: data}\n", {"raw/data": Content("md5:aaa", 3)}),
        (b"wdir: ..\nouts:\n- {md5: aaa, path: data, size: true}\n", {"data": Content("md5:aaa")}),
        (b"", {}),
        (b"outs: {}", {}),
    ],
)
def test_what_a_dvc_file_tracks(data: bytes, found: dict[str, Content]) -> None:
    assert read_dvc_file(data, "raw/data.dvc") == found


@pytest.mark.parametrize(
    ("location", "path", "is_concerned"),
    [
        ("models/a.pkl", "models/a.pkl", True),
        ("models", "models/a.pkl", True),
        ("models/a.pkl", "models", True),
        ("models/", "models", True),
        ("models/a", "models/a.pkl", False),
        (None, "models", False),
        ("", "models", False),
    ],
)
def test_what_concerns_an_artifact(location: str | None, path: str, is_concerned: bool) -> None:
    assert concerns(location, path) is is_concerned


@given(st.binary(max_size=100))
def test_whatever_is_in_a_file_it_is_read_or_refused(data: bytes) -> None:
    with suppress(UnreadableYaml):
        read_pipeline(data, "dvc.yaml")
    with suppress(UnreadableYaml):
        read_lock(data, "dvc.lock", {})
    with suppress(UnreadableYaml):
        read_dvc_file(data, "x.dvc")
