"""`gto describe` as people and programs read it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository

DVC_YAML = """\
artifacts:
  churn:
    path: c.pkl
    type: model
    desc: "who \\e[31m will leave"
    labels: [a, b]
    meta: {accuracy: 0.9, on: [x, null]}
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"dvc.yaml": DVC_YAML})
    shell.tag("churn@v1.0.0")
    shell.tag("churn#prod#1", minute=1)
    shell.commit("second", minute=2, files={"dvc.yaml": DVC_YAML.replace("c.pkl", "d.pkl")})
    return shell


def test_for_people(shell: Shell) -> None:
    assert shell.gto("describe", "churn").lines == [
        "name:        churn",
        "type:        model",
        "path:        d.pkl",
        "description: who \\x1b[31m will leave",
        "labels:      a, b",
        'custom:      {"accuracy": 0.9, "on": ["x", null]}',
        "source:      dvc.yaml",
        f"commit:      {shell.git('rev-parse', 'HEAD')}",
    ]


def test_for_programs(shell: Shell) -> None:
    assert json.loads(shell.gto("describe", "churn#prod", "--json").out) == {
        "name": "churn",
        "type": "model",
        "path": "c.pkl",
        "description": "who \x1b[31m will leave",
        "labels": ["a", "b"],
        "custom": {"accuracy": 0.9, "on": ["x", None]},
        "source": "dvc.yaml",
        "commit": shell.git("rev-parse", "HEAD~"),
    }


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (["churn@v1.0.0"], "c.pkl"),
        (["churn@latest"], "c.pkl"),
        (["churn", "--rev", "HEAD~"], "c.pkl"),
        (["churn", "--rev", "main"], "d.pkl"),
        (["churn", "--at", "churn@v1.0.0"], "c.pkl"),
    ],
)
def test_which_commit_is_described(shell: Shell, words: list[str], path: str) -> None:
    assert json.loads(shell.gto("describe", *words, "--json").out)["path"] == path


def test_nothing_is_written_about_it(shell: Shell) -> None:
    shell.tag("other@v1.0.0", minute=3)
    for words in (["other"], ["other@latest"], ["churn@v9.9.9"]):
        assert shell.gto("describe", *words).out == "Nothing found in the current workspace\n"
    assert json.loads(shell.gto("describe", "other", "--json").out) == {}


def test_what_nobody_knows(shell: Shell) -> None:
    assert "Cannot find artifact 'nope'" in shell.refused("describe", "nope")
    shell.gto("annotate", "new", "--path", "new.pkl")
    for command in ("describe", "get"):  # which read commits, and nobody made one
        assert "counts when it is committed" in shell.refused(command, "new")
    assert "naming shortcut" in shell.refused("describe", "churn#prod", "--rev", "HEAD")
    assert "Ref 'nope' was not found" in shell.refused("describe", "churn", "--rev", "nope")
