"""What every command that writes has in common: a dry run, a push, and saying what was done."""

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


def test_a_dry_run_says_what_would_be_done_and_does_nothing(shell: Shell) -> None:
    before, commit = shell.tags(), shell.git("rev-parse", "HEAD")
    assert shell.gto("register", "zz", "--dry-run", "-m", "one\ntwo").lines == [
        "Would create git tag 'zz@v0.0.1'",
        f"    on commit {commit}",
        "    message: one",
        "    message: two",
    ]
    assert shell.gto("deprecate", "nn", "v1.0.0", "prod", "--delete", "--dry-run").lines == [
        "Would delete git tag 'nn#prod#1'"
    ]
    assert shell.tags() == before


def test_without_a_push_the_command_for_it_is_told_quoted_for_a_shell(shell: Shell) -> None:
    assert shell.gto("assign", "nn", "--stage", "x").lines[1:] == [
        "To push the changes upstream, run:",
        "    git push origin 'nn#x#3'",
    ]
    assert shell.gto("deprecate", "nn", "v2.0.0", "x", "--delete").lines[-2:] == [
        "To push the changes upstream, run:",
        "    git push --delete origin 'nn#x#3'",
    ]


@pytest.mark.parametrize(("words", "name"), [(["--push"], "origin"), (["--remote", "fork"], "fork")])
def test_a_push_goes_to_the_remote_that_was_named(shell: Shell, tmp_path: Path, words: list[str], name: str) -> None:
    remote = new_repository(tmp_path / "remote.git", "--bare")
    shell.git("remote", "add", name, str(remote.path))
    shell.git("push", "--quiet", "--tags", name)
    assert shell.gto("register", "zz", *words, "--dry-run").lines[-1] == f"    and run: git push {name} zz@v0.0.1"
    assert shell.gto("register", "zz", *words).lines[1:] == [
        f"Running `git push {name} zz@v0.0.1`",
        "Successfully pushed git tag zz@v0.0.1 on remote.",
    ]
    assert shell.gto("deprecate", "zz", "v0.0.1", "--delete", *words).lines[1:] == [
        f"Running `git push --delete {name} zz@v0.0.1`",
        "Successfully deleted git tag zz@v0.0.1 on remote.",
    ]
    assert remote.tags() == ["nn#dev#2", "nn#prod#1", "nn@v1.0.0", "nn@v2.0.0"]
