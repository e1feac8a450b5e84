"""Whatever git takes for a commit is one; what only looks like an option, a pattern or a command is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.errors import RefNotFound
from gto.git.place import locate
from gto.git.revisions import resolve
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"a.txt": "a"})
    shell.tag("nn@v1.0.0")
    shell.commit("second", minute=1)
    shell.git("update-ref", "refs/remotes/origin/feature/x", "HEAD~")
    return shell


@pytest.mark.parametrize(
    ("ref", "commit"),
    [
        ("HEAD", "main"),
        ("", "main"),
        ("main", "main"),
        ("refs/heads/main", "main"),
        ("HEAD~1", "main~1"),
        ("main^", "main~1"),
        ("@{0}", "main"),
        (":/first", "main~1"),
        ("nn@v1.0.0", "main~1"),
        ("refs/tags/nn@v1.0.0", "main~1"),
        ("feature/x", "main~1"),
        ("origin/feature/x", "main~1"),
        ("main@{2026-03-01 10:00}", "main"),
    ],
)
def test_a_commit_by_any_name(shell: Shell, ref: str, commit: str) -> None:
    assert resolve(locate(str(shell.path)), ref) == shell.git("rev-parse", commit)


def test_by_its_id_or_the_beginning_of_it(shell: Shell) -> None:
    place, id = locate(str(shell.path)), shell.git("rev-parse", "HEAD~")
    assert resolve(place, id) == resolve(place, id[:8]) == id


@pytest.mark.parametrize(
    "ref",
    [
        "nothing",
        "-h",
        "--all",
        "--output=x",
        "HEAD:a.txt",
        "HEAD^{tree}",
        "main..HEAD",
        "^main",
        "f*",
        "*",
        "a b",
        "0" * 40,
        "1" * 40,
        "1234567",
        "feature",
        "x\ny",
        "x\x1b[31m",
        "é",
        "HEAD~99",
    ],
)
def test_anything_else_is_refused_by_name(shell: Shell, ref: str) -> None:
    with pytest.raises(RefNotFound) as refused:
        resolve(locate(str(shell.path)), ref)
    assert refused.value.message.isprintable()


def test_a_branch_that_two_remotes_have_is_none(shell: Shell) -> None:
    shell.git("update-ref", "refs/remotes/fork/feature/x", "HEAD")
    with pytest.raises(RefNotFound):
        resolve(locate(str(shell.path)), "feature/x")


def test_a_tag_of_something_else_is_no_commit(shell: Shell) -> None:
    shell.git("tag", "-a", "-m", "m", "tree", "HEAD^{tree}")
    with pytest.raises(RefNotFound):
        resolve(locate(str(shell.path)), "tree")


@pytest.mark.parametrize("ref", ["", "HEAD", "main"])
def test_before_the_first_commit_there_is_none(tmp_path: Path, ref: str) -> None:
    with pytest.raises(RefNotFound):
        resolve(locate(str(new_repository(tmp_path).path)), ref)
