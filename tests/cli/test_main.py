"""The command line's frame: exit codes, what goes where, and how it ends when nobody listens or somebody interrupts."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from gto.version import __version__
from shell import GTO, Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    shell.tag("nn@v1.0.0")
    return shell


def instead_of_git(shell: Shell, script: str) -> Shell:
    """A shell where git is this script."""
    folder = shell.path.parent / "bin"
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return shell.having({"PATH": f"{folder}:{os.environ['PATH']}"})


def into_a_pipe_that_nobody_reads(shell: Shell, *words: str, env: dict[str, str]) -> tuple[int, bytes]:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [GTO, *words], cwd=shell.path, stdout=writer, stderr=subprocess.PIPE, env=os.environ | env, timeout=300
    )
    os.close(writer)
    return done.returncode, done.stderr


class TestExitCodes:
    @pytest.mark.parametrize("words", [["show"], ["-h"], ["--version"], ["show", "--help"], ["check-ref", "main"]])
    def test_0_all_is_well(self, shell: Shell, words: list[str]) -> None:
        assert shell.gto(*words).err == ""

    def test_1_refused_in_one_sentence_and_a_hint_on_stderr(self, shell: Shell) -> None:
        said = shell.gto("show", "zz", code=1)
        assert (said.out, said.err) == ("", "❌ Cannot find artifact 'zz'\nhint: `gto show` lists the artifacts\n")

    @pytest.mark.parametrize(
        ("words", "usage"),
        [
            ([], "usage"),
            (["frobnicate"], "gto [OPTIONS] COMMAND [ARGS]..."),
            (["--frobnicate"], "gto [OPTIONS] COMMAND [ARGS]..."),
            (["show", "--frobnicate"], "gto show"),
            (["register"], "gto register"),
            (["show", "a", "b"], "gto show"),
        ],
    )
    def test_2_misunderstood_with_the_usage_on_stderr(self, shell: Shell, words: list[str], usage: str) -> None:
        said = shell.gto(*words, code=2)
        assert said.out == ""
        assert usage.lower() in said.err.lower()

    def test_2_with_the_word_that_was_meant(self, shell: Shell) -> None:
        assert "No such command 'shwo'. Did you mean 'show'?" in shell.gto("shwo", code=2).err

    def test_3_our_own_mistake_with_a_log_and_no_traceback(self, shell: Shell, tmp_path: Path) -> None:
        """Here git answers what no git has answered yet."""
        git = shutil.which("git")
        strange = instead_of_git(
            shell, f'case "$*" in *"var -l"*) echo GIT_COMMITTER_IDENT=; ;; *) exec {git} "$@"; esac'
        )
        said = strange.having(
            {"TMPDIR": str(tmp_path), "GIT_COMMITTER_NAME": "Jo", "GIT_COMMITTER_EMAIL": "jo@example.com"}
        ).run(GTO, "register", "zz", code=3)
        [log] = tmp_path.glob("gto-failure-*.log")
        assert (said.out, "Traceback" in said.err, "Traceback" in log.read_text()) == ("", False, True)
        assert said.err.startswith("❌ Unexpected error: ")
        assert f"report it with the log {log}" in said.err

    def test_130_interrupted_without_a_word(self, shell: Shell) -> None:
        said = instead_of_git(shell, "kill -INT $PPID; exec sleep 100").run(GTO, "show", code=None)
        assert (said.code, said.out, said.err) == (130, "", "")


class TestOptionsInFront:
    def test_version(self, shell: Shell) -> None:
        assert shell.gto("--version").out == f"🪴  GTO Version: {__version__}\n"
        assert shell.having({"GTO_EMOJIS": "false"}).gto("--version").out == f" GTO Version: {__version__}\n"

    def test_traceback_is_for_those_who_ask(self, shell: Shell) -> None:
        said = shell.run(GTO, "--traceback", "show", "zz", code=1)
        assert "Traceback" in said.err
        assert "ArtifactNotFound" in said.err

    @pytest.mark.parametrize("flag", ["-v", "--verbose"])
    def test_verbose_tells_what_git_is_asked(self, shell: Shell, flag: str) -> None:
        said = shell.gto(flag, "show")
        assert "[DEBUG] gto: git" in said.err
        assert said.out == shell.gto("show").out


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("words", [["--help"], ["show", "-h"], ["history"], ["show"]])
class TestOutput:
    def test_that_nobody_reads_to_the_end_is_no_trouble(self, shell: Shell, words: list[str], unbuffered: str) -> None:
        env = {"PYTHONUNBUFFERED": unbuffered}
        assert into_a_pipe_that_nobody_reads(shell, *words, env=env) == (1, b"")

    def test_that_the_disk_has_no_room_for_is_an_error(self, shell: Shell, words: list[str], unbuffered: str) -> None:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [GTO, *words],
                cwd=shell.path,
                stdout=full,
                stderr=subprocess.PIPE,
                env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
                timeout=300,
            )
        said = (done.returncode, done.stderr.decode())
        assert said == (1, "❌ The output cannot be written: No space left on device\n")

    def test_that_is_closed_costs_nothing(self, shell: Shell, words: list[str], unbuffered: str) -> None:
        command = f"exec '{GTO}' {' '.join(words)} >&- <&-"
        assert shell.having({"PYTHONUNBUFFERED": unbuffered}).run("sh", "-c", command).err == ""


def test_nothing_to_speak_to_at_all_leaves_the_exit_code(shell: Shell) -> None:
    assert shell.run("sh", "-c", f"exec '{GTO}' show zz >&- 2>&- <&-", code=1).err == ""


def test_a_terminal_without_emojis_and_rules_is_spoken_to_all_the_same(shell: Shell) -> None:
    plain = shell.having({"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert "? nn     ? v1.0.0   ?" in plain.gto("show").out
    assert "Cannot find artifact 'zz'" in plain.gto("show", "zz", code=1).err
