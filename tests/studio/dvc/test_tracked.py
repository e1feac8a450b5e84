"""dvc.lock and .dvc files, of every age."""

from __future__ import annotations

from gto.annotations.yaml import read_yaml_mapping
from gto_studio.dvc import tracked
from gto_studio.dvc.tracked import Content

STAGE = """
train:
  cmd: [one, two]
  deps: [{path: a.csv, md5: abc, size: 5}]
  params: {params.yaml: {lr: 0.1}}
  outs: [{path: m.bin, hash: md5, md5: def.dir, size: 7, nfiles: 2}, {path: no}]
"""


def test_a_lock_of_either_schema() -> None:
    old = tracked.runs(read_yaml_mapping(STAGE.encode()))
    new = tracked.runs(read_yaml_mapping(("schema: '2.0'\nstages:" + STAGE.replace("\n", "\n  ")).encode()))
    assert old == new
    run = old["train"]
    assert (run.cmd, run.params) == (("one", "two"), {"params.yaml": {"lr": 0.1}})
    assert run.deps == {"a.csv": Content("abc", tracked.OLD_MD5, 5)}
    assert run.outs == {"m.bin": Content("def.dir", "md5", 7, 2), "no": Content()}
    assert run.outs["m.bin"].is_folder


def test_what_a_dvc_file_tracks() -> None:
    said = b"""
frozen: true
deps: [{path: 's3://bucket/x', etag: e}]
wdir: ..
outs:
- {path: data.csv, md5: abc, hash: md5, size: 5, remote: other, cache: false}
- {path: v, size: 3, cloud: {store: {etag: e, version_id: v1}}}
- {path: ../../outside, md5: abc}
"""
    found = dict(tracked.data(read_yaml_mapping(said), "sub/x.dvc"))
    assert found == {
        "data.csv": Content("abc", "md5", 5, remote="other", cache=False),
        "v": Content(size=3, versions=(("store", "v1", "e"),)),
    }


def test_a_stage_of_dvc_0() -> None:
    said = read_yaml_mapping(b"""
cmd: python train.py
deps: [{path: a.csv, md5: abc}, {path: params.yaml, params: {lr: 0.1}}]
outs: [{path: m.json, md5: def, metric: true, cache: false}, {path: roc.csv, md5: e, plot: {x: fpr}}, {path: m.bin}]
locked: true
""")
    assert tracked.is_stage(said)
    stage, run = tracked.stage(said, "sub/train.dvc")
    assert (stage.name, stage.cmd, stage.deps, stage.frozen) == ("train.dvc", run.cmd, ("sub/a.csv",), True)
    assert stage.params == (("sub/params.yaml", ("lr",)),)
    assert [(out.path, out.role, out.cache) for out in stage.outs] == [
        ("sub/m.json", "metric", False), ("sub/roc.csv", "plot", True), ("sub/m.bin", "out", True),
    ]  # fmt: skip
    assert run.params == {"params.yaml": {"lr": 0.1}}
