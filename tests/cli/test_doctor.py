"""`gto doctor`: version, settings, and all that is odd."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gto.version import __version__
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


def test_all_is_well(shell: Shell) -> None:
    said = shell.gto("doctor")
    assert said.lines[0] == f"🪴  GTO Version: {__version__}"
    assert "STAGES" not in said.out
    assert "stages=None" in said.lines
    assert said.lines[-1] == "✅  No issues found"
    assert shell.gto("doctor", "--json").out == "[]\n"


def test_a_tag_that_is_left_out_is_1_with_what_mends_it(shell: Shell) -> None:
    shell.git("tag", "nn#prod#9")
    said = shell.gto("doctor", code=1)
    assert "[lightweight]" in said.err
    assert "git tag -d 'nn#prod#9'" in said.err
    [odd] = json.loads(shell.gto("doctor", "--json", code=1).out)
    assert (odd["code"], odd["tags"], odd["counts"]) == ("lightweight", ["nn#prod#9"], False)


def test_what_is_only_remarkable_is_0(shell: Shell) -> None:
    shell.tag("nn@v3.0.0", minute=6)
    assert "[two-versions]" in shell.gto("doctor").err


def test_bad_settings_are_told_after_those_of_the_environment(shell: Shell) -> None:
    (shell.path / ".gto").write_text("stages: 1\n")
    said = shell.gto("doctor", code=1)
    assert "stages=None" in said.lines
    assert "Wrong config file" in said.err
