"""What goes wrong by itself: clones without tags, clocks, damage, kills, full disks, rights, odd places.

Each time there is the right answer, or one clear error with a hint and exit code 1; and nothing half-written.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from disks import fill_up, small_disk
from kills import Moments
from servers import Remote
from shell import GTO, Said, Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Two versions on two commits and a stage."""
    shell = new_repository(tmp_path / "repository", env={"GTO_CACHE_DIR": str(tmp_path / "cache")})
    shell.commit("first", minute=1, files={"dvc.yaml": "artifacts: {churn: {path: m.pkl}}\n"})
    shell.tag("churn@v0.0.1", minute=1)
    shell.commit("second", minute=2)
    shell.tag("churn@v0.0.2", minute=2)
    shell.tag("churn#prod#1", minute=3)
    return shell


def rows(shell: Shell) -> dict[str, list[str]]:
    """What `gto show --plain` says, by artifact."""
    return {line.split()[0]: line.split()[1:] for line in shell.gto("show", "--plain").lines[1:]}


def oddities(shell: Shell) -> dict[str, list[str]]:
    """What `gto doctor` names: code → tags."""
    found: dict[str, list[str]] = {}
    for oddity in json.loads(shell.gto("doctor", "--json", code=None).out):
        found.setdefault(oddity["code"], []).extend(oddity["tags"])
    return found


# --- Clones that lack something ---------------------------------------------------------------------------------------


def clone(shell: Shell, *options: str) -> Shell:
    shell.git("clone", "--quiet", *options, shell.path.as_uri(), shell.path.parent / "clone")
    return shell.within(shell.path.parent / "clone")


TAGLESS = {
    "shallow": ["--depth=1"],
    "shallow without tags": ["--depth=1", "--no-tags"],
    "tag-less": ["--no-tags"],
    "single branch of old": ["--single-branch", "--no-tags", "--branch=old"],
}


@pytest.mark.parametrize("options", TAGLESS.values(), ids=TAGLESS)
def test_a_clone_without_tags_says_so_and_refuses_to_guess(options: list[str], shell: Shell) -> None:
    shell.git("branch", "old", "HEAD~")
    incomplete = clone(shell, *options)
    for words in (["show"], ["show", "churn"], ["history"], ["stages"], ["check-ref", "churn@v0.0.1"], ["print-state"]):
        said = incomplete.gto(*words, code=None)
        assert "this clone may lack tags" in said.err, words
        assert "git fetch" in said.err, words
        assert said.err.count("this clone") == 1, words
    before = incomplete.tags()
    for words in (["register", "churn"], ["assign", "churn", "--stage", "dev"]):
        said = incomplete.refused(*words)
        assert "This clone lacks" in said
        assert "git fetch" in said
    assert incomplete.tags() == before
    command = next(line for line in said.splitlines() if "hint: git fetch" in line)[6:].partition("   (")[0]
    incomplete.run("sh", "-c", command)
    assert "this clone lacks" not in incomplete.gto("show").err
    assert set(shell.tags()) <= set(incomplete.tags())


def test_a_number_that_exists_upstream_is_never_given_again(shell: Shell) -> None:
    """Not even by force, as long as the remote can be asked."""
    incomplete = clone(shell, "--no-tags")
    incomplete.commit("third", minute=5)
    assert "'churn@v0.0.3'" in incomplete.gto("register", "churn", "--force").out
    assert "'churn#dev#2'" in incomplete.gto("assign", "churn", "--stage", "dev", "--force").out
    incomplete.refused("register", "churn", "--version", "v0.0.1", "--force")


def test_a_clone_without_tags_may_write_on_the_remote_itself(shell: Shell) -> None:
    incomplete = clone(shell, "--no-tags")
    incomplete.commit("third", minute=5)
    assert "'churn@v0.0.3'" in incomplete.gto("register", "churn", "--push").out
    assert "churn@v0.0.3" in shell.tags()


def test_where_the_remote_cannot_be_asked_force_is_needed(shell: Shell) -> None:
    incomplete = clone(shell, "--no-tags")
    incomplete.git("remote", "set-url", "origin", "file:///nowhere")
    said = incomplete.refused("register", "swan")
    assert "may lack tags" in said
    assert "does not answer" in said
    assert "swan@v0.0.1" in incomplete.gto("register", "swan", "--force").out
    incomplete.git("remote", "remove", "origin")
    incomplete.git("config", "remote.gone.fetch", "+refs/heads/main:refs/x")
    incomplete.gto("show")


def test_nothing_missing_is_nothing_to_say(shell: Shell) -> None:
    """A shallow clone whose remote has no other tags of the artifact may write; it warns all the same."""
    incomplete = clone(shell, "--depth=1")
    said = incomplete.gto("register", "swan")
    assert "Created git tag 'swan@v0.0.1'" in said.out
    whole = shell.within(shell.path.parent / "whole")
    shell.git("clone", "--quiet", shell.path.as_uri(), whole.path)
    assert whole.gto("show").err == ""


def test_what_a_ci_system_checks_out_is_known_to_lack_tags(shell: Shell, tmp_path: Path) -> None:
    """One commit, fetched by its id into a repository made on the spot, as actions/checkout does."""
    runner = new_repository(tmp_path / "runner", env=shell.env)
    runner.git("remote", "add", "origin", shell.path.as_uri())
    commit = shell.git("rev-parse", "HEAD")
    runner.git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", f"+{commit}:refs/remotes/origin/main")
    runner.git("checkout", "--quiet", "--detach", "refs/remotes/origin/main")
    assert "this clone may lack tags" in runner.gto("show").err
    assert "This clone lacks" in runner.refused("register", "churn")


@pytest.mark.parametrize("omitted", ["blob:none", "tree:0"])
def test_a_partial_clone_has_its_tags_and_says_which_files_it_lacks(omitted: str, shell: Shell) -> None:
    shell.git("config", "uploadpack.allowFilter", "true")
    shell.commit("third", minute=4, files={"dvc.yaml": "artifacts: {swan: {path: s.pkl}}\n"})
    partial = clone(shell, f"--filter={omitted}")
    assert rows(partial) == {"churn": ["v0.0.2", "v0.0.2"], "*swan": ["-", "-"]}
    assert partial.gto("show").err == ""
    said = partial.gto("describe", "churn@v0.0.1", code=None)
    assert "missing here" in said.err
    partial.git("cat-file", "-p", "churn@v0.0.1:dvc.yaml")
    assert "m.pkl" in partial.gto("describe", "churn@v0.0.1").out
    partial.gto("register", "churn")
    assert "churn@v0.0.3" in partial.tags()


def test_tags_whose_commits_are_missing_are_named(shell: Shell) -> None:
    """Tags fetched into a shallow clone without their commits (or with a damaged history)."""
    (object_file(shell, "HEAD~^{commit}")).unlink()
    assert oddities(shell)["missing-commit"] == ["churn@v0.0.1"]
    said = shell.gto("show", "--plain")
    assert "churn@v0.0.1" in said.err
    assert rows(shell)["churn"] == ["v0.0.2", "v0.0.2"]


# --- Clocks -----------------------------------------------------------------------------------------------------------


def test_the_counter_breaks_a_tie_of_the_clock(shell: Shell) -> None:
    """Counters are numbers: 10 comes after 9, though not in the alphabet."""
    for counter in (9, 10):
        shell.tag(f"churn#prod#{counter}", at=("HEAD", "HEAD~")[counter == 10], minute=7)
    assert rows(shell)["churn"][1] == "v0.0.1"
    assert [row["ref"] for row in json.loads(shell.gto("history", "--json").out)][:2] == [
        "churn#prod#10",
        "churn#prod#9",
    ]
    shell.tag("churn#prod!#11", at="HEAD~", minute=7)
    assert rows(shell)["churn"][1] == "v0.0.2"
    assert shell.gto("show").err == ""


def test_a_clock_that_contradicts_a_counter_is_said_to(shell: Shell) -> None:
    shell.tag("churn#prod#3", at="HEAD~", minute=5)
    shell.tag("churn#prod#2", at="HEAD", minute=6)
    assert oddities(shell)["clock"] == ["churn#prod#2", "churn#prod#3"]
    for words in (["show"], ["show", "churn"], ["show", "churn#prod", "--ref"], ["history"], ["doctor"]):
        said = shell.gto(*words)
        text = said.err
        assert "churn#prod#2" in text, words
        assert "churn#prod#3" in text, words
    assert rows(shell)["churn"][1] == "v0.0.2"


# --- Odd tags ---------------------------------------------------------------------------------------------------------


def raw_tag(shell: Shell, name: str, text: str | bytes, *, literally: bool = False) -> str:
    options = ["--literally"] if literally else []
    id = shell.git("hash-object", "-t", "tag", "-w", *options, "--stdin", stdin=text)
    shell.git("update-ref", f"refs/tags/{name}", id)
    return id


TAGGER = "tagger Jo <jo@example.com> 1772355600 +0000"


def on_blob(shell: Shell) -> None:
    shell.tag("odd@v1.0.0", at="HEAD:dvc.yaml")


def on_tree(shell: Shell) -> None:
    shell.tag("odd@v1.0.0", at="HEAD^{tree}")


def lightweight(shell: Shell) -> None:
    shell.git("tag", "odd@v1.0.0")


def lightweight_on_blob(shell: Shell) -> None:
    shell.git("tag", "odd@v1.0.0", "HEAD:dvc.yaml")


def without_tagger(shell: Shell) -> None:
    head = shell.git("rev-parse", "HEAD")
    raw_tag(shell, "odd@v1.0.0", f"object {head}\ntype commit\ntag odd@v1.0.0\n\nm\n", literally=True)


def with_mad_date(shell: Shell) -> None:
    head = shell.git("rev-parse", "HEAD")
    tagger = "tagger Jo <jo@example.com> 99999999999999999999 +0000"
    raw_tag(shell, "odd@v1.0.0", f"object {head}\ntype commit\ntag odd@v1.0.0\n{tagger}\n\nm\n", literally=True)


def that_is_garbage(shell: Shell) -> None:
    id = shell.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin="nothing like a tag\n")
    (shell.path / ".git" / "refs" / "tags" / "odd@v1.0.0").write_text(f"{id}\n")


def that_lies_about_its_target(shell: Shell) -> None:
    tree = shell.git("rev-parse", "HEAD^{tree}")
    raw_tag(shell, "odd@v1.0.0", f"object {tree}\ntype commit\ntag odd@v1.0.0\n{TAGGER}\n\nm\n", literally=True)


def on_nothing(shell: Shell) -> None:
    raw_tag(shell, "odd@v1.0.0", f"object {'1' * 40}\ntype commit\ntag odd@v1.0.0\n{TAGGER}\n\nm\n", literally=True)


def with_a_missing_object(shell: Shell) -> None:
    shell.tag("odd@v1.0.0")
    object_file(shell, "odd@v1.0.0").unlink()


def with_an_empty_object(shell: Shell) -> None:
    shell.tag("odd@v1.0.0")
    write(object_file(shell, "odd@v1.0.0"), b"")


def with_a_truncated_object(shell: Shell) -> None:
    shell.tag("odd@v1.0.0")
    file = object_file(shell, "odd@v1.0.0")
    write(file, file.read_bytes()[:-20])


def with_a_flipped_byte(shell: Shell) -> None:
    shell.tag("odd@v1.0.0")
    file = object_file(shell, "odd@v1.0.0")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    write(file, bytes(data))


def with_garbage_for_an_object(shell: Shell) -> None:
    shell.tag("odd@v1.0.0")
    write(object_file(shell, "odd@v1.0.0"), b"garbage" * 100)


def with_a_folder_for_an_object(shell: Shell) -> None:
    shell.tag("odd@v1.0.0")
    file = object_file(shell, "odd@v1.0.0")
    file.unlink()
    file.mkdir()


ODD = [
    on_blob, on_tree, lightweight, lightweight_on_blob, without_tagger, with_mad_date, that_is_garbage,
    that_lies_about_its_target, on_nothing, with_a_missing_object, with_an_empty_object, with_a_truncated_object,
    with_a_flipped_byte, with_garbage_for_an_object, with_a_folder_for_an_object,
]  # fmt: skip


def object_file(shell: Shell, revision: str) -> Path:
    id = shell.git("rev-parse", revision)
    return shell.path / ".git" / "objects" / id[:2] / id[2:]


def write(file: Path, data: bytes) -> None:
    file.chmod(0o644)
    file.write_bytes(data)


@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_an_odd_tag_is_reported_and_costs_nothing_else(make: Callable[[Shell], None], shell: Shell) -> None:
    before = rows(shell)
    make(shell)
    for _ in range(2):
        assert rows(shell) == before
        said = shell.gto("show", "churn@latest", "--version")
        assert (said.out, said.err) == ("v0.0.2\n", "")
        warnings = shell.gto("history").err.splitlines()
        assert len(warnings) == 1
        assert "odd@v1.0.0" in warnings[0]
    doctor = shell.gto("doctor", code=1)
    assert "odd@v1.0.0" in doctor.err
    assert "hint:" in doctor.err
    assert list(oddities(shell).values()) == [["odd@v1.0.0"]]
    shell.gto("print-state")
    shell.gto("assign", "churn", "--version", "v0.0.1", "--stage", "dev")
    assert shell.gto("check-ref", "odd@v1.0.0").out == ""
    said = shell.gto("register", "odd", code=None)
    assert "odd@v0.0.1" in said.out or "odd@v1.0.0" in said.err


def test_the_repair_that_is_named_works(shell: Shell) -> None:
    for make in (on_tree, lightweight, without_tagger, on_nothing, with_a_truncated_object):
        make(shell)
        hint = next(line for line in shell.gto("doctor", code=1).err.splitlines() if line.startswith("hint:"))
        assert "git tag -d odd@v1.0.0" in hint or "git fetch" in hint
        shell.git("tag", "-d", "odd@v1.0.0", code=None)
        shell.git("update-ref", "-d", "refs/tags/odd@v1.0.0")
        assert "No issues found" in shell.gto("doctor").out


def test_a_nested_tag_stands_for_the_commit_in_the_end(shell: Shell) -> None:
    shell.tag("inner", at="HEAD~")
    shell.tag("swan@v1.0.0", at="inner", minute=5)
    assert rows(shell)["swan"] == ["v1.0.0", "-"]
    assert json.loads(shell.gto("show", "swan", "--json").out)[0]["commit_hexsha"] == shell.git("rev-parse", "HEAD~")
    assert oddities(shell) == {"nested": ["swan@v1.0.0"]}
    assert "swan@v1.0.0" in shell.gto("show").err


def test_two_versions_on_one_commit_and_a_stage(shell: Shell) -> None:
    shell.tag("churn@v0.0.3", minute=4)
    assert rows(shell)["churn"] == ["v0.0.3", "v0.0.3"]
    assert sorted(oddities(shell)["two-versions"]) == ["churn@v0.0.2", "churn@v0.0.3"]
    assert "churn@v0.0.3" in shell.gto("show").err
    said = shell.refused("assign", "churn", "--stage", "dev")
    assert "Multiple versions are not allowed on the same Git commit" in said
    shell.gto("register", "swan")
    shell.gto("assign", "churn", "--version", "v0.0.1", "--stage", "dev")


def test_text_that_is_not_utf8_is_read_as_well_as_it_can_be(shell: Shell) -> None:
    head = shell.git("rev-parse", "HEAD")
    text = f"object {head}\ntype commit\ntag swan@v1.0.0\ntagger J\xf6 <jo@example.com> 1772355600 +0000\n\nf\xfcr\n"
    raw_tag(shell, "swan@v1.0.0", text.encode("latin-1"), literally=True)
    assert rows(shell)["swan"] == ["v1.0.0", "-"]
    assert oddities(shell) == {"not-utf8": ["swan@v1.0.0"]}
    assert json.loads(shell.gto("show", "swan", "--json").out)[0]["message"] == "f\ufffdr"


@pytest.mark.parametrize("damage", ["a ref that is no id", "an empty ref", "a zero id", "a packed line", "a folder"])
def test_damaged_refs_cost_themselves(damage: str, shell: Shell) -> None:
    """git leaves a broken ref out of its lists, with a warning of its own; or refuses to list at all."""
    ref = shell.path / ".git" / "refs" / "tags" / "odd@v1.0.0"
    if damage == "a packed line":
        shell.git("pack-refs", "--all")
        packed = shell.path / ".git" / "packed-refs"
        packed.write_text(packed.read_text() + "nonsense\n")
        assert "packed-refs" in shell.refused("show")
        return
    if damage == "a folder":
        ref.mkdir()
    else:
        ref.write_text({"a ref that is no id": "garbage\n", "an empty ref": "", "a zero id": "0" * 40 + "\n"}[damage])
    assert rows(shell)["churn"] == ["v0.0.2", "v0.0.2"]
    shell.gto("register", "swan")
    shell.gto("history")


def test_a_damaged_pack_is_one_clear_error_or_costs_itself(shell: Shell) -> None:
    shell.git("gc", "--quiet")
    for pack in (shell.path / ".git" / "objects" / "pack").glob("*.pack"):
        data = bytearray(pack.read_bytes())
        data[len(data) // 2] ^= 0xFF
        write(pack, bytes(data))
    for words in (["show"], ["history"], ["doctor"], ["register", "swan"], ["print-state"]):
        said = shell.gto(*words, code=None)
        assert said.code in (0, 1)
        assert said.err or words[0] == "register", words


@pytest.mark.parametrize("which", ["HEAD", "HEAD^{tree}", "HEAD:dvc.yaml"])
def test_a_damaged_head_does_not_hide_the_registry(which: str, shell: Shell) -> None:
    shell.commit("third", minute=5, files={"dvc.yaml": "artifacts: {swan: {path: s.pkl}}\n"})
    write(object_file(shell, which), b"garbage")
    said = shell.gto("show", "--plain")
    assert "v0.0.2" in said.out
    assert "damaged" in said.err
    assert "unread-file" in oddities(shell)
    assert "churn@v0.0.1" in shell.gto("history").out
    if which == "HEAD":
        assert "git fsck" in shell.refused("register", "churn")


# --- Kills ------------------------------------------------------------------------------------------------------------


def consistent(shell: Shell) -> None:
    """Nothing half-written: an assignment never without its registration, no lock, every object sound."""
    tags = shell.tags()
    assert len([tag for tag in tags if tag.startswith("swan@")]) == len(
        [tag for tag in tags if tag.startswith("swan#")]
    )
    shell.git("fsck", "--strict", "--no-dangling")


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["gto", "gto and git"])
def test_a_kill_at_any_moment_leaves_all_or_nothing(whom: str, shell: Shell, tmp_path: Path) -> None:
    """Killed at each moment of an action that makes two tags; after each, the next action succeeds."""
    moments = Moments(shell, tmp_path / "moments", [shell.path / ".git"])
    assign = ["assign", "swan", "--stage", "dev"]
    commits = (shell.commit(f"c{i}") for i in itertools.count())
    next(commits)
    passed = moments.of(*assign)
    assert {"gto os.posix_spawn", "git reference-transaction prepared"} < set(passed)
    for until in range(1, len(passed) + 1):
        next(commits)
        moments.kill(*assign, until=until, whom=whom)
        consistent(shell)
        next(commits)
        shell.gto(*assign)
        consistent(shell)


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["gto", "gto and git"])
def test_a_kill_at_any_moment_of_a_push_leaves_nothing_false_here(
    whom: str, shell: Shell, tmp_path: Path, file_remote: Remote
) -> None:
    """What is here is there. What is there and not here yet comes with the next action."""
    shell.git("remote", "add", "origin", file_remote.url)
    shell.git("push", "--quiet", "origin", "main", "--tags")
    moments = Moments(shell, tmp_path / "moments", [shell.path / ".git", file_remote.path])
    register = ["register", "swan", "--push"]
    commits = (shell.commit(f"c{i}") for i in itertools.count())
    next(commits)
    passed = moments.of(*register)
    assert {"git pre-push origin", "git pre-receive ", "git post-receive "} < set(passed)
    for until in range(1, len(passed) + 1):
        next(commits)
        moments.kill(*register, until=until, whom=whom)
        assert set(shell.tags()) <= set(file_remote.tags())
        next(commits)
        if whom != "gto":  # the remote's own git was killed with the rest: its locks are its affair
            for lock in (file_remote.path / "refs").rglob("*.lock"):
                lock.unlink()
        shell.gto(*register)
        assert {tag for tag in file_remote.tags() if "swan" in tag} == {tag for tag in shell.tags() if "swan" in tag}
    shell.git("fsck", "--strict", "--no-dangling")
    file_remote.git("fsck", "--strict", "--no-dangling")


def test_locks_that_a_killed_git_left_block_nobody(shell: Shell) -> None:
    """What a writer of ours had announced is cleared away by the next; a lock of another program is left alone."""
    folder = shell.path / ".git"
    shell.gto("register", "swan")
    ours = folder / "refs" / "tags" / "swan@v0.0.2.lock"
    theirs = folder / "refs" / "tags" / "crane@v0.0.1.lock"
    id = shell.git("rev-parse", "churn@v0.0.1")
    (folder / "gto" / "lock").write_text(
        f"{id} refs/tags/swan@v0.0.2\n- refs/tags/swan@v0.0.1\n{id} refs/tags/crane@v0.0.1\n"
        f"{id} refs/tags/../../config\ngarbage\n"
    )
    ours.write_text(f"{id}\n")
    theirs.write_text("0" * 40 + "\n")
    for name in ("packed-refs.lock", "packed-refs.new"):
        (folder / name).touch()
    shell.commit("third", minute=5)
    shell.gto("register", "swan")
    shell.gto("deprecate", "swan", "v0.0.1", "--delete")
    assert "swan@v0.0.2" in shell.tags()
    assert theirs.exists()
    assert "crane@v0.0.1.lock" in shell.refused("register", "crane")
    assert (folder / "gto" / "lock").read_text() == ""
    assert (folder / "config").exists()


def test_a_lock_left_in_a_copy_of_a_remote_blocks_nobody(shell: Shell) -> None:
    url = shell.path.as_uri()
    shell.gto("show", "-r", url)
    (copy,) = Path(shell.env["GTO_CACHE_DIR"]).glob("remote-*.git")
    shell.tag("swan@v0.0.1", minute=6)
    (copy / "refs" / "tags").mkdir(exist_ok=True)
    (copy / "refs" / "tags" / "swan@v0.0.1.lock").touch()
    assert "swan" in shell.gto("show", "-r", url).out


def test_an_interruption_is_no_failure_of_ours(shell: Shell, file_remote: Remote) -> None:
    """Ctrl-C reaches gto and git alike; the exit code is that of a shell."""
    shell.git("remote", "add", "origin", file_remote.url)
    hook = file_remote.path / "hooks" / "pre-receive"
    fifo = shell.path / "started"
    os.mkfifo(fifo)
    hook.write_text(f"#!/bin/sh\necho x > {fifo}\nexec sleep 60\n")
    hook.chmod(0o755)
    process = subprocess.Popen(
        [GTO, "register", "swan", "--push"], cwd=shell.path, env=os.environ | dict(shell.env), start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    fifo.read_text()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=90)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert out == ""
    assert "swan@v0.0.1" not in [*shell.tags(), *file_remote.tags()]


# --- Disks and rights -------------------------------------------------------------------------------------------------


def test_a_full_disk_is_one_clear_error(shell: Shell, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        shell.git("clone", "--quiet", "--bare", shell.path, disk / "r.git")
        full = shell.within(disk / "r.git")
        fill_up(disk)
        assert rows(full)["churn"] == ["v0.0.2", "v0.0.2"]
        before = full.tags()
        for words in (["register", "swan"], ["assign", "swan", "--stage", "dev"], ["deprecate", "churn"]):
            said = full.refused(*words)
            assert "space" in said, said
            assert full.tags() == before
        (disk / "filler").unlink()
        full.gto("assign", "swan", "--stage", "dev")
        full.git("fsck", "--strict", "--no-dangling")


def test_a_full_cache_costs_nothing_but_time(shell: Shell, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        full = shell.having({"GTO_CACHE_DIR": str(disk / "gto")})
        fill_up(disk)
        assert rows(full)["churn"] == ["v0.0.2", "v0.0.2"]
        full.gto("register", "swan")
        said = full.gto("show", "-r", shell.path.as_uri(), code=None)
        assert "v0.0.2" in said.out or "space" in said.err


@pytest.mark.parametrize("limit", [0, 50, 200])
def test_a_limit_on_file_sizes_is_one_clear_error(limit: int, shell: Shell) -> None:
    """What a full disk looks like to whoever may not mount one."""
    before = shell.tags()
    done = subprocess.run(
        [GTO, "assign", "swan", "--stage", "dev", "--message", random.Random(1).randbytes(500).hex()],
        cwd=shell.path,
        env=os.environ | dict(shell.env),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done
    assert done.stderr.startswith("❌")
    assert "Unexpected" not in done.stderr
    assert shell.tags() == before
    shell.gto("assign", "swan", "--stage", "dev")


@pytest.mark.parametrize("words", [["show"], ["show", "--json"], ["--help"], ["register", "swan"], ["doctor"]])
def test_nobody_listens(words: list[str], shell: Shell) -> None:
    """Output that cannot be written: a full device, a closed pipe, no output at all, no input."""
    quoted = " ".join([str(GTO), *words])
    full = shell.run("sh", "-c", f"{quoted} > /dev/full", code=None)
    assert full.code == 1
    assert "space" in full.err
    assert "Unexpected" not in full.err
    closed = shell.run("sh", "-c", f"{quoted} | true", code=None)
    assert closed.err == "" or "warning" in closed.err or "❌" in closed.err
    assert "Traceback" not in closed.err
    for redirection in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        said = shell.run("sh", "-c", f"{quoted} {redirection}", code=None)
        assert "Traceback" not in said.err
        assert "Unexpected" not in said.err
        assert said.code in (0, 1)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_that_knows_few_signs(encoding: str, shell: Shell) -> None:
    poor = shell.having({"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    said = poor.run(GTO, "show", code=None)
    assert said.code == 0
    assert "v0.0.2" in said.out
    said = poor.run(GTO, "register", "a//b", code=1)
    assert "Only letters" in said.err


def as_nobody_in_particular(shell: Shell, *words: str) -> Said:
    """Run gto bound by file rights: root gives up what sets it above them."""
    command = [str(GTO), *words]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root is bound by no rights, and setpriv is missing")
        command = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", *command]
    said = shell.run(*command, code=None)
    assert "Traceback" not in said.err
    assert "Unexpected" not in said.err
    return said


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[None]:
    paths = [folder, *(path for path in folder.rglob("*") if not path.is_symlink())]
    modes = {path: path.stat().st_mode for path in paths}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


def test_a_repository_that_may_only_be_read(shell: Shell) -> None:
    with read_only(shell.path):
        assert "v0.0.2" in as_nobody_in_particular(shell, "show").out
        assert "churn@v0.0.1" in as_nobody_in_particular(shell, "history").out
        assert as_nobody_in_particular(shell, "doctor").code == 0
        for words in (["register", "swan"], ["deprecate", "churn", "--delete"], ["assign", "churn", "--stage", "dev"]):
            said = as_nobody_in_particular(shell, *words)
            assert said.code == 1
            assert said.err.startswith("❌")
            assert "hint: you need the right to write" in said.err
        assert as_nobody_in_particular(shell, "register", "swan", "--dry-run").code == 0
    assert "swan@v0.0.1" not in shell.tags()


def test_a_cache_that_may_only_be_read(shell: Shell) -> None:
    cache = Path(shell.env["GTO_CACHE_DIR"])
    url = shell.path.as_uri()
    for prepare in (cache.mkdir, lambda: shell.gto("show", "-r", url)):
        prepare()
        shell.tag(f"swan@v0.0.{len(shell.tags())}", minute=len(shell.tags()))
        with read_only(cache):
            for more in ([], ["-r", url]):
                said = as_nobody_in_particular(shell, "show", "--plain", *more)
                assert said.code == 0, said
                assert "swan" in said.out
    shell = shell.having({"GTO_CACHE_DIR": "/dev/null/x"})
    assert "churn" in shell.gto("show").out
    assert "churn" in shell.gto("show", "-r", url).out


@pytest.mark.slow
def test_a_cache_damaged_anywhere_is_forgotten(shell: Shell) -> None:
    """Every file of the cache, in many places: cut off there, or a byte changed. The answers stay the same."""
    cache = Path(shell.env["GTO_CACHE_DIR"])
    words = (["show"], ["show", "-r", shell.path.as_uri()])
    right = [shell.gto(*line).out for line in words]
    files = [file for file in cache.rglob("*") if file.is_file()]
    chance = random.Random(9)
    for file in files:
        data = file.read_bytes()
        count = 25 if file.name in ("packed-refs", "config") else 3
        for place in sorted(chance.sample(range(len(data)), min(count, len(data)))):
            for damaged in (data[:place], data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]):
                if file.exists():  # what was made anew may have another name
                    write(file, damaged)
                    remote = file.is_relative_to(next(cache.glob("remote-*.git")))
                    assert shell.gto(*words[remote]).out == right[remote], (file, place)
    assert len(files) > 5


# --- git itself -------------------------------------------------------------------------------------------------------


def fake_git(folder: Path, script: str) -> dict[str, str]:
    folder.mkdir()
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_without_git(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    bare = shell.having({"PATH": str(tmp_path / "empty")})
    for words in (["show"], ["register", "swan"], ["doctor"], ["show", "-r", "https://models.invalid/x"]):
        said = bare.refused(*words)
        assert "The program git was not found" in said
        assert "hint: install git" in said
    bare.gto("--help")
    bare.gto("parse-tag", "churn@v1.0.0")


def test_a_git_that_is_too_old(shell: Shell, tmp_path: Path) -> None:
    """It does not know an option that we use; it is not left to the reader to guess why."""
    real = shutil.which("git")
    ignorant = '*update-ref*|*for-each-ref*) echo "error: unknown option" >&2; exit 129;;'
    script = f'case "$*" in *version*) echo git version 2.30.2;; {ignorant} *) exec {real} "$@";; esac'
    old = shell.having(fake_git(tmp_path / "old", script))
    for words in (["show"], ["history"], ["register", "swan"], ["doctor"]):
        said = old.refused(*words)
        assert "git 2.30.2 is too old" in said
        assert "hint: install git 2.39 or newer" in said


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "echo nonsense", "kill -9 $$", "yes | head -c 100000; exit 1"])
def test_a_git_that_is_none(script: str, shell: Shell, tmp_path: Path) -> None:
    broken = shell.having(fake_git(tmp_path / "broken", script))
    for words in (["show"], ["register", "swan"], ["doctor"]):
        assert len(broken.refused(*words)) < 3000
    assert "swan@v0.0.1" not in shell.tags()


# --- People and places ------------------------------------------------------------------------------------------------


def test_without_an_identity(shell: Shell, tmp_path: Path) -> None:
    stranger = shell.having({"HOME": str(tmp_path / "nobody"), "XDG_CONFIG_HOME": str(tmp_path / "nobody")})
    before = shell.tags()
    for words in (["register", "swan"], ["assign", "swan", "--stage", "dev"], ["deprecate", "churn"]):
        said = stranger.refused(*words)
        assert "Git user name and email must be configured" in said
        assert "git config --global user.name" in said
    assert shell.tags() == before
    assert "v0.0.2" in stranger.gto("show").out
    named = stranger.having({"GIT_COMMITTER_NAME": "Al", "GIT_COMMITTER_EMAIL": "al@example.com"})
    named.gto("register", "swan")
    assert "Al <al@example.com>" in shell.git("cat-file", "tag", "swan@v0.0.1")


def test_a_detached_head(shell: Shell) -> None:
    shell.git("checkout", "--quiet", "--detach", "HEAD~")
    shell.gto("register", "swan")
    assert shell.git("rev-parse", "swan@v0.0.1^{commit}") == shell.git("rev-parse", "HEAD")
    assert rows(shell)["churn"] == ["v0.0.2", "v0.0.2"]


def test_an_empty_repository(tmp_path: Path) -> None:
    empty = new_repository(tmp_path / "empty")
    assert "Nothing found" in empty.gto("show").out
    assert "Nothing found" in empty.gto("history").out
    assert empty.gto("stages").out == ""
    assert "No issues found" in empty.gto("doctor").out
    assert "Cannot find artifact" in empty.refused("show", "churn")
    for words in (["register", "churn"], ["assign", "churn", "--stage", "dev"]):
        assert "git commit" in empty.refused(*words)


@pytest.mark.parametrize("where", ["bare", "worktree", "a folder in it", ".git", "sha256", "a link", "a submodule"])
def test_every_kind_of_repository(where: str, shell: Shell, tmp_path: Path) -> None:
    place = tmp_path / "place"
    if where == "bare":
        shell.git("clone", "--quiet", "--bare", shell.path, place)
    elif where == "worktree":
        shell.git("worktree", "add", "--quiet", place, "HEAD~")
    elif where == "a folder in it":
        place = shell.path / "deep" / "down"
        place.mkdir(parents=True)
    elif where == ".git":
        place = shell.path / ".git"
    elif where == "a link":
        place.symlink_to(shell.path)
    elif where == "a submodule":
        outer = new_repository(tmp_path / "outer")
        outer.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", shell.path.as_uri(), "sub")
        place = outer.path / "sub"
    else:
        shell = new_repository(place, "--object-format=sha256", env=shell.env)
        shell.commit("first", minute=1, files={"dvc.yaml": "artifacts: {churn: {path: m.pkl}}\n"})
        shell.tag("churn@v0.0.1", minute=1)
        shell.commit("second", minute=2)
        shell.tag("churn@v0.0.2", minute=2)
        shell.tag("churn#prod#1", minute=3)
    there = shell.within(place)
    assert rows(there)["churn"] == ["v0.0.2", "v0.0.2"]
    there.gto("assign", "swan", "--stage", "dev")
    assert rows(there)["swan"] == ["v0.0.1", "-", "v0.0.1"] or rows(there)["swan"] == ["v0.0.1", "v0.0.1", "-"]
    assert there.git("rev-parse", "swan@v0.0.1^{commit}") == there.git("rev-parse", "HEAD")
    assert "No issues found" in there.gto("doctor").out
    assert "m.pkl" in there.gto("describe", "churn@v0.0.1").out
    there.gto("deprecate", "swan", "--delete")
    assert "swan" not in rows(there)


def test_a_repository_of_another_user(shell: Shell) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may give things away")
    for path in (shell.path, *shell.path.rglob("*")):
        os.chown(path, 65534, 65534)
    for words in (["show"], ["register", "swan"], ["doctor"]):
        said = shell.refused(*words)
        assert "belongs to another user" in said
        assert f"git config --global --add safe.directory '{shell.path}'" in said
    trusting = shell.having({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"})
    assert rows(trusting)["churn"] == ["v0.0.2", "v0.0.2"]


@pytest.mark.parametrize("where", ["", "/nowhere", "a file", "a folder without one", "/dev/null", "/proc/self"])
def test_no_repository(where: str, shell: Shell, tmp_path: Path) -> None:
    outside = shell.within(tmp_path)
    (tmp_path / "a file").write_text("x")
    (tmp_path / "a folder without one").mkdir()
    for words in (["show"], ["register", "churn"], ["doctor"], ["describe", "churn"]):
        said = outside.refused(*words, "-r", where)
        assert "No Git repo found in" in said
        assert "hint:" in said


def test_a_folder_that_was_removed(shell: Shell, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    said = shell.within(gone).run("sh", "-c", f"rmdir {gone}; exec {GTO} show", code=None)
    assert said.code == 1
    assert "Traceback" not in said.err
    assert "Unexpected" not in said.err


def test_threads_and_variables_of_the_caller_are_left_alone(shell: Shell) -> None:
    """`gto.open` in a server: nothing printed, no environment changed, no folder entered."""
    program = (
        "import os, threading, gto\n"
        "before = dict(os.environ), os.getcwd()\n"
        f"registry = gto.open({str(shell.path)!r})\n"
        "threads = [threading.Thread(target=registry.artifacts) for _ in range(8)]\n"
        "[t.start() for t in threads]; [t.join() for t in threads]\n"
        "registry.register('swan')\n"
        "assert (dict(os.environ), os.getcwd()) == before\n"
    )
    said = shell.run(sys.executable, "-c", program)
    assert (said.out, said.err) == ("", "")
