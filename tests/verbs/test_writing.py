"""Writers who don't know of each other."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from servers import Remote
from shell import GTO, new_repository


def test_writers_on_machines_of_their_own_get_a_number_each(file_remote: Remote, tmp_path: Path) -> None:
    """Whoever comes second decides again, on what the remote has by then."""
    shell = new_repository(tmp_path / "project")
    commits = [shell.commit(f"commit {number}", minute=number) for number in range(5)]
    shell.git("push", "--quiet", file_remote.url, "main")
    writers = [
        subprocess.Popen(
            [GTO, "register", "churn", commit, "--repo", file_remote.url],
            env=os.environ | {"GTO_CACHE_DIR": str(tmp_path / f"machine {commit}")},
            cwd=tmp_path,
        )
        for commit in commits
    ]
    assert [writer.wait(100) for writer in writers] == [0] * len(commits)
    behind = shell.within(file_remote.path)
    assert behind.tags() == [f"churn@v0.0.{number}" for number in range(1, 6)]
    assert sorted(behind.git("rev-parse", f"{tag}^{{commit}}") for tag in behind.tags()) == sorted(commits)


def test_the_very_same_tag_made_twice_is_made_once(file_remote: Remote, tmp_path: Path) -> None:
    """One identity on two machines, the same commit, the same second: both tag objects are byte for byte the same,
    and Git would call the second push up to date."""
    shell = new_repository(tmp_path / "project")
    commit = shell.commit("first")
    shell.git("push", "--quiet", file_remote.url, "main")
    shell.gto("register", "churn", "--repo", file_remote.url)
    writers = [
        subprocess.Popen(
            [GTO, "assign", "churn", commit, "--stage", "prod", "--force", "--repo", file_remote.url],
            env=os.environ | {"GTO_CACHE_DIR": str(tmp_path / f"machine {number}")} | shell.env,
            cwd=tmp_path,
        )
        for number in range(4)
    ]
    assert [writer.wait(100) for writer in writers] == [0] * 4
    stages = [tag for tag in shell.within(file_remote.path).tags() if "#prod" in tag]
    assert sorted(stages) == [f"churn#prod#{number}" for number in range(1, 5)]
