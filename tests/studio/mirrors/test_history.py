"""Which commits there are, and what they say, odd ones included."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.registry.events import Moment
from gto_studio.mirrors import history
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path / "models")


def test_commits_are_found_the_newest_first_and_without_those_that_are_known(shell: Shell) -> None:
    first = shell.commit("1")
    second = shell.commit("2", minute=1)
    shell.git("checkout", "-q", "-b", "side", first)
    side = shell.commit("side", minute=2)
    shell.at(3).git("merge", "-q", "--no-ff", "-m", "merge", "main")
    merge = shell.git("rev-parse", "HEAD")
    at = str(shell.path)
    assert history.reachable(at, [merge]) == [merge, side, second, first]
    assert history.reachable(at, [merge], without=[second]) == [merge, side]
    assert history.reachable(at, []) == []
    (said,) = history.read(at, [merge])
    assert said.parents == (side, second)


@pytest.mark.parametrize("asked", [0, 2, 8])
def test_from_an_experiment_to_its_baseline(asked: int, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "STEPS_ASKED", asked)
    ids = [shell.commit(str(i), minute=i) for i in range(6)]
    shell.git("checkout", "-q", "-b", "side", ids[1])
    side = shell.commit("side", minute=7)
    at = str(shell.path)
    assert history.chains(
        at, [(ids[5], ids[1]), (ids[5], ids[4]), (side, ids[1]), (side, ids[2]), (ids[0], ids[0])]
    ) == {
        (ids[5], ids[1]): [ids[4], ids[3], ids[2]],
        (ids[5], ids[4]): [],
        (side, ids[1]): [],
        (side, ids[2]): None,
        (ids[0], ids[0]): None,
    }
    assert history.chains(at, []) == {}


def test_a_commit_says_who_and_when_for_author_and_committer(shell: Shell) -> None:
    env = {
        "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com", "GIT_AUTHOR_DATE": "1000000000 +0130",
        "GIT_COMMITTER_NAME": "Bob", "GIT_COMMITTER_EMAIL": "bob@example.com", "GIT_COMMITTER_DATE": "1000000100 -0200",
    }  # fmt: skip
    shell.having(env).git("commit", "-q", "--allow-empty", "-m", "Zwölf\n\nBoxkämpfer")
    (said,) = history.read(str(shell.path), [shell.git("rev-parse", "HEAD")])
    assert (said.author, said.author_email, said.authored) == ("Ann", "ann@example.com", Moment(1_000_000_000, 90))
    assert (said.committer, said.committer_email, said.committed) == (
        "Bob", "bob@example.com", Moment(1_000_000_100, -120),
    )  # fmt: skip
    assert said.message == "Zwölf\n\nBoxkämpfer\n"
    assert said.tree == shell.git("rev-parse", "HEAD^{tree}")


@pytest.mark.parametrize(
    "people",
    [
        b"author A <a> 99999999999999999999 +0000\ncommitter B <b> 1 +0000\n",
        b"author A <a>\ncommitter B <b> x y\n",
        b"author \xff\xfe <a> 1 +9999\ncommitter B <b> -5 +0000\n",
        b"",
    ],
)
def test_a_commit_that_nobody_understands_is_still_a_commit(people: bytes, shell: Shell) -> None:
    tree = shell.git("write-tree").encode()
    id = shell.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin",
                   stdin=b"tree " + tree + b"\n" + people + b"\nx\0y\n")  # fmt: skip
    (said,) = history.read(str(shell.path), [id])
    assert (said.id, said.tree) == (id, tree.decode())
    assert abs(said.authored.seconds) < 1 << 40


def test_tags_of_tags_lead_to_their_commit_and_others_to_none(shell: Shell) -> None:
    head = shell.commit("1", files={"f": "x"})
    outer = shell.tag("outer", at=shell.tag("inner"))
    blob, tree = shell.git("rev-parse", "HEAD:f"), shell.tag("tree", at="HEAD^{tree}")
    at = str(shell.path)
    assert history.peeled(at, [outer, head, blob, tree]) == {outer: head, head: head, blob: None, tree: None}
    assert history.exist(at, [head])
    assert not history.exist(at, [head, "0" * 39 + "1"])
