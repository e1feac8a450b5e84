"""Real shells, real Tab: what stands in the line afterwards is what the shell would run."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from shell import GTO, Shell, new_repository

SECONDS_MAX = 300
#: How each shell starts with nothing of anybody's, and an editor in which Ctrl-A goes to the start of the line.
STARTS = {
    "bash": ["bash", "--noprofile", "--norc", "-i"],
    "zsh": ["zsh", "--no-rcs", "-i"],
}
READY = {
    "bash": "bind 'set bell-style none'; bind 'set enable-bracketed-paste off'; eval \"$(gto completion bash)\"",
    "zsh": 'bindkey -e; unsetopt beep; autoload -Uz compinit && compinit -D; eval "$(gto completion zsh)"',
}
CASES = [
    pytest.param("gto sho\t", ["gto", "show"], id="a command"),
    pytest.param("gto show r\t", ["gto", "show", "rf"], id="an artifact"),
    pytest.param("gto show rf@l\t", ["gto", "show", "rf@latest"], id="behind an @"),
    pytest.param("gto show rf#p\t", ["gto", "show", "rf#prod"], id="behind a #"),
    pytest.param("gto show 'rf#p\t", ["gto", "show", "rf#prod"], id="in quotes"),
    pytest.param("gto show models/cv:r\t", ["gto", "show", "models/cv:resnet"], id="behind a colon"),
    pytest.param("gto assign rf --version \t", ["gto", "assign", "rf", "--version", "v1.0.0"], id="a version"),
    pytest.param("gto assign rf --stage=\t", ["gto", "assign", "rf", "--stage=prod"], id="behind an equals sign"),
    pytest.param("gto assign rf --vers\t", ["gto", "assign", "rf", "--version"], id="an option"),
    pytest.param(
        "gto check-ref models/cv=\t", ["gto", "check-ref", "models/cv=resnet@v0.0.1!"], id="an exclamation mark"
    ),
    pytest.param("gto register rf top\t", ["gto", "register", "rf", "topic"], id="a branch"),
    pytest.param("gto studio resto\t", ["gto", "studio", "restore"], id="a command of another package"),
    pytest.param("gto studio some\t", ["gto", "studio", "some folder/"], id="a folder where a command may be, too"),
    pytest.param("gto show --repo some\t", ["gto", "show", "--repo", "some folder/"], id="a folder with a space"),
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shell = new_repository(tmp_path_factory.mktemp("repository"))
    shell.commit("one")
    shell.tag("rf@v1.0.0")
    shell.tag("rf#prod#1", minute=1)
    shell.tag("models/cv=resnet@v0.0.1!", minute=2)
    shell.git("branch", "topic")
    (shell.path / "some folder").mkdir()
    return shell.path


def needs(name: str) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize(("typed", "words"), CASES)
def test_tab(name: str, typed: str, words: list[str], repository: Path) -> None:
    needs(name)
    # Ctrl-A, a printf, Ctrl-E: so the shell itself says which words it has
    line = f"{typed}\x01printf '<%s>' '' \x05; echo '<end''>'"
    said = interact(STARTS[name], [READY[name], line], until="<end>", folder=repository)
    shown = said.rpartition("<>")[2].removesuffix("<end>")
    # zsh takes the slash of a folder away again when the word ends there
    assert shown.replace("/>", ">") == "".join(f"<{word.removesuffix('/')}>" for word in words)


def interact(command: list[str], lines: list[str], *, until: str, folder: Path) -> str:
    """Type lines at a shell's terminal; give what it says until it has said something certain."""
    environment = {"PATH": f"{GTO.parent}{os.pathsep}{os.environ['PATH']}", "TERM": "vt100"}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(command[0], command, os.environ | environment)
    try:
        os.write(terminal, "".join(f"{line}\r" for line in lines).encode())
        said = ""
        while until not in said:
            ready, _, _ = select.select([terminal], [], [], SECONDS_MAX)
            assert ready, f"the shell says no more than {said!r}"
            said += os.read(terminal, 4096).decode(errors="replace")
        return said.partition(until)[0] + until
    finally:
        os.close(terminal)
        os.kill(pid, 9)
        os.waitpid(pid, 0)


def test_fish(repository: Path) -> None:
    needs("fish")
    assert fish(repository, "gto show r") == {"rf": "v1.0.0"}
    assert fish(repository, "gto show rf#") == {"rf#prod": "v1.0.0"}
    assert fish(repository, "gto show models/cv:") == {"models/cv:resnet": "no version yet"}
    assert fish(repository, "gto assign rf --version ") == {"v1.0.0": "prod"}
    assert list(fish(repository, "gto assign rf --stage=")) == ["--stage=prod"]
    assert "show" in fish(repository, "gto ")
    assert list(fish(repository, "gto show --repo some")) == ["some folder/"]


def fish(folder: Path, line: str) -> Mapping[str, str]:
    """What fish offers for a line, and what it says about it."""
    ask = f"gto completion fish | source; complete --do-complete {shell_quoted(line)}"
    environment = os.environ | {"PATH": f"{GTO.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["fish", "--no-config", "--command", ask],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(row.partition("\t")[::2] for row in done.stdout.splitlines())


def shell_quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_each_script_can_be_read(name: str, tmp_path: Path) -> None:
    needs(name)
    script = Shell(tmp_path).gto("completion", name).out
    subprocess.run([name, "-n"], input=script, text=True, check=True)


def test_another_shell(tmp_path: Path) -> None:
    assert "There is no completion for 'tcsh'\nhint: bash, zsh and fish are known" in Shell(tmp_path).refused(
        "completion", "tcsh"
    )
