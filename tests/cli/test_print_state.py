"""`gto print-state`: everything known, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"artifacts.yaml": "planned: {}\n"})
    shell.tag("nn@v1.0.0", minute=1)
    shell.tag("nn#prod#1", minute=2)
    shell.commit("second", minute=3)
    shell.tag("nn@v2.0.0", minute=4)
    shell.tag("nn#dev#2", minute=5)
    return shell.at(9)


def test_every_artifact_version_and_stage_is_there(shell: Shell) -> None:
    artifacts = json.loads(shell.gto("print-state").out)["artifacts"]
    assert set(artifacts) == {"nn", "planned"}
    versions = artifacts["nn"]["versions"]
    assert [(v["version"], list(v["stages"])) for v in versions] == [("v1.0.0", ["prod"]), ("v2.0.0", ["dev"])]


def test_of_an_empty_repository(tmp_path: Path) -> None:
    assert json.loads(new_repository(tmp_path / "empty").gto("print-state").out) == {"artifacts": {}}


@pytest.mark.parametrize("place", [".git", "sub"])
def test_from_anywhere_in_the_repository(shell: Shell, place: str) -> None:
    (shell.path / "sub").mkdir()
    assert shell.within(shell.path / place).gto("print-state").out == shell.gto("print-state").out
