"""Writers who don't know of each other."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

import gto
from gto.errors import PushRefused, WrongArgs
from gto.git import remotes
from gto.registry.requests import Assign, Register
from gto.verbs import writing
from gto.verbs.writing import IDLE_MAX, MOVED_ON_MAX, Pending
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
    assert [writer.wait(300) for writer in writers] == [0] * len(commits)
    behind = shell.within(file_remote.path)
    assert behind.tags() == [f"churn@v0.0.{number}" for number in range(1, 6)]
    assert sorted(behind.git("rev-parse", f"{tag}^{{commit}}") for tag in behind.tags()) == sorted(commits)


def test_a_copy_made_in_the_middle_of_a_push_gives_no_number_twice(
    file_remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote that keeps refs as files sets the note of a push first, and then its tag."""
    shell = new_repository(tmp_path / "project")
    commit = shell.commit("first")
    shell.git("push", "--quiet", file_remote.url, "main")
    shell.gto("register", "churn", "--repo", file_remote.url)
    theirs = shell.tag("churn#prod#1", message="somebody else's")
    shell.git("push", "--quiet", file_remote.url, f"+{theirs}:{remotes.note_ref('churn')}")

    def go_on(_: float) -> None:
        shell.git("push", "--quiet", file_remote.url, "churn#prod#1")

    monkeypatch.setattr(remotes, "sleep", go_on)
    done = gto.open(file_remote.url).carry_out(Assign("churn", "dev", ref=commit))
    assert [creation.tag for creation in done.creations] == ["churn#dev#2"]


@pytest.mark.parametrize("version", [None, "v1.0.0"])
def test_a_remote_that_somebody_is_writing_to_is_waited_for(
    version: str | None, file_remote: Remote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is looked at meanwhile. A lock that is never let go is told of in the end."""
    shell = new_repository(tmp_path / "project")
    first, second = (shell.commit(f"commit {minute}", minute=minute) for minute in range(2))
    shell.git("push", "--quiet", file_remote.url, "main")
    lock = file_remote.path / f"{remotes.note_ref('churn')}.lock"
    lock.parent.mkdir(parents=True)
    lock.touch()
    tries: list[float] = []

    def look_on(seconds: float) -> None:
        tries.append(seconds)
        if len(tries) == 2 * IDLE_MAX:
            lock.unlink()

    monkeypatch.setattr(writing, "sleep", look_on)
    monkeypatch.setattr(writing, "LOCKED_SECONDS", 600.0)
    gto.open(file_remote.url).carry_out(Register("churn", version=version, ref=first))
    assert len(tries) == 2 * IDLE_MAX
    lock.touch()
    monkeypatch.setattr(writing, "LOCKED_SECONDS", 0.0)
    with pytest.raises(PushRefused):
        gto.open(file_remote.url).carry_out(Register("churn", version=version and "v2.0.0", ref=second))
    assert len(file_remote.tags()) == 1


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
    assert [writer.wait(300) for writer in writers] == [0] * 4
    stages = [tag for tag in shell.within(file_remote.path).tags() if "#prod" in tag]
    assert sorted(stages) == [f"churn#prod#{number}" for number in range(1, 5)]


def test_tag_objects_are_told_before_anybody_can_see_a_tag(file_remote: Remote, tmp_path: Path) -> None:
    """A server writes them down, so that after a crash it can tell its own tags from other people's."""
    shell = new_repository(tmp_path / "project")
    commit = shell.commit("first")
    shell.git("push", "--quiet", file_remote.url, "main")
    told: list[Sequence[Pending]] = []

    def hear(pending: Sequence[Pending]) -> None:
        assert file_remote.tags() == []
        told.append(pending)

    gto.open(file_remote.url).carry_out(Assign("churn", "prod", ref=commit), pending=hear)
    (pending,) = told
    assert [one.tag for one in pending] == file_remote.tags()[::-1] == ["churn@v0.0.1", "churn#prod#1"]
    assert [one.object for one in pending] == [file_remote.git("rev-parse", one.tag).strip() for one in pending]
    assert {one.commit for one in pending} == {commit}


def test_a_remote_that_moves_on_before_the_push_gets_the_tag_all_the_same(file_remote: Remote, tmp_path: Path) -> None:
    """A copy has no files, and git would send some if it did not know what the remote has got meanwhile."""
    shell = new_repository(tmp_path / "project")
    commit = shell.commit("first", files={"model.txt": "1"})
    shell.git("push", "--quiet", file_remote.url, "main")
    heard: list[str] = []

    def hear(pending: Sequence[Pending]) -> None:
        heard.extend(one.tag for one in pending)
        if len(heard) <= 2:
            shell.commit("meanwhile", minute=len(heard), files={"model.txt": "2" * len(heard)})
            shell.git("push", "--quiet", file_remote.url, "main")

    done = gto.open(file_remote.url).carry_out(Register("churn", version="v2.0.0", ref=commit), pending=hear)
    assert [one.tag for one in done.creations] == file_remote.tags() == ["churn@v2.0.0"]
    assert heard == ["churn@v2.0.0"] * 3
    assert file_remote.git("rev-parse", "churn@v2.0.0^{commit}").strip() == commit


def test_one_that_never_stops_is_given_up_with_the_truth(file_remote: Remote, tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"model.txt": "1"})
    shell.git("push", "--quiet", file_remote.url, "main")
    heard: list[str] = []

    def hear(pending: Sequence[Pending]) -> None:
        heard.extend(one.tag for one in pending)
        shell.commit("meanwhile", minute=len(heard), files={"model.txt": "2" * len(heard)})
        shell.git("push", "--quiet", file_remote.url, "main")

    with pytest.raises(PushRefused) as refused:
        gto.open(file_remote.url).carry_out(Register("churn"), pending=hear)
    assert refused.value.reason == "nothing (it has moved on meanwhile)"
    assert refused.value.unsure
    assert len(heard) == MOVED_ON_MAX + 1
    assert file_remote.tags() == []


def test_who_hears_of_it_can_stop_it(file_remote: Remote, tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    shell.git("push", "--quiet", file_remote.url, "main")

    def stop(_: Sequence[Pending]) -> None:
        raise WrongArgs("not like that")

    with pytest.raises(WrongArgs):
        gto.open(file_remote.url).carry_out(Register("churn"), pending=stop)
    repository = gto.open(str(shell.path))
    with pytest.raises(WrongArgs):
        repository.carry_out(Register("churn"), pending=stop)
    assert shell.tags() == file_remote.tags() == []
