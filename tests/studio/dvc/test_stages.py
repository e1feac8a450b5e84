"""A dvc.yaml's stages and the files that it names."""

from __future__ import annotations

import pytest

from gto.annotations.yaml import read_yaml_mapping
from gto_studio.dvc import stages
from gto_studio.dvc.stages import Output


def test_paths_are_seen_from_the_root() -> None:
    said = b"""
stages:
  train:
    wdir: ../src
    cmd: [one, two]
    deps: [a.csv, /etc/passwd, 's3://bucket/x', ../../../outside]
    params: [lr, {conf.toml: [a.b]}, {whole.json: null}]
    outs: [model.bin, {log.txt: {cache: false}}]
    metrics: [m.json]
metrics: [top.json]
params: [p.yaml]
"""
    pipeline = stages.read(read_yaml_mapping(said), "sub/dvc.yaml")
    [stage] = pipeline.stages
    assert (stage.folder, stage.cmd, stage.deps) == ("src", ("one", "two"), ("src/a.csv",))
    assert stage.params == (("src/conf.toml", ("a.b",)), ("src/whole.json", None), ("src/params.yaml", ("lr",)))
    assert stage.outs == (
        Output("src/model.bin"), Output("src/log.txt", cache=False, settings={"cache": False}),
        Output("src/m.json", "metric"),
    )  # fmt: skip
    assert (pipeline.params, pipeline.metrics) == (("sub/p.yaml",), ("sub/top.json",))


@pytest.mark.parametrize("about", ["text", "[1]", "null"])
def test_a_stage_that_is_none_costs_itself(about: str) -> None:
    said = f"stages: {{bad: {about}, good: {{cmd: x}}}}".encode()
    pipeline = stages.read(read_yaml_mapping(said), "dvc.yaml")
    assert [stage.name for stage in pipeline.stages] == ["good"]
    assert len(pipeline.problems) == 1
