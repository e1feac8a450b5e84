"""Stages of DVC 0.x."""

from __future__ import annotations

from gto.annotations.yaml import read_yaml_mapping
from gto_studio.dvc import stage_files


def test_a_stage_of_dvc_0() -> None:
    said = read_yaml_mapping(b"""
cmd: python train.py
deps: [{path: a.csv, md5: abc}, {path: params.yaml, params: {lr: 0.1}}]
outs: [{path: m.json, md5: def, metric: true, cache: false}, {path: roc.csv, md5: e, plot: {x: fpr}}, {path: m.bin}]
locked: true
""")
    assert stage_files.is_stage(said)
    stage, run = stage_files.stage(said, "sub/train.dvc")
    assert (stage.name, stage.cmd, stage.deps, stage.frozen) == ("train.dvc", run.cmd, ("sub/a.csv",), True)
    assert stage.params == (("sub/params.yaml", ("lr",)),)
    assert [(out.path, out.role, out.cache) for out in stage.outs] == [
        ("sub/m.json", "metric", False), ("sub/roc.csv", "plot", True), ("sub/m.bin", "out", True),
    ]  # fmt: skip
    assert run.params == {"params.yaml": {"lr": 0.1}}
