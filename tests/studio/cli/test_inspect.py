"""What Studio reads of a repository is what `gto show` and `gto history` say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository

ANNOTATIONS = "churn:\n  type: model\n  path: churn.pkl\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "models")
    shell.commit("Train", files={"artifacts.yaml": ANNOTATIONS})
    shell.tag("churn@v1.0.0", minute=1)
    shell.tag("churn#prod#1", minute=2)
    return shell


def test_it_says_what_gto_says(shell: Shell) -> None:
    read = json.loads(shell.gto("studio", "inspect", ".", "--json").out)
    assert read["artifacts"] == json.loads(shell.gto("show", "--json").out)
    assert read["events"] == json.loads(shell.gto("history", "--asc", "--json").out)
    assert (read["allowed_stages"], read["problems"]) == (None, [])


def test_it_says_what_is_written_in_a_commit(shell: Shell) -> None:
    head = shell.git("rev-parse", "HEAD")
    read = json.loads(shell.gto("studio", "inspect", ".", "--json", "--commit", "HEAD").out)
    assert read["commits"][head]["annotations"]["churn"]["path"] == "churn.pkl"


def test_it_says_what_dvc_reads_in_a_commit(shell: Shell) -> None:
    files = {
        "dvc.yaml": "stages: {train: {cmd: x, params: [lr], metrics: [m.json, bad.json]}}\nartifacts: {bad: 5}",
        "params.yaml": "lr: 1e-3", "m.json": '{"acc": NaN}', "bad.json": "{",
    }  # fmt: skip
    head = shell.commit("Evaluate", minute=3, files=files)
    for address in (".", f"file://{shell.path}"):
        read = json.loads(shell.gto("studio", "inspect", address, "--json", "--commit", head).out)["commits"][head]
        assert read["params"] == {"params.yaml": {"data": {"lr": 0.001}}}
        assert read["metrics"]["m.json"] == {"data": {"acc": {"$": "nan"}}}
        assert read["metrics"]["bad.json"]["error"]["type"] == "Unreadable"
        assert [stage["name"] for stage in read["stages"]] == ["train"]
        assert [(one["file"], one["type"]) for one in read["problems"]] == [("dvc.yaml", "Annotation")]


def test_people_get_a_table(shell: Shell) -> None:
    assert "│ churn      │ v1.0.0   │ prod: v1.0.0 │" in shell.gto("studio", "inspect", ".").out
    assert shell.refused("studio", "inspect", ".", "--commit", "HEAD").endswith("hint: add --json\n")
