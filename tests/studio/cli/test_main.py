"""The words of `gto studio`, and how it fails: as `gto` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from gto_studio.cli.main import COMMANDS, run, studio
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path / "models")


def test_it_lists_its_commands(shell: Shell) -> None:
    said = shell.gto("studio", "--help")
    assert said.out.startswith("Usage: gto studio")
    assert all(f"\n  {name} " in said.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    context = click.Context(studio)
    found = studio.get_command(context, name)
    assert found is not None
    assert found.help or isinstance(found, click.Group)
    assert run([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: gto studio {name}")


def test_a_wrong_option_is_a_misuse(shell: Shell) -> None:
    said = shell.gto("studio", "inspect", "--nonsense", code=2)
    assert said.err.startswith("Usage: gto studio inspect")
    assert "Error: No such option" in said.err


def test_a_failure_is_told_as_gto_tells_it(shell: Shell) -> None:
    assert shell.refused("studio", "inspect", "nowhere").startswith("❌ ")


def test_gto_lists_studio_without_loading_it(shell: Shell) -> None:
    assert "\n  studio " in shell.gto("--help").out
    ask = (
        "import sys; from gto.cli.main import main; main(['--help']); print([m for m in sys.modules if 'studio' in m])"
    )
    assert shell.run(sys.executable, "-c", ask).out.endswith("[]\n")


def test_without_its_packages_it_says_how_to_install_them(shell: Shell) -> None:
    ask = "import sys; sys.modules['click'] = None; from gto.cli.main import main; sys.exit(main(['studio', 'serve']))"
    said = subprocess.run([sys.executable, "-c", ask], cwd=shell.path, capture_output=True, text=True)
    assert said.returncode == 1
    assert (
        said.stderr == "❌ Studio is not installed here: there is no package 'click'\nhint: pip install 'gto[studio]'\n"
    )
