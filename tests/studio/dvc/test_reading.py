"""A commit's document, from its files."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gto_studio.dvc.asking import Parsed

from .answering import reading_of

PIPELINE = """\
stages:
  train:
    cmd: python train.py
    deps: [data.csv]
    params: [lr]
    outs: [model.bin]
    metrics: [{metrics.json: {cache: false}}]
    plots: [{roc.csv: {cache: false, x: fpr}}]
plots:
- curves: {x: step}
"""
FILES = {"dvc.yaml": PIPELINE, "params.yaml": "lr: 1e-3\n", "metrics.json": '{"acc": 0.9, "auc": NaN}'}


def test_a_plain_project() -> None:
    document = reading_of(FILES).document()
    assert document["params"] == {"params.yaml": {"data": {"lr": 0.001}}}
    assert document["metrics"] == {"metrics.json": {"data": {"acc": 0.9, "auc": {"$": "nan"}}}}
    assert [(plot["id"], plot["x"]) for plot in document["plots"]] == [("dvc.yaml::curves", "step"), ("roc.csv", "fpr")]
    [stage] = document["stages"]
    assert (stage["name"], stage["cmd"], stage["deps"]) == ("train", ["python train.py"], ["data.csv"])
    assert (stage["outs"], stage["metrics"], stage["plots"]) == (["model.bin"], ["metrics.json"], ["roc.csv"])
    assert document["problems"] == []


def test_a_file_that_is_not_there_or_not_readable_costs_its_own_cell() -> None:
    document = reading_of({**FILES, "metrics.json": "{"}).document()
    assert document["params"] == {"params.yaml": {"data": {"lr": 0.001}}}
    assert document["metrics"]["metrics.json"]["error"]["type"] == "Unreadable"
    document = reading_of({"dvc.yaml": PIPELINE}).document()
    assert document["metrics"]["metrics.json"]["error"]["type"] == "Missing"


def test_what_was_parsed_once_is_the_same_object() -> None:
    parsed = Parsed()
    one, other = reading_of(FILES, parsed=parsed), reading_of({**FILES, "README": "new"}, parsed=parsed)
    assert one.params["params.yaml"] is other.params["params.yaml"]


NAMES = ["dvc.yaml", "dvc.lock", "x.dvc", ".dvcignore", ".dvc/config", "params.yaml", "metrics.json", "sub/dvc.yaml"]
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(
        ["a", "${a}", "${item}", "params.yaml", "metrics.json", "sub", "..", "x ${a.b[0]}", "x.dvc", "", "/"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(
            ["stages", "foreach", "do", "matrix", "vars", "cmd", "deps", "outs", "metrics", "params", "plots", "wdir",
             "artifacts", "path", "md5", "schema", "live", "a", "b", "${a}", "cache", "x", "y", "template", "cloud"]
        ), inner, max_size=5,
    ),
    max_leaves=30,
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=60) | TREES.map(lambda tree: json.dumps(tree).encode()))
)
def test_nothing_in_a_commit_makes_reading_fail(files: dict[str, bytes]) -> None:
    document = reading_of(files).document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_where_imported_data_comes_from_and_why_its_values_are_not_here() -> None:
    hash, commit = "a" * 32, "b" * 40
    said = {
        "dvc.yaml": "metrics: [sub/m.json, far.json, d/x.json]\n",
        "sub/m.json.dvc": "frozen: true\ndeps: [{path: m.json, repo: {url: 'https://jo:pw@h.example/o.git', "
        f"rev: v1, rev_lock: {commit}}}}}]\nouts: [{{path: m.json, hash: md5, md5: {hash}, size: 9}}]\n",
        "far.json.dvc": "frozen: true\ndeps: [{path: far.json, repo: {url: ../o}}]\nouts: [{path: far.json}]\n",
        "d.dvc": "frozen: true\ndeps: [{path: 's3://bucket/d', etag: e, size: 3}]\nouts: [{path: d, hash: md5}]\n",
        "raw.dvc": "frozen: true\ndeps: [{path: in.csv, md5: abc, size: 3}]\nouts: [{path: raw, md5: abc}]\n",
        "own.dvc": "outs: [{path: own, md5: abc, hash: md5}]\n",
    }
    reading = reading_of(said)
    assert reading.imports == {
        "sub/m.json": {"url": "https://h.example/o.git", "path": "m.json", "rev": "v1", "rev_lock": commit}
        | {"hash": None, "size": None, "nfiles": None},
        "far.json": {"url": "../o", "path": "far.json", "rev": None, "rev_lock": None}
        | {"hash": None, "size": None, "nfiles": None},
        "d": {"url": "s3://bucket/d", "path": None, "rev": None, "rev_lock": None}
        | {"hash": "e", "size": 3, "nfiles": None},
        "raw": {"url": "in.csv", "path": None, "rev": None, "rev_lock": None}
        | {"hash": "abc", "size": 3, "nfiles": None},
    }
    assert reading.deps == {"in.csv": {"hash": "abc", "size": 3, "nfiles": None}}
    errors = {file: one["error"] for file, one in reading.metrics.items()}
    assert {one["type"] for one in errors.values()} == {"NotInGit"}
    assert errors["sub/m.json"]["msg"].endswith("; it is imported from 'm.json' of https://h.example/o.git")
    assert errors["sub/m.json"]["size"] == 9
    assert errors["far.json"]["msg"].startswith("it is imported from 'far.json' of ../o, and was not downloaded")
    assert errors["d/x.json"]["msg"].startswith("it is imported from s3://bucket/d, ")
    read = reading_of(said, kept={hash: b'{"acc": 1}'})
    assert read.metrics["sub/m.json"] == {"data": {"acc": 1}}
