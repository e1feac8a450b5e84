"""Many writers at once, in processes of their own: no number is given twice, and nobody has a tag that is not true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from servers import Remote
from shell import Said, Shell, new_repository

WRITERS = 8
ACTIONS = 200
STAGES = ("dev", "stage", "prod")

pytestmark = pytest.mark.slow


def at_once(writers: Sequence[Shell], actions: Sequence[Sequence[str]], *more: str) -> list[Said]:
    """Let each writer take the next action as soon as it has done one, until all are done."""
    todo = iter(list(actions))

    def work(shell: Shell) -> list[Said]:
        return [shell.gto(*words, *more, code=None) for words in todo]

    with ThreadPoolExecutor(len(writers)) as pool:
        return [said for done in pool.map(work, writers) for said in done]


def actions(count: int) -> list[list[str]]:
    """Registrations of new commits, and assignments to three stages, of two artifacts, well mixed."""
    made: list[list[str]] = []
    for i in range(count):
        name = ("churn", "fraud/eu")[i % 4 == 3]
        if i % 2:
            made.append(["assign", name, "--version", "v0.0.1", "--stage", STAGES[i // 2 % 3], "--force"])
        else:
            made.append(["register", name, f"c{i}"])
    return made


def history(shell: Shell, count: int) -> Shell:
    """A repository with many commits to register, each under a branch name, and the first version of each artifact."""
    stream = "".join(
        f"commit refs/heads/main\ncommitter Jo Tester <jo@example.com> {1772355600 + i} +0000\ndata 2\nc\n\n"
        f"reset refs/heads/c{i}\nfrom refs/heads/main\n\n"
        for i in range(count)
    )
    last = f"commit refs/heads/main\ncommitter Jo Tester <jo@example.com> {1772355600 + count} +0000\ndata 2\nz\n\n"
    shell.git("fast-import", "--quiet", stdin=stream + last)
    for name in ("churn", "fraud/eu"):
        shell.gto("register", name, "main")
    return shell


def publish(shell: Shell, remote: Remote) -> None:
    shell.git("push", "--quiet", remote.url, "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*")


def numbers_are_given_once(tags: Sequence[str], done: Sequence[Said], count: int) -> None:
    """Every action made its one tag; versions and counters of an artifact are all different, and without a gap."""
    assert [said for said in done if said.code != 0] == []
    made = [line.split("'")[1] for said in done for line in said.lines if line.startswith("Created git tag")]
    assert len(made) == len(set(made)) == count
    assert set(made) <= set(tags)
    assert len(tags) == count + 2
    for name in ("churn", "fraud/eu"):
        versions = sorted(int(tag.rpartition(".")[2]) for tag in tags if tag.startswith(f"{name}@"))
        assert versions == list(range(1, len(versions) + 1))
        counters = sorted(int(tag.rpartition("#")[2]) for tag in tags if tag.startswith(f"{name}#"))
        assert counters == list(range(1, len(counters) + 1))


def test_eight_writers_in_one_repository(tmp_path: Path) -> None:
    shell = history(new_repository(tmp_path / "repository"), ACTIONS)
    done = at_once([shell] * WRITERS, actions(ACTIONS))
    numbers_are_given_once(shell.tags(), done, ACTIONS)
    assert not list((shell.path / ".git").rglob("*.lock"))
    shell.git("fsck", "--strict")
    rows = json.loads(shell.gto("history", "churn", "--json").out)
    for stage in STAGES:
        counters = [int(row["ref"].split("#")[2]) for row in rows if row["stage"] == stage]
        assert counters == sorted(counters, reverse=True), "the order of history is the order of writing"


def test_eight_writers_and_other_programs(tmp_path: Path) -> None:
    """`git tag` and `git pack-refs`, which know nothing of our lock, work in between."""
    shell = history(new_repository(tmp_path / "repository"), 60)
    stop = False

    def meddle() -> None:
        i = 0
        while not stop:
            shell.git("tag", "-a", "-m", "m", f"other-{i}", code=None)
            shell.git("pack-refs", "--all", code=None)
            i += 1

    with ThreadPoolExecutor(1) as pool:
        meddler = pool.submit(meddle)
        try:
            done = at_once([shell] * WRITERS, actions(60))
        finally:
            stop = True
        meddler.result()
    numbers_are_given_once([tag for tag in shell.tags() if not tag.startswith("other")], done, 60)


def test_eight_writers_at_one_address(file_remote: Remote, tmp_path: Path) -> None:
    """Four share a copy of the remote, as on one machine, and four have copies of their own."""
    publish(history(new_repository(tmp_path / "origin"), ACTIONS), file_remote)
    writers = []
    for i in range(WRITERS):
        folder = tmp_path / f"writer{i}"
        folder.mkdir()
        writers.append(Shell(folder, {"GTO_CACHE_DIR": str(tmp_path / f"cache{max(0, i - 3)}")}))
    done = at_once(writers, actions(ACTIONS), "-r", file_remote.url)
    numbers_are_given_once(file_remote.tags(), done, ACTIONS)
    file_remote.git("fsck", "--strict")
    for writer in writers:
        assert len(json.loads(writer.gto("history", "-r", file_remote.url, "--json").out)) == ACTIONS + 2


def test_eight_clones_that_push(file_remote: Remote, tmp_path: Path) -> None:
    """Whatever tag a clone has in the end, the remote has the very same."""
    origin = history(new_repository(tmp_path / "origin"), 80)
    publish(origin, file_remote)
    clones = []
    for i in range(WRITERS):
        origin.git("clone", "--quiet", "--bare", file_remote.url, tmp_path / f"clone{i}")
        clones.append(Shell(tmp_path / f"clone{i}"))
    done = at_once(clones, actions(80), "--push")
    numbers_are_given_once(file_remote.tags(), done, 80)
    listing = ("for-each-ref", "--format=%(refname) %(objectname)", "refs/tags")
    there = set(file_remote.git(*listing).splitlines())
    for clone in clones:
        assert set(clone.git(*listing).splitlines()) - there == set()
        clone.git("fsck", "--strict")


def test_writers_at_one_address_over_the_network(http_remote: Remote, tmp_path: Path) -> None:
    origin = history(new_repository(tmp_path / "origin", env=http_remote.env), 24)
    publish(origin, http_remote)
    writers = [
        Shell(tmp_path, {**http_remote.env, "GTO_CACHE_DIR": str(tmp_path / f"cache{i}")}) for i in range(WRITERS)
    ]
    done = at_once(writers, actions(24), "-r", http_remote.url)
    numbers_are_given_once(http_remote.tags(), done, 24)


def test_a_version_that_two_name_goes_to_one(file_remote: Remote, tmp_path: Path) -> None:
    """What was named is never changed behind a person's back: of eight who want v1.0.0, seven are refused."""
    origin = history(new_repository(tmp_path / "origin"), 8)
    publish(origin, file_remote)
    writers = [Shell(tmp_path, {"GTO_CACHE_DIR": str(tmp_path / f"cache{i}")}) for i in range(WRITERS)]
    wishes = [["register", "swan", f"c{i}", "--version", "v1.0.0"] for i in range(WRITERS)]
    for shells, more in ((writers, ["-r", file_remote.url]), ([origin] * WRITERS, [])):
        done = at_once(shells, wishes, *more)
        assert Counter(said.code for said in done) == {0: 1, 1: WRITERS - 1}
        assert all("v1.0.0" in said.err for said in done if said.code)


def test_readers_see_whole_actions_while_writers_write(tmp_path: Path) -> None:
    """An assignment that registers makes two tags; nobody sees one without the other."""
    shell = history(new_repository(tmp_path / "repository"), 40)
    wishes = [["assign", "swan", f"c{i}", "--stage", "prod"] for i in range(40)]
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(at_once, [shell] * 4, wishes)
        while not writing.done():
            rows = shell.gto("history", "swan", "--json").out
            stages = [row for row in json.loads(rows) if row["event"] == "assignment"]
            assert all(row["version"].startswith("v") for row in stages)
        assert [said for said in writing.result() if said.code] == []
