"""A repository is found from wherever in it a person stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gto.errors import GitFailed, NoRepo
from gto.git.place import locate
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"models/cv/a.txt": "a"})
    return shell


def test_from_its_root(shell: Shell) -> None:
    place = locate(str(shell.path))
    assert (place.path, place.root) == (str(shell.path), str(shell.path))
    assert (place.common_dir, place.folder) == (f"{shell.path}/.git", f"{shell.path}/.git/gto")
    assert (place.bare, place.shallow, place.origin) == (False, False, None)
    assert place.head == shell.git("rev-parse", "HEAD")
    assert place.head_tree == shell.git("rev-parse", "HEAD^{tree}")


@pytest.mark.parametrize("inside", ["models", "models/cv", ".git", ".git/refs"])
def test_from_a_folder_in_it(shell: Shell, inside: str) -> None:
    place = locate(str(shell.path / inside))
    assert (place.root, place.common_dir) == (str(shell.path), f"{shell.path}/.git")


def test_from_where_we_are(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shell.path / "models")
    place = locate(".")
    assert (place.root, place.common_dir) == (str(shell.path), f"{shell.path}/.git")


def test_a_bare_one_has_its_own_folder_as_root(shell: Shell, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    shell.git("clone", "--quiet", "--bare", ".", bare)
    place = locate(str(bare))
    assert (place.bare, place.root, place.common_dir) == (True, str(bare), str(bare))
    assert locate(str(bare / "refs")).root == str(bare)


def test_a_linked_worktree_shares_the_refs_and_has_its_own_head(shell: Shell, tmp_path: Path) -> None:
    shell.git("worktree", "add", "--quiet", "-b", "side", tmp_path / "side")
    assert locate(str(tmp_path / "side/.git")) == locate(str(tmp_path / "side"))  # which is a file there
    shell.commit("second")
    place = locate(str(tmp_path / "side" / "models"))
    assert (place.root, place.common_dir) == (str(tmp_path / "side"), f"{shell.path}/.git")
    assert place.head == shell.git("rev-parse", "side") != shell.git("rev-parse", "main")


def test_a_submodule_is_a_repository_of_its_own(shell: Shell, tmp_path: Path) -> None:
    outer = new_repository(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(shell.path), "sub")
    place = locate(str(outer.path / "sub"))
    assert (place.root, place.common_dir) == (f"{outer.path}/sub", f"{outer.path}/.git/modules/sub")


def test_through_a_symbolic_link(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(shell.path / "models")
    place = locate(str(tmp_path / "link"))
    assert os.path.realpath(place.common_dir) == f"{shell.path}/.git"
    assert place.head == shell.git("rev-parse", "HEAD")


def test_before_the_first_commit_there_is_no_head(tmp_path: Path) -> None:
    place = locate(str(new_repository(tmp_path).path))
    assert (place.head, place.head_tree) == (None, None)


def test_a_shallow_clone_says_so(shell: Shell, tmp_path: Path) -> None:
    shell.commit("second")
    shell.git("clone", "--quiet", "--depth=1", f"file://{shell.path}", tmp_path / "clone")
    assert locate(str(tmp_path / "clone")).shallow


def test_a_sha256_repository(tmp_path: Path) -> None:
    shell = new_repository(tmp_path, "--object-format=sha256")
    assert locate(str(tmp_path)).head is None
    shell.commit("first")
    assert len(locate(str(tmp_path)).head or "") == 64


def test_a_branch_called_like_a_question_is_no_trouble(shell: Shell) -> None:
    shell.git("update-ref", "refs/heads/HEAD", "HEAD")
    assert locate(str(shell.path)).head == shell.git("rev-parse", "refs/heads/HEAD")


@pytest.mark.parametrize("where", ["", "nowhere", "project/models/cv/a.txt"])
def test_elsewhere_there_is_none(shell: Shell, tmp_path: Path, where: str) -> None:
    with pytest.raises(NoRepo, match=f"No Git repo found in '{tmp_path / where}'"):
        locate(str(tmp_path / where))


def test_a_repository_that_git_cannot_read_is_not_called_none(shell: Shell) -> None:
    (shell.path / ".git" / "config").write_text("[core\n")
    with pytest.raises(GitFailed, match="bad config"):
        locate(str(shell.path))
