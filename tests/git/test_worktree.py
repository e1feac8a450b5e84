"""Files of the work tree are replaced whole, and nobody is led out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gto.errors import CannotEdit, CannotWrite
from gto.git import worktree
from gto.git.files import FILE_BYTES_MAX
from gto.git.place import Place, locate
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path / "project")


@pytest.fixture
def place(shell: Shell) -> Place:
    return locate(str(shell.path))


def test_a_file_is_written_read_and_taken_away(place: Place) -> None:
    worktree.replace(place, "dvc.yaml", b"one\n", expected=None)
    assert worktree.read(place, "dvc.yaml") == b"one\n"
    worktree.replace(place, "dvc.yaml", b"two\n", expected=b"one\n")
    assert worktree.read(place, "dvc.yaml") == b"two\n"
    worktree.replace(place, "dvc.yaml", None, expected=b"two\n")
    assert worktree.read(place, "dvc.yaml") is None
    assert os.listdir(place.root) == [".git"]


def test_the_mode_of_a_file_stays(shell: Shell, place: Place) -> None:
    file = shell.path / "dvc.yaml"
    file.write_text("one")
    file.chmod(0o640)
    worktree.replace(place, "dvc.yaml", b"two", expected=b"one")
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_somebody_else_wrote_meanwhile_is_not_lost(shell: Shell, place: Place) -> None:
    (shell.path / "dvc.yaml").write_text("theirs")
    with pytest.raises(CannotEdit, match="somebody else"):
        worktree.replace(place, "dvc.yaml", b"ours", expected=b"before")
    assert (shell.path / "dvc.yaml").read_text() == "theirs"


def test_a_link_in_the_place_of_the_file_is_refused(shell: Shell, place: Place, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("secret")
    (shell.path / "dvc.yaml").symlink_to(tmp_path / "outside")
    for attempt in (
        lambda: worktree.read(place, "dvc.yaml"),
        lambda: worktree.replace(place, "dvc.yaml", b"x", expected=b"secret"),
    ):
        with pytest.raises(CannotEdit, match="symbolic link"):
            attempt()
    assert (tmp_path / "outside").read_text() == "secret"


def test_a_link_that_leads_nowhere_is_refused(shell: Shell, place: Place, tmp_path: Path) -> None:
    (shell.path / "dvc.yaml").symlink_to(tmp_path / "not there")
    with pytest.raises(CannotEdit):
        worktree.replace(place, "dvc.yaml", b"x", expected=None)
    assert not (tmp_path / "not there").exists()


def test_a_link_on_the_way_is_refused(shell: Shell, place: Place, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (shell.path / "models").symlink_to(tmp_path / "outside")
    with pytest.raises(CannotEdit, match="symbolic link"):
        worktree.replace(place, "models/dvc.yaml", b"x", expected=None)
    assert not list((tmp_path / "outside").iterdir())


@pytest.mark.parametrize(
    "path", ["../dvc.yaml", "/etc/dvc.yaml", ".git/config", ".GIT/config", "a//b", "./a", "a\\b", "C:x", ""]
)
def test_paths_that_are_none_of_the_work_tree(place: Place, path: str) -> None:
    with pytest.raises(CannotEdit, match="outside"):
        worktree.read(place, path)


def test_a_folder_has_to_be_there(shell: Shell, place: Place) -> None:
    with pytest.raises(CannotEdit, match="there is no folder 'models'"):
        worktree.read(place, "models/dvc.yaml")
    (shell.path / "models").write_text("a file")
    with pytest.raises(CannotEdit, match="is no folder"):
        worktree.read(place, "models/dvc.yaml")


def test_a_repository_inside_is_another_one(shell: Shell, place: Place) -> None:
    new_repository(shell.path / "inner")
    with pytest.raises(CannotEdit, match="another repository"):
        worktree.read(place, "inner/dvc.yaml")


def test_only_plain_files_of_a_sensible_size_are_read(shell: Shell, place: Place) -> None:
    os.mkfifo(shell.path / "pipe")
    (shell.path / "folder").mkdir()
    (shell.path / "large").write_bytes(bytes(FILE_BYTES_MAX + 1))
    for name in ("pipe", "folder", "large"):
        with pytest.raises(CannotEdit):
            worktree.read(place, name)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written(shell: Shell, place: Place) -> None:
    (shell.path / "dvc.yaml").write_text("one")
    shell.path.chmod(0o500)
    try:
        with pytest.raises(CannotWrite):
            worktree.replace(place, "dvc.yaml", b"two", expected=b"one")
    finally:
        shell.path.chmod(0o700)
    assert (shell.path / "dvc.yaml").read_text() == "one"


def test_files_are_found_tracked_or_not_but_not_ignored(shell: Shell, place: Place) -> None:
    shell.commit("first", files={"dvc.yaml": "", "a/b/dvc.yaml": "", "a/mydvc.yaml": "", ".gitignore": "cache"})
    for folder in ("new", "cache"):
        (shell.path / folder).mkdir()
        (shell.path / folder / "dvc.yaml").write_text("")
    (shell.path / "artifacts.yaml").write_text("")
    assert worktree.named(place, "dvc.yaml", "artifacts.yaml") == [
        "a/b/dvc.yaml", "artifacts.yaml", "dvc.yaml", "new/dvc.yaml",
    ]  # fmt: skip


def test_a_path_exists(shell: Shell, place: Place) -> None:
    (shell.path / "a").mkdir()
    assert worktree.exists(place, "a")
    assert not worktree.exists(place, "b")
