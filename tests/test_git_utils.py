"""`gto.git_utils`: what scripts import of it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from gto.api import show
from gto.git_utils import cloned_git_repo, git_push_tag
from shell import new_repository


def test_a_tag_is_pushed_and_a_remote_is_opened(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    shell.commit("c1")
    shell.git("clone", "--quiet", "--bare", ".", "../remote.git")
    shell.git("remote", "add", "backup", "../remote.git")
    shell.tag("rf@v1.0.0")
    scm = SimpleNamespace(root_dir=str(shell.path))
    git_push_tag(scm, "rf@v1.0.0", remote_name="backup")
    with cloned_git_repo(f"file://{tmp_path}/remote.git") as copy:
        assert show(copy)["rf"]["version"] == "v1.0.0"
    git_push_tag(scm, "rf@v1.0.0", delete=True, remote_name="backup")
    assert shell.within(tmp_path / "remote.git").tags() == []
