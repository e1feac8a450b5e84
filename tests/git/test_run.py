"""Git is started with nothing of ours leaking in, nothing of a stranger's running, and an end in sight."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from gto.errors import GitFailed, GitMissing, GitTimeout, GitTooOld, NoIdentity, NoRepo, WrongSetting
from gto.git import run
from gto.git.run import Finished, git, surroundings
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    return shell


def instead_of_git(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program called git in front of the real one."""
    folder.mkdir()
    program = folder / "git"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


class TestEnvironment:
    @pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"])
    def test_a_hook_that_calls_us_doesnt_choose_the_repository(
        self, shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.setenv(name, str(tmp_path))
        assert git("rev-parse", "--absolute-git-dir", at=str(shell.path)).text == f"{shell.path}/.git\n"
        assert git("cat-file", "-t", "HEAD", at=str(shell.path)).text == "commit\n"

    def test_ours_stays_as_it_is(self, shell: Shell) -> None:
        before = dict(os.environ)
        git("var", "-l", at=str(shell.path), env={"GIT_COMMITTER_NAME": "Ann"})
        assert dict(os.environ) == before

    def test_git_speaks_english_and_asks_nobody(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
        monkeypatch.setenv("GIT_TERMINAL_PROMPT", "1")
        monkeypatch.setenv("GIT_PAGER", "less")
        instead_of_git(tmp_path / "bin", monkeypatch, 'echo "$LC_ALL,$LANGUAGE,$GIT_TERMINAL_PROMPT,$GIT_PAGER"')
        assert git("any", at=None).text == "C,,0,cat\n"

    def test_what_a_call_needs_beyond_it_goes_to_the_child(self, shell: Shell) -> None:
        said = git("var", "GIT_COMMITTER_IDENT", at=str(shell.path), env={"GIT_COMMITTER_NAME": "Ann"})
        assert said.text.startswith("Ann <jo@example.com>")


class TestSurroundings:
    """What a server gives to every git of one request, and to no other."""

    def tagger(self, at: str) -> str:
        return git("var", "GIT_COMMITTER_IDENT", at=at).text.partition(" <")[0]

    def test_reach_every_git_within(self, shell: Shell) -> None:
        at = str(shell.path)
        with surroundings({"GIT_COMMITTER_NAME": "Ann"}):
            assert self.tagger(at) == "Ann"
            with surroundings({"GIT_COMMITTER_EMAIL": "ann@example.com"}):
                assert git("var", "GIT_COMMITTER_IDENT", at=at).text.startswith("Ann <ann@example.com>")
        assert self.tagger(at) == "Jo Tester"

    def test_reach_no_other_thread(self, shell: Shell) -> None:
        with surroundings({"GIT_COMMITTER_NAME": "Ann"}), ThreadPoolExecutor(1) as pool:
            assert pool.submit(self.tagger, str(shell.path)).result() == "Jo Tester"

    def test_do_not_open_what_reading_keeps_shut(self, shell: Shell) -> None:
        with surroundings({"GIT_ALLOW_PROTOCOL": "file"}), pytest.raises(GitFailed, match="not allowed"):
            git("ls-remote", f"file://{shell.path}", at=str(shell.path))

    def test_may_shut_what_a_network_opens(self, shell: Shell) -> None:
        with surroundings({"GIT_ALLOW_PROTOCOL": "https"}), pytest.raises(GitFailed, match="'file' not allowed"):
            git("ls-remote", f"file://{shell.path}", at=None, network=True)


class TestReading:
    def test_starts_no_transport(self, shell: Shell) -> None:
        with pytest.raises(GitFailed, match="transport 'file' not allowed"):
            git("ls-remote", f"file://{shell.path}", at=str(shell.path))

    def test_of_a_network_speaks_the_usual_protocols_and_runs_no_command(self, shell: Shell, tmp_path: Path) -> None:
        assert "refs/heads/main" in git("ls-remote", f"file://{shell.path}", at=None, network=True).text
        with pytest.raises(GitFailed, match="transport 'ext' not allowed"):
            git("ls-remote", f"ext::touch {tmp_path}/ran", at=None, network=True)
        assert not (tmp_path / "ran").exists()

    def test_runs_no_program_that_the_repository_names(self, shell: Shell, tmp_path: Path) -> None:
        shell.git("config", "core.fsmonitor", f"touch {tmp_path}/ran; false")
        git("status", at=str(shell.path))
        assert not (tmp_path / "ran").exists()

    def test_writes_have_the_persons_hooks(self, shell: Shell, tmp_path: Path) -> None:
        hook = shell.path / ".git" / "hooks" / "reference-transaction"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
        git("update-ref", "refs/heads/one", "HEAD", at=str(shell.path))
        assert not (tmp_path / "ran").exists()
        git("update-ref", "refs/heads/two", "HEAD", at=str(shell.path), reading=False)
        assert (tmp_path / "ran").exists()


class TestEnds:
    def test_a_file_that_would_grow_too_large(self, shell: Shell) -> None:
        words = ("-c", "core.looseCompression=0", "hash-object", "-w", "--stdin")
        git(*words, at=str(shell.path), stdin=b"x" * 4_000, reading=False, file_bytes_max=5_000)
        with pytest.raises(GitFailed, match="File too large"):
            git(*words, at=str(shell.path), stdin=b"x" * 9_000, reading=False, file_bytes_max=5_000)
        git(*words, at=str(shell.path), stdin=b"x" * 9_000, reading=False)  # the limit was that child's alone

    def test_much_goes_in_and_much_comes_out_at_once(self, shell: Shell) -> None:
        text = b"\0line\xff\n" * 1_000_000
        id = git("hash-object", "-w", "--stdin", at=str(shell.path), stdin=text, reading=False).text.strip()
        assert git("cat-file", "blob", id, at=str(shell.path)).out == text
        asked = git("cat-file", "--batch", at=str(shell.path), stdin=f"{id}\n".encode() * 3)
        assert asked.out.count(text) == 3

    def test_both_outputs_are_drained_while_input_is_fed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, "tee /dev/stderr")
        text = b"x" * 3_000_000
        assert git("any", at=None, stdin=text) == Finished(0, text, text)

    def test_a_git_that_listens_to_nothing_is_no_trouble(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, "exec 0<&-; echo done")
        assert git("any", at=None, stdin=b"x" * 3_000_000).text == "done\n"

    def test_one_that_hangs_is_ended_in_time(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, "exec sleep 1000")
        monkeypatch.setenv("GTO_GIT_TIMEOUT", "0.5")
        spawn, started = os.posix_spawnp, list[int]()

        def listening(*words: Any, **rest: Any) -> int:
            started.append(spawn(*words, **rest))
            return started[-1]

        monkeypatch.setattr(run.os, "posix_spawnp", listening)
        with pytest.raises(GitTimeout, match=r"git fetch did not answer within 0\.5 seconds"):
            git("fetch", at=None, network=True)
        (pid,) = started
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    def test_one_that_hangs_on_this_machine_too(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, "exec sleep 1000")
        monkeypatch.setattr(run, "LOCAL_TIMEOUT_SECONDS", 0.2)
        with pytest.raises(GitTimeout):
            git("cat-file", at=None, stdin=b"x" * 3_000_000)

    def test_the_time_limit_is_a_number(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GTO_GIT_TIMEOUT", "soon")
        with pytest.raises(WrongSetting, match="GTO_GIT_TIMEOUT=soon is not a number of seconds"):
            git("version", at=None, network=True)

    def test_one_that_a_signal_ended_says_which(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, "kill -TERM $$")
        with pytest.raises(GitFailed, match=f"exit code -{signal.SIGTERM:d}"):
            git("any", at=None)
        assert git("any", at=None, codes=(-signal.SIGTERM,)).code == -signal.SIGTERM

    def test_nothing_is_left_open(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        before = len(os.listdir("/dev/fd"))
        git("version", at=None)
        with pytest.raises(NoRepo):
            git("rev-parse", "HEAD", at="/")
        monkeypatch.setenv("PATH", str(shell.path))
        with pytest.raises(GitMissing):
            git("version", at=None)
        assert len(os.listdir("/dev/fd")) == before

    def test_it_works_for_a_program_without_stdin_and_stderr(self, shell: Shell) -> None:
        """As for daemons: the pipes then get the numbers that the child wants for itself."""
        ask = "from gto.git.run import git; print(git('cat-file', '--batch-check', at='.', stdin=b'HEAD\\n').text)"
        command = f'exec {sys.executable} -c "{ask}" <&- 2>&-'
        said = subprocess.run(command, shell=True, cwd=shell.path, stdout=subprocess.PIPE, timeout=120, check=True)
        assert b" commit " in said.stdout


class TestFailures:
    def test_no_git_at_all(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(GitMissing):
            git("version", at=None)

    @pytest.mark.parametrize("where", ["folder", "missing"])
    def test_no_repository(self, tmp_path: Path, where: str) -> None:
        (tmp_path / "folder").mkdir()
        with pytest.raises(NoRepo, match=str(tmp_path / where)):
            git("rev-parse", "HEAD", at=str(tmp_path / where))

    def test_nobody_to_sign_for(self, shell: Shell, tmp_path: Path) -> None:
        with pytest.raises(NoIdentity):
            git(
                "commit",
                "--allow-empty",
                "-m",
                "m",
                at=str(shell.path),
                reading=False,
                env={"HOME": str(tmp_path), "EMAIL": "", "GIT_COMMITTER_NAME": "", "GIT_AUTHOR_NAME": ""},
            )

    def test_anything_else_in_gits_own_words(self, shell: Shell) -> None:
        with pytest.raises(GitFailed, match=r"^git cat-file failed: fatal: Not a valid object name nothing$"):
            git("cat-file", "-p", "nothing", at=str(shell.path))

    def test_words_are_made_safe_and_hints_and_warnings_left_out(self) -> None:
        said = Finished(1, b"", b"warning: w\nhint: h\n\nfatal: \x1b[31mred\n  next  \n")
        assert said.reason == "fatal: \\x1b[31mred; next"

    @pytest.mark.parametrize(
        ("words", "hint"),
        [
            ("error: unknown option x", "git 2.39 or newer is needed"),
            ("fatal: No space left on device", "free some disk space"),
            ("error: Permission denied", "the right to write"),
            ("fatal: unknown extensions.refStorage", "git 2.45 or newer"),
        ],
    )
    def test_known_ones_come_with_the_next_step(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, hint: str
    ) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, f'echo "{words}" >&2; exit 128')
        with pytest.raises(GitFailed) as refused:
            git("any", at=None)
        assert hint in (refused.value.hint or "")

    def test_somebody_elses_repository_is_told_from_none(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        words = "fatal: detected dubious ownership in repository at '/there'"
        instead_of_git(tmp_path / "bin", monkeypatch, f'echo "{words}" >&2; exit 128')
        with pytest.raises(GitFailed, match="belongs to another user") as refused:
            git("rev-parse", at="/there")
        assert "safe.directory '/there'" in (refused.value.hint or "")

    def test_codes_that_are_expected_are_no_failure(self, shell: Shell) -> None:
        assert git("rev-parse", "--verify", "--quiet", "x", at=str(shell.path), codes=(0, 1)).code == 1


class TestVersion:
    @pytest.mark.parametrize(
        ("said", "number"),
        [
            ("git version 2.39.5", (2, 39, 5)),
            ("git version 2.50.1 (Apple Git-155)", (2, 50, 1)),
            ("git version 3.0.0.rc1", (3, 0, 0)),
        ],
    )
    def test_is_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, number: tuple[int, ...]) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, f'echo "{said}"')
        assert run.version() == number

    @pytest.mark.parametrize("said", ["git version 2.38.5", "git version 1.8", "git", ""])
    def test_has_to_be_new_enough(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
        instead_of_git(tmp_path / "bin", monkeypatch, f'echo "{said}"')
        with pytest.raises(GitTooOld):
            run.version()


def test_output_that_is_no_utf8_survives() -> None:
    assert Finished(0, b"\xff\n", b"").text.encode("utf-8", "surrogateescape") == b"\xff\n"


def test_whoever_listens_hears_of_each_call(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "gto"):
        git("version", at=None)
    assert "version → 0" in caplog.messages[-1]


@pytest.mark.parametrize("portable", [True, False])
def test_where_processes_cannot_be_spawned_subprocess_does_the_same(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, portable: bool
) -> None:
    if portable:  # on Windows
        monkeypatch.delattr(os, "posix_spawnp")
        monkeypatch.delattr(os, "O_NOCTTY")
    at = str(shell.path)
    assert git("ls-remote", "--", at, at=at, network=True).text.endswith("refs/heads/main\n")
    assert git("cat-file", "--batch-check", at=at, stdin=b"HEAD\n" * 50_000).text.count("commit") == 50_000
    with pytest.raises(GitFailed, match="Not a valid object name"):
        git("cat-file", "-p", "nothing", at=at)
    monkeypatch.setenv("PATH", at)
    with pytest.raises(GitMissing):
        git("version", at=None)
