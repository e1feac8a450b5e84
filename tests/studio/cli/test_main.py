"""The words of `gto studio`, and how it fails: as `gto` does."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gto_studio.cli.main import COMMANDS, EXAMPLES, run, studio
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


def test_every_command_has_examples_that_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("studio.backup", "runner.token"):
        Path(file).write_text("")
    seen = set()
    for words, command in leaves():
        seen.add(words)
        assert run([*words.split(), "--help"]) == 0
        told = capsys.readouterr().out.partition("\nExamples:\n")[2]
        for typed, about in EXAMPLES[words]:
            assert f"  $ {typed}\n      {about}\n" in told
            rest = shlex.split(typed.partition("gto studio")[2].partition(" > ")[0])
            inner = rest[len(words.split()) :] if words != "open" else rest
            assert [*words.split(), *inner] == rest or words == "open"
            command.make_context(words, inner)  # nothing is done, but every word is read
    assert seen == set(EXAMPLES)


def leaves() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(studio)
    for name in COMMANDS:
        found = studio.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from ((f"{name} {inner}", command) for inner, command in found.commands.items())
        else:
            yield name, found


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
