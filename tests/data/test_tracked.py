"""dvc.lock and .dvc files, of every age."""

from __future__ import annotations

from gto.annotations.yaml import read_yaml_mapping
from gto.data import tracked
from gto.data.tracked import Content

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


def test_a_folder_of_which_only_the_files_are_written_has_the_hash_that_dvc_gives_it() -> None:
    said = b"""
outs:
- path: d
  hash: md5
  files:
  - {relpath: sub/c.csv, md5: 344fd2323dd33d5c058b7cf27de029e8, size: 8, cloud: {store: {version_id: v1, etag: e}}}
  - {relpath: m.json, md5: 3fb153da82671f90762776c67c360c22, size: 13, cloud: {store: {version_id: v2, etag: e}}}
- path: unknown
  files: [{relpath: a, size: 1, cloud: {store: {version_id: v1, etag: e}}}, {relpath: b}]
"""
    found = dict(tracked.data(read_yaml_mapping(said), "d.dvc"))
    assert (found["d"].hash, found["d"].size, found["d"].nfiles) == ("75f2cb37bb8c519272522e1baf5869fd.dir", 21, 2)
    assert (found["unknown"].hash, found["unknown"].size, found["unknown"].nfiles) == (None, None, 2)
