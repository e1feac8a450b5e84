"""Files of parameters and metrics, wherever they are."""

from __future__ import annotations

from gto_studio.dvc.asking import Failure, Parsed
from gto_studio.dvc.held import Sources

from .answering import reading_of

LOCK = """
schema: '2.0'
stages:
  train:
    cmd: x
    outs: [{path: m.json, hash: md5, md5: one, size: 9}, {path: eval, hash: md5, md5: two.dir, size: 20, nfiles: 2}]
"""
PIPELINE = "stages: {train: {cmd: x, outs: [eval], metrics: [m.json]}}\nmetrics: [eval/in.json, eval]\n"
FILES = {".dvc/config": "", "dvc.yaml": PIPELINE, "dvc.lock": LOCK}


def test_what_is_not_in_git_is_shown_by_its_hash() -> None:
    reading = reading_of(FILES)
    assert reading.metrics["m.json"]["error"] == {
        "type": "NotInGit", "msg": "the file is not in Git: DVC keeps it outside of it", "hash": "one", "size": 9,
    }  # fmt: skip
    assert reading.metrics["eval/in.json"]["error"]["hash"] == "two.dir"
    assert {(one.hash, one.inside) for one in reading.lacking} == {("one", ""), ("two.dir", ""), ("two.dir", "in.json")}


def test_what_is_kept_outside_is_read_if_it_can_be_had() -> None:
    kept = {
        "one": b'{"acc": 1}', "two.dir": b'[{"md5": "a", "relpath": "in.json"}, {"relpath": "../x"}]',
        "two.dir/in.json": b'{"deep": [1], "f1": 0.5}',
    }  # fmt: skip
    reading = reading_of(FILES, kept=kept)
    assert reading.metrics == {"m.json": {"data": {"acc": 1}}, "eval/in.json": {"data": {"f1": 0.5}}}
    assert reading.lacking == ()
    reading = reading_of(FILES, kept={"one": Failure("Denied", "no credentials"), "two.dir": b"["})
    assert reading.metrics["m.json"] == {"error": {"type": "Denied", "msg": "no credentials"}}


def test_the_project_root_is_shown_wholly_where_there_is_one() -> None:
    files = {
        ".dvc/config": "", "params.yaml": "a: 1", "sub/.dvc/config": "", "sub/params.yaml": "b: 2",
        "other/params.yaml": "c: 3", "sub/dvc.yaml": "stages: {x: {cmd: y, params: [b.none]}}",
    }  # fmt: skip
    assert reading_of(files).params == {"params.yaml": {"data": {"a": 1}}, "sub/params.yaml": {"data": {"b": 2}}}
    assert reading_of({"params.yaml": "a: 1"}).params == {}


def test_a_folder_of_metrics_is_each_file_in_it() -> None:
    files = {
        ".dvc/config": "",
        "dvc.yaml": "metrics: [m, none]",
        "m/a.json": '{"x": 1}',
        "m/b/c.yaml": "y: 2",
        "mx": "z",
    }
    metrics = reading_of(files).metrics
    assert list(metrics) == ["m/a.json", "m/b/c.yaml", "none"]
    assert metrics["none"]["error"]["type"] == "Missing"


def test_files_that_the_settings_of_a_project_name() -> None:
    files = {"conf.yaml": "a: 1", "out/last.csv": "step,acc\n0,0.5\n1,0.75\n", "broken.json": "{"}
    sources = Sources(params=("conf.yaml", "none.yaml"), metrics=("out/last.csv", "broken.json"))
    reading = reading_of(files, sources=sources, parsed=Parsed())
    assert reading.params["conf.yaml"] == {"data": {"a": 1}}
    assert reading.params["none.yaml"]["error"]["type"] == "Missing"
    assert reading.metrics["out/last.csv"] == {"data": {"step": 1, "acc": 0.75}}
    assert reading.metrics["broken.json"]["error"]["type"] == "Unreadable"
    assert reading.projects == ()
