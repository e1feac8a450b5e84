"""`gto register`: give a commit a version."""

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


@pytest.mark.parametrize(
    ("words", "tag", "commit"),
    [
        (["zz"], "zz@v0.0.1", "HEAD"),
        (["zz", "HEAD~", "--version", "v3.0.0"], "zz@v3.0.0", "HEAD~"),
        (["nn", "--force"], "nn@v2.0.0#3", "HEAD"),
        (["zz", "--simple", "false"], "zz@v0.0.1#1", "HEAD"),
    ],
)
def test_the_tag_and_its_commit(shell: Shell, words: list[str], tag: str, commit: str) -> None:
    assert shell.gto("register", *words).lines[0] == f"Created git tag '{tag}' that registers version"
    assert shell.git("rev-parse", f"{tag}^{{commit}}") == shell.git("rev-parse", commit)


@pytest.mark.parametrize(
    ("bump", "tag"),
    [
        ([], "nn@v2.0.1"),
        (["--bump-patch"], "nn@v2.0.1"),
        (["--bump-minor"], "nn@v2.1.0"),
        (["--bump-major"], "nn@v3.0.0"),
    ],
)
def test_the_next_version(shell: Shell, bump: list[str], tag: str) -> None:
    shell.commit("third", minute=6)
    shell.gto("register", "nn", *bump)
    assert tag in shell.tags()


def test_the_message_and_the_default_one(shell: Shell) -> None:
    shell.gto("register", "zz", "-m", "the first")
    shell.gto("register", "yy")
    assert shell.git("tag", "-l", "--format=%(contents:subject)", "zz@*") == "the first"
    assert shell.git("tag", "-l", "--format=%(contents:subject)", "yy@*") == ("Registering artifact yy version v0.0.1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nn"], "'nn' is already registered in this commit with version 'v2.0.0'"),
        (["zz", "nowhere"], "Ref 'nowhere' was not found"),
        (["zz", "--version", "1.0"], "1.0"),
        (["z z"], "Invalid value 'z z'"),
    ],
)
def test_a_refusal_changes_nothing(shell: Shell, words: list[str], said: str) -> None:
    before = shell.tags()
    assert said in shell.refused("register", *words)
    assert shell.tags() == before
