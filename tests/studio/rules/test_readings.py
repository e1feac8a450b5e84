"""What a commit's files say of values and data; what they don't say is named, and nothing is invented."""

from __future__ import annotations

from typing import Any

from gto_studio.rules.readings import document, is_pipeline_file, named

FILES = {
    "dvc.yaml": b"stages: {train: {cmd: x, params: [lr, other.json: [a]], metrics: [m.json], outs: [model.pkl]}}",
    "dvc.lock": b"stages:\n  train:\n    outs:\n    - path: model.pkl\n      md5: abc\n      size: 7\n",
    "data.csv.dvc": b"outs:\n- md5: def\n  path: data.csv\n",
    "params.yaml": b"lr: 1e-3\nseed: 7\n",
    "m.json": b'{"acc": 0.9, "loss": NaN}',
}


def read(files: dict[str, bytes | None]) -> dict[str, Any]:
    ids = {path: path for path in files if is_pipeline_file(path)}
    found = named(ids, files.get)
    return document(found, ids, {path: path for path in files}, files.get)


def test_a_commit_says_what_its_files_say() -> None:
    assert read(dict(FILES)) == {
        "params": {"params.yaml": {"lr": 0.001, "seed": 7}},
        "metrics": {"m.json": {"acc": 0.9, "loss": "NaN"}},
        "data": {"data.csv": {"hash": "md5:def", "size": None}, "model.pkl": {"hash": "md5:abc", "size": 7}},
        "problems": [
            {"file": "other.json", "type": "unreadable", "msg": "the commit has no such file (it may be kept by DVC)"}
        ],
    }


def test_a_bad_file_costs_itself_alone() -> None:
    files: dict[str, bytes | None] = {
        **FILES,
        "params.yaml": b"{{",
        "dvc.lock": b"{{",
        "sub/dvc.yaml": b"{{",
        "m.json": None,
    }
    said = read(files)
    assert (said["params"], said["metrics"], list(said["data"])) == ({}, {}, ["data.csv"])
    assert [problem["file"] for problem in said["problems"]] == [
        "sub/dvc.yaml", "params.yaml", "other.json", "m.json", "dvc.lock",
    ]  # fmt: skip


def test_nothing_says_nothing() -> None:
    assert read({}) == {"params": {}, "metrics": {}, "data": {}, "problems": []}
