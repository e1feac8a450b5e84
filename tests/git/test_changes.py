"""What lies between two commits."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.git.changes import ChangedFile, Distance, changed_files, distance, objects_at
from gto.git.place import locate
from gto.registry.names import CommitId
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path / "project")


def test_files_that_differ(shell: Shell) -> None:
    (shell.path / "link").symlink_to("same")
    shell.git("add", "link")
    shell.commit("first", files={"same": "s", "changed": "1", "gone": "g", "deep/in a folder\n": "1", "run": "r"})
    (shell.path / "link").unlink()
    (shell.path / "link").symlink_to("changed")
    (shell.path / "run").chmod(0o755)
    shell.git("rm", "--quiet", "gone")
    shell.git("add", "link", "run")
    shell.commit("second", files={"changed": "2", "new": "n", "deep/in a folder\n": "2"})
    place = locate(str(shell.path))

    def id(name: str) -> str:
        return shell.git("rev-parse", name)

    old, new = id("HEAD~^{tree}"), id("HEAD^{tree}")
    assert changed_files(place, old, new) == [
        ChangedFile("changed", id("HEAD~:changed"), id("HEAD:changed")),
        ChangedFile("deep/in a folder\n", id("HEAD~:deep/in a folder\n"), id("HEAD:deep/in a folder\n")),
        ChangedFile("gone", id("HEAD~:gone"), None),
        ChangedFile("new", None, id("HEAD:new")),
    ]
    assert changed_files(place, new, new) == []
    assert objects_at(place, new, ["new", "gone", "deep", ""]) == {"new": id("HEAD:new"), "deep": id("HEAD:deep")}
    assert objects_at(place, new, []) == {}


def test_commits_between(shell: Shell) -> None:
    fork = CommitId(shell.commit("fork"))
    ours = [CommitId(shell.commit(f"ours {number}", minute=number)) for number in range(1, 4)]
    shell.git("checkout", "--quiet", "--detach", fork)
    theirs = CommitId(shell.commit("theirs", minute=9))
    place = locate(str(shell.path))
    assert distance(place, theirs, ours[-1], limit=10) == Distance(3, 1, (ours[2], ours[1], ours[0]))
    assert distance(place, theirs, ours[-1], limit=2) == Distance(3, 1, (ours[2], ours[1]))
    assert distance(place, fork, fork, limit=10) == Distance(0, 0, ())
    assert distance(place, ours[-1], fork, limit=10) == Distance(0, 3, ())
