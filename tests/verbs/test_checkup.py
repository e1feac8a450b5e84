"""The registry examined."""

from __future__ import annotations

from pathlib import Path

import pytest

import gto
from gto.errors import WrongConfig
from gto.verbs.checkup import findings
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"artifacts.yaml": "nn: {}\n"})
    shell.tag("nn@v1.0.0")
    return shell


def found(shell: Shell) -> list[tuple[str, bool]]:
    return [(odd.code, odd.counts) for odd in findings(gto.open(shell.path))]


def test_a_sound_registry_has_none(shell: Shell) -> None:
    assert found(shell) == []


def test_what_is_left_out_comes_first_and_each_is_told_once(shell: Shell) -> None:
    shell.tag("nn@v2.0.0", minute=1)
    shell.tag("nn#prod#1", minute=2)
    shell.git("tag", "nn@v3.0.0")
    shell.commit("bad", minute=3, files={"artifacts.yaml": "a: [\n"})
    assert found(shell) == [("lightweight", False), ("two-versions", True), ("annotation", True)]


def test_an_empty_repository_has_none(tmp_path: Path) -> None:
    assert found(new_repository(tmp_path / "empty")) == []


def test_settings_that_cannot_be_used_are_a_failure(shell: Shell) -> None:
    (shell.path / ".gto").write_text("stages: 1\n")
    with pytest.raises(WrongConfig):
        found(shell)
