from __future__ import annotations

from typing import Any

import pytest

from gto_studio.rules.edits.asked import Experiment, Target, Version, Words
from gto_studio.rules.edits.planning import plan
from gto_studio.rules.edits.running import SKIP
from gto_studio.rules.edits.seen import Seen
from gto_studio.rules.table_rows import MARKS

HEAD, OLD = "a" * 40, "b" * 40
PARAMS = b"train:\n  lr: 0.1  # careful\n  depth: 3\n"
DVC = b"outs:\n- md5: 0a0a0a0a\n  path: data.csv\n"


def seen(commit: str = HEAD) -> Seen:
    files: dict[tuple[str, str], bytes | str | None] = {
        (commit, "params.yaml"): PARAMS,
        (commit, "data.csv.dvc"): DVC,
        (commit, "dvc.lock"): None,
        (commit, "bad.yaml"): b"a: [",
        (commit, "none.yaml"): None,
        (commit, "other.dvc"): None,
    }
    return Seen({"refs/heads/main": HEAD, "refs/heads/taken-2": HEAD}, "main", files, {HEAD: True, OLD: True})


def run(branch: str | None = None, words: Words | None = None, message: str | None = None, **fields: Any) -> Experiment:
    return Experiment(Target("main", branch, words, message), fields.pop("commit", HEAD), **fields)


def lr(*values: Any) -> dict[str, dict[str, Any]]:
    return {"params.yaml": {"train.lr": list(values) if len(values) > 1 else values[0]}}


def test_a_run_is_one_commit_that_says_what_changed() -> None:
    found = plan(run(params=lr(0.2), data={"data.csv": Version("0b0b0b0b")}, skip_studio=True), seen())
    assert found.refusal is None
    (commit,) = found.commits
    assert (commit.branch, commit.parent) == ("main", HEAD)
    assert commit.message == "Run with train.lr=0.2, data.csv@0b0b0b0\n\n[skip studio]"
    assert {file.path: file.after for file in commit.files} == {
        "params.yaml": PARAMS.replace(b"0.1", b"0.2"),
        "data.csv.dvc": DVC.replace(b"0a", b"0b"),
    }
    assert SKIP in MARKS


def test_a_grid_onto_the_base_is_a_chain() -> None:
    found = plan(run(params=lr(0.2, 0.1, 0.3), grid=True, message="Try"), seen())
    assert [commit.message for commit in found.commits] == [f"Try: train.lr={value}" for value in (0.2, 0.1, 0.3)]
    before = PARAMS
    for commit, value in zip(found.commits, (b"0.2", b"0.1", b"0.3"), strict=True):
        (file,) = commit.files
        assert (file.before, file.after) == (before, PARAMS.replace(b"0.1", value))
        before = file.after or b""
    assert "pushed at once" in found.remarks[0]


def test_a_grid_of_branches_leaves_out_what_is_there() -> None:
    found = plan(run("grid", Words("Try"), params=lr(0.1, 0.2, 0.3), grid=True), seen())
    assert [(one.branch, one.is_new, one.parent) for one in found.commits] == [
        ("grid-2", True, HEAD),
        ("grid-3", True, HEAD),
    ]
    assert [(one.title, one.base, one.head) for one in found.pull_requests] == [
        ("Try: train.lr=0.2", "main", "grid-2"),
        ("Try: train.lr=0.3", "main", "grid-3"),
    ]
    assert found.remarks == ("train.lr=0.1 is what is there already, and left out",)
    taken = plan(run("taken", params=lr(0.2, 0.3), grid=True), seen())
    assert taken.refusal is not None


def test_from_an_older_commit_only_onto_a_new_branch() -> None:
    found = plan(run(params=lr(0.2), commit=OLD), seen(OLD))
    assert found.refusal is not None
    assert found.refusal.code == "conflict"
    (commit,) = plan(run("retry", params=lr(0.2), commit=OLD), seen(OLD)).commits
    assert (commit.branch, commit.parent) == ("retry", OLD)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "wrong-input"),
        ({"params": lr(0.1)}, "wrong-input"),
        ({"params": lr("fast")}, "wrong-input"),
        ({"params": {"none.yaml": {"a": 1}}}, "wrong-input"),
        ({"params": {"bad.yaml": {"a": 1}}}, "cannot-edit"),
        ({"data": {"other": Version("0b0b0b0b")}}, "wrong-input"),
        ({"data": {"data.csv": Version("0b0b0b0b.dir")}}, "wrong-input"),
    ],
)
def test_what_stands_in_the_way(fields: dict[str, Any], code: str) -> None:
    found = plan(run(**fields), seen())
    assert found.refusal is not None
    assert (found.refusal.code, found.commits) == (code, ())
