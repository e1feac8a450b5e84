"""`gto annotate`: what its words mean."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    return shell


def described(shell: Shell) -> dict[str, object]:
    found: dict[str, object] = json.loads(shell.gto("describe", "churn", "--json").out)
    return found


def test_every_word(shell: Shell) -> None:
    shell.gto(
        *("annotate", "churn", "--path", "c.pkl", "--type", "model", "--description", "who will leave", "--commit"),
        *("--label", "a", "--label", "b", "--meta", "accuracy=0.9", "--meta", "on=[1, true]", "--meta", "by=Jo=Sam"),
    )
    found = described(shell)
    assert found["labels"] == ["a", "b"]
    assert found["custom"] == {"accuracy": 0.9, "on": [1, True], "by": "Jo=Sam"}
    assert (found["path"], found["type"], found["description"]) == ("c.pkl", "model", "who will leave")


@pytest.mark.parametrize("pair", ["accuracy", "=1"])
def test_meta_has_a_key_and_a_value(shell: Shell, pair: str) -> None:
    assert f"'{pair}' is no KEY=VALUE" in shell.refused("annotate", "churn", "--path", "c", "--meta", pair)


def test_which_file(shell: Shell) -> None:
    shell.gto("annotate", "churn", "--file", "artifacts.yaml", "--must-exist", "--path", ".")
    assert (shell.path / "artifacts.yaml").read_text() == "churn:\n  path: .\n  virtual: false\n"
    assert "is no file for annotations" in shell.refused("annotate", "churn", "--file", "setup.py")


def test_a_path_is_no_other_artifacts(shell: Shell) -> None:
    shell.gto("annotate", "churn", "--path", "c.pkl")
    said = shell.refused("annotate", "other", "--path", "c.pkl")
    assert "conflicts" in said
    assert "--allow-same-path" in said
    shell.gto("annotate", "other", "--path", "c.pkl", "--allow-same-path")


def test_a_remote_that_nobody_named(shell: Shell) -> None:
    said = shell.refused("annotate", "churn", "--path", "c.pkl", "--push")
    assert "there is no remote 'origin' here: git remote -v lists them, and --remote names one" in said
    assert "to push it later" in said
