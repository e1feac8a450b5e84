"""What every command begins with: open the repository, and pass on what is noticed there."""

from __future__ import annotations

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


@pytest.mark.parametrize("option", ["-r", "--repo"])
def test_the_repository_is_the_one_named_or_the_one_around(shell: Shell, tmp_path: Path, option: str) -> None:
    here = Shell(tmp_path)
    assert here.gto("show", option, str(shell.path)).out == shell.gto("show").out
    assert f"No Git repo found in '{tmp_path}'" in here.refused("show", option, str(tmp_path))
    assert "No Git repo found in '.'" in here.refused("show")


def test_its_settings_decide_about_emojis(shell: Shell) -> None:
    (shell.path / ".gto").write_text("emojis: false\n")
    assert shell.gto("check-ref", "nn@v1.0.0").out == ' Version "v1.0.0" of artifact "nn" was registered\n'


@pytest.mark.parametrize("setting", ["debug: true\n", "log_level: debug\n"])
def test_its_settings_decide_about_debug_messages(shell: Shell, setting: str) -> None:
    (shell.path / ".gto").write_text(setting)
    assert "[DEBUG] gto: git" in shell.gto("show").err


def test_bad_settings_stop_every_command(shell: Shell) -> None:
    (shell.path / ".gto").write_text("stages: 1\n")
    for words in (["show"], ["history"], ["register", "zz"], ["stages"]):
        assert "Wrong config file" in shell.refused(*words)
