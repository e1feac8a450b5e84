"""`--repo URL` and `--push`: every kind of server is read without a clone and written without a lie."""

from __future__ import annotations

import contextlib
import json
import random
import re
import time
from pathlib import Path

import pytest

from servers import Remote, SshServer
from shell import Shell, new_repository

BIG = random.Random(1).randbytes(3_000_000)


@pytest.fixture
def here(tmp_path: Path) -> Shell:
    """A folder that is no repository, and a cache of its own."""
    (tmp_path / "here").mkdir()
    return Shell(tmp_path / "here", {"GTO_CACHE_DIR": str(tmp_path / "cache")})


def fill(remote: Remote, folder: Path) -> Shell:
    """Push a small history with two versions, a stage, annotations and a big file; give the clone it came from."""
    origin = new_repository(folder, env=remote.env)
    origin.commit("first", files={"weights.bin": BIG, ".gto": "stages: [dev, prod]\n"})
    origin.tag("churn@v0.0.1", minute=1, message="first")
    origin.commit(
        "second",
        minute=2,
        files={
            "dvc.yaml": "artifacts:\n  churn: {path: weights.bin, type: model, desc: who will leave}\n",
            "deep/down/dvc.yaml": "artifacts:\n  swan: {path: s.bin, type: model}\n",
            "weights.bin": BIG[::-1],
        },
    )
    origin.tag("churn@v0.0.2", minute=3, message="second")
    origin.tag("churn#prod#1", at="HEAD~", minute=4, message="go")
    origin.git("remote", "add", "origin", remote.url)
    origin.git("push", "--quiet", "origin", "main", "--tags")
    return origin


def test_every_kind_of_server_is_read(remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(remote, tmp_path / "origin")
    here = here.having(remote.env)
    shown = here.gto("show", "-r", remote.url, "--plain")
    assert shown.err == ""
    assert [line.split() for line in shown.lines] == [
        ["name", "latest", "#dev", "#prod"],
        ["churn", "v0.0.2", "-", "v0.0.1"],
        ["*deep/down:swan", "-", "-", "-"],
    ]
    assert here.gto("show", "-r", remote.url, "churn#prod", "--version").out == "v0.0.1\n"
    assert here.gto("check-ref", "-r", remote.url, "churn#prod#1", "--version").out == "v0.0.1\n"
    assert len(json.loads(here.gto("history", "-r", remote.url, "churn", "--json").out)) == 3
    assert here.gto("stages", "-r", remote.url).lines == ["dev", "prod"]
    assert "who will leave" in here.gto("describe", "-r", remote.url, "churn").out
    assert "Nothing found" in here.gto("describe", "-r", remote.url, "churn@v0.0.1").out
    assert json.loads(here.gto("print-state", "-r", remote.url).out)


def test_every_kind_of_server_is_written(remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(remote, tmp_path / "origin")
    here = here.having(remote.env)
    head = remote.git("rev-parse", "main").strip()
    said = here.gto("register", "-r", remote.url, "swan")
    assert said.lines == [
        "Created git tag 'swan@v0.0.1' that registers version",
        "Running `git push origin swan@v0.0.1`",
        "Successfully pushed git tag swan@v0.0.1 on remote.",
    ]
    here.gto("assign", "-r", remote.url, "swan", "--stage", "dev")
    here.gto("assign", "-r", remote.url, "swan", "--stage", "prod", "--version", "v0.0.1")
    here.gto("deprecate", "-r", remote.url, "swan", "v0.0.1", "dev")
    here.gto("deprecate", "-r", remote.url, "swan", "v0.0.1")
    here.gto("deprecate", "-r", remote.url, "swan", "-m", "gone")
    wanted = ["swan#dev!#3", "swan#dev#1", "swan#prod#2", "swan@deprecated", "swan@v0.0.1", "swan@v0.0.1!"]
    assert [tag for tag in remote.tags() if tag.startswith("swan")] == wanted
    assert remote.git("rev-parse", "swan@v0.0.1^{commit}").strip() == head
    assert remote.git("log", "-1", "--format=%s", "main").strip() == "second"
    here.gto("deprecate", "-r", remote.url, "swan", "--delete", "--force")
    assert [tag for tag in remote.tags() if tag.startswith("swan")] == []
    assert here.gto("history", "-r", remote.url, "swan", "--json").out == "[]\n"


# --- What crosses the wire -------------------------------------------------------------------------------------------


def conversations(remote: Remote) -> int:
    """How often a server was turned to since it was last asked to forget: runs of ls-remote, fetch and push."""
    return sum(exchange.opens for exchange in remote.requests())


def test_no_file_is_fetched_that_nobody_asked_for(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(http_remote, tmp_path / "origin")
    here = here.having(http_remote.env)
    for words in (["show"], ["show", "churn"], ["history"], ["describe", "churn@latest"], ["doctor"]):
        http_remote.http.forget()
        here.gto(*words, "-r", http_remote.url)
        assert http_remote.bytes_out < 20_000, words
    here.gto("register", "swan", "-r", http_remote.url)
    assert sum(file.stat().st_size for file in (tmp_path / "cache").rglob("*") if file.is_file()) < 200_000


def test_an_unchanged_remote_costs_one_round_trip(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(http_remote, tmp_path / "origin")
    here = here.having(http_remote.env)
    questions = (["show"], ["show", "churn"], ["history"], ["check-ref", "churn@v0.0.1"], ["describe", "churn"])
    for words in questions:
        here.gto(*words, "-r", http_remote.url)
    for words in questions:
        http_remote.http.forget()
        here.gto(*words, "-r", http_remote.url)
        assert conversations(http_remote) == 1, words
        assert http_remote.bytes_out < 5_000, words


def test_a_changed_remote_costs_two(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    origin = fill(http_remote, tmp_path / "origin")
    here = here.having(http_remote.env)
    here.gto("history", "-r", http_remote.url)
    origin.tag("churn#dev#2", minute=9)
    origin.git("push", "--quiet", "origin", "churn#dev#2")
    http_remote.http.forget()
    assert "churn#dev#2" in here.gto("history", "-r", http_remote.url).out
    assert conversations(http_remote) == 2


def test_registering_at_an_address_costs_two(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(http_remote, tmp_path / "origin")
    here = here.having(http_remote.env)
    here.gto("show", "-r", http_remote.url)
    http_remote.http.forget()
    here.gto("register", "swan", "-r", http_remote.url)
    assert conversations(http_remote) == 2


def test_what_left_the_remote_leaves_the_answer(file_remote: Remote, here: Shell, tmp_path: Path) -> None:
    """Moved and deleted tags, a rewritten branch, another default branch: the remote as it is now, not as it was."""
    origin = fill(file_remote, tmp_path / "origin")
    assert "v0.0.2" in here.gto("show", "-r", file_remote.url, "--plain").out
    file_remote.git("tag", "-d", "churn@v0.0.2")
    origin.git("checkout", "--quiet", "--orphan", "other")
    origin.git("rm", "-rf", "--quiet", ".")
    origin.commit("other", files={".gto": "stages: [canary]\n"})
    origin.tag("swan@v5.0.0", minute=9)
    origin.git("push", "--quiet", "origin", "other", "swan@v5.0.0")
    file_remote.git("symbolic-ref", "HEAD", "refs/heads/other")
    shown = here.gto("show", "-r", file_remote.url, "--plain")
    assert [line.split() for line in shown.lines] == [
        ["name", "latest", "#canary"],
        ["churn", "v0.0.1", "-"],
        ["swan", "v5.0.0", "-"],
    ]
    file_remote.git("update-ref", "-d", "refs/heads/main")
    assert "v5.0.0" in here.gto("show", "-r", file_remote.url, "--plain").out


def test_an_empty_remote_has_an_empty_registry(remote: Remote, here: Shell) -> None:
    here = here.having(remote.env)
    for _ in range(2):
        assert "Nothing found" in here.gto("show", "-r", remote.url).out
        assert here.gto("history", "-r", remote.url, "--json").out == "[]\n"
        assert "no commit yet" in here.refused("register", "churn", "-r", remote.url)
    assert remote.tags() == []


def test_a_remote_that_gives_no_partial_clones(remote: Remote, here: Shell, tmp_path: Path) -> None:
    """It sends more than was asked for; the answers are the same."""
    fill(remote, tmp_path / "origin")
    remote.forbid_filters()
    remote.configure("uploadpack.allowAnySHA1InWant", "false")
    here = here.having(remote.env)
    for _ in range(2):
        shown = here.gto("show", "-r", remote.url, "--plain")
        assert "deep/down:swan" in shown.out
        assert shown.err == ""
    here.gto("register", "swan", "-r", remote.url)
    assert "swan@v0.0.1" in remote.tags()


def test_a_remote_without_atomic_pushes_or_room_for_notes(remote: Remote, here: Shell, tmp_path: Path) -> None:
    """The note that writers leave is a courtesy; a remote that refuses it still takes tags, and no tag twice."""
    origin = fill(remote, tmp_path / "origin")
    here = here.having(remote.env)
    remote.configure("receive.advertiseAtomic", "false")
    here.gto("register", "swan", "-r", remote.url)
    remote.configure("receive.advertiseAtomic", "true")
    remote.protect("refs/gto/*", "no such refs here")
    here.gto("assign", "swan", "-r", remote.url, "--stage", "dev")
    origin.gto("register", "--push", "crane")
    assert {"swan@v0.0.1", "swan#dev#1", "crane@v0.0.1"} <= set(remote.tags())
    assert not remote.git("for-each-ref", "refs/gto").count("\n") > 1


def test_a_path_is_a_repository_and_a_file_address_a_remote(file_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(file_remote, tmp_path / "origin")
    assert "v0.0.2" in here.gto("show", "-r", file_remote.path, "--plain").out
    assert not (tmp_path / "cache").exists() or not list((tmp_path / "cache").glob("remote-*"))
    assert "To push the changes upstream" in here.gto("register", "swan", "-r", file_remote.path).out
    here.gto("show", "-r", file_remote.url)
    assert len(list((tmp_path / "cache").glob("remote-*.git"))) == 1


def test_ssh_takes_the_short_form(ssh_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(ssh_remote, tmp_path / "origin")
    assert isinstance(ssh_remote.server, SshServer)
    here = here.having(ssh_remote.env)
    url = ssh_remote.server.scp_url(ssh_remote.path)
    assert "v0.0.2" in here.gto("show", "-r", url, "--plain").out
    here.gto("register", "swan", "-r", url)
    assert "swan@v0.0.1" in ssh_remote.tags()


def test_a_remote_of_sha256_objects(tmp_path: Path, here: Shell) -> None:
    origin = new_repository(tmp_path / "origin", "--object-format=sha256")
    origin.commit("first", files={"dvc.yaml": "artifacts:\n  swan: {path: s.bin}\n"})
    origin.tag("churn@v0.0.1", minute=1)
    url = origin.path.as_uri()
    for _ in range(2):
        shown = here.gto("show", "-r", url, "--plain")
        assert [line.split()[0] for line in shown.lines] == ["name", "churn", "*swan"]
    here.gto("register", "swan", "-r", url)
    assert "swan@v0.0.1" in origin.tags()


# --- Who may come in, and who does not answer ------------------------------------------------------------------------


def test_a_password_comes_from_gits_helpers(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(http_remote, tmp_path / "origin")
    assert "user name and password" in here.refused("show", "-r", http_remote.url)
    wrong = here.having(http_remote.http.askpass(tmp_path, password="wrong"))
    assert "Authentication failed" in wrong.refused("show", "-r", http_remote.url)
    right = here.having(http_remote.http.credential_helper(tmp_path))
    assert "v0.0.2" in right.gto("show", "-r", http_remote.url, "--plain").out
    right.gto("register", "swan", "-r", http_remote.url)
    assert "swan@v0.0.1" in http_remote.tags()


def test_a_password_in_an_address_is_never_shown(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(http_remote, tmp_path / "origin")
    secret = http_remote.url.replace("://", "://jo:s3cret@")
    assert "s3cret" not in here.refused("show", "-r", secret)
    http_remote.http.password = "s3cret"
    here.gto("show", "-r", secret)
    said = here.gto("register", "swan", "-r", secret)
    assert "s3cret" not in said.out + said.err
    http_remote.refuse_pushes()
    assert "s3cret" not in here.refused("register", "crane", "-r", secret)


@pytest.mark.parametrize(
    "url",
    [
        "file:///nowhere/at/all.git",
        "http://127.0.0.1:1/models.git",
        "git://127.0.0.1:1/models.git",
        "ssh://127.0.0.1:1/models.git",
        "https://models.invalid/models.git",
    ],
)
def test_an_address_where_nobody_is(url: str, here: Shell) -> None:
    for words in (["show"], ["register", "churn"], ["doctor"]):
        said = here.refused(*words, "-r", url)
        assert "Failed to read" in said
        assert "hint:" in said


def test_a_server_that_goes_away_later(http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    """A copy from yesterday is no answer: whether it is still true, nobody can tell."""
    fill(http_remote, tmp_path / "origin")
    here = here.having(http_remote.env)
    here.gto("show", "-r", http_remote.url)
    http_remote.http.answer_with(500)
    assert "500" in here.refused("show", "-r", http_remote.url)
    assert "500" in here.refused("register", "swan", "-r", http_remote.url)
    http_remote.http.heal()
    assert "v0.0.2" in here.gto("show", "-r", http_remote.url, "--plain").out


@pytest.mark.parametrize("size", [0, 100, 400])
def test_a_server_that_hangs_up_half_way(size: int, http_remote: Remote, here: Shell, tmp_path: Path) -> None:
    fill(http_remote, tmp_path / "origin")
    here = here.having(http_remote.env)
    http_remote.http.cut_after(size)
    here.refused("show", "-r", http_remote.url)
    here.refused("register", "swan", "-r", http_remote.url)
    http_remote.http.heal()
    assert "v0.0.2" in here.gto("show", "-r", http_remote.url, "--plain").out


def running(word: str) -> list[str]:
    """The programs on this machine that have a word among those of their command lines, or in an address there: what
    git started, and left behind."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
            if any(re.search(rf"(^|:){word}(/|$)", part) for part in words):
                found.append(" ".join(words))
    return found


def nothing_is_left_of(port: int) -> None:
    """What was killed ends when the system comes round to it."""
    deadline = time.monotonic() + 90
    while found := running(str(port)):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


@pytest.mark.parametrize("kind", ["git_remote", "http_remote", "ssh_remote"])
def test_a_server_that_never_answers_is_given_a_time(
    kind: str, request: pytest.FixtureRequest, here: Shell, tmp_path: Path
) -> None:
    remote = request.getfixturevalue(kind)
    origin = fill(remote, tmp_path / "origin")
    here, origin = (shell.having({**remote.env, "GTO_GIT_TIMEOUT": "0.5"}) for shell in (here, origin))
    remote.server.hang()
    said = here.refused("show", "-r", remote.url)
    assert "did not answer within 0.5 seconds" in said
    assert "GTO_GIT_TIMEOUT" in said
    before = origin.tags()
    assert "did not answer" in origin.refused("register", "swan", "--push")
    assert origin.tags() == before
    nothing_is_left_of(remote.server.port)


# --- What a remote refuses -------------------------------------------------------------------------------------------


def test_a_refusal_is_passed_on_and_nothing_false_stays(remote: Remote, here: Shell, tmp_path: Path) -> None:
    origin = fill(remote, tmp_path / "origin")
    remote.protect("refs/tags/swan@*", "versions are made by CI")
    before = remote.tags(), origin.tags()
    for shell, words in (here.having(remote.env), ["-r", remote.url]), (origin, ["--push"]):
        said = shell.refused("register", "swan", *words)
        assert (
            "The command `git push origin swan@v0.0.1` failed. "
            "Make sure your local repository is in sync with the remote." in said
        )
        assert "versions are made by CI" in said
        assert (remote.tags(), origin.tags()) == before
    remote.accept_pushes()
    origin.gto("register", "swan", "--push")
    assert "swan@v0.0.1" in remote.tags()


def test_tags_of_one_action_go_one_by_one_and_the_rest_is_said(remote: Remote, here: Shell, tmp_path: Path) -> None:
    origin = fill(remote, tmp_path / "origin")
    remote.protect("refs/tags/*#*", "stages are for operators")
    for name, shell, words in (
        ("swan", here.having(remote.env), ["-r", remote.url]),
        ("crane", origin, ["--push"]),
    ):
        said = shell.refused("assign", name, "--stage", "dev", *words)
        assert f"The command `git push origin {name}#dev#1` failed." in said
        assert "stages are for operators" in said
        assert f"{name}@v0.0.1 had been pushed before and stays; {name}#dev#1 is missing" in said
        assert [tag for tag in remote.tags() if name in tag] == [f"{name}@v0.0.1"]
    assert [tag for tag in origin.tags() if "crane" in tag] == ["crane@v0.0.1"]
    remote.accept_pushes()
    for name, shell, words in ("swan", here.having(remote.env), ["-r", remote.url]), ("crane", origin, ["--push"]):
        said = shell.gto("assign", name, "--stage", "dev", *words)
        assert f"Created git tag '{name}#dev#1'" in said.out
        assert "registers" not in said.out
        assert [tag for tag in remote.tags() if name in tag] == [f"{name}#dev#1", f"{name}@v0.0.1"]


def test_deletions_happen_on_the_remote_first(remote: Remote, tmp_path: Path) -> None:
    origin = fill(remote, tmp_path / "origin")
    remote.protect("refs/tags/churn@v0.0.1", "releases stay")
    before = origin.tags()
    said = origin.refused("deprecate", "churn", "v0.0.1", "--delete", "--push")
    assert "git push --delete origin" in said
    assert "releases stay" in said
    assert set(before) - set(origin.tags()) == set(before) - set(remote.tags())
    remote.accept_pushes()
    origin.gto("deprecate", "churn", "v0.0.1", "--delete", "--push")
    assert origin.tags() == remote.tags() == ["churn@v0.0.2"]


def test_every_push_is_a_push_of_one_tag(file_remote: Remote, tmp_path: Path) -> None:
    """A forge starts no CI for a push of more than three tags."""
    origin = fill(file_remote, tmp_path / "origin")
    hook = file_remote.path / "hooks" / "post-receive"
    pushed = tmp_path / "pushed"
    hook.write_text(f"#!/bin/sh\nsed -n 's,.* refs/tags/,,p' | tr '\\n' ' ' >> {pushed}\necho >> {pushed}\n")
    hook.chmod(0o755)
    origin.gto("assign", "swan", "--stage", "dev", "--push")
    origin.gto("deprecate", "churn", "--delete", "--push")
    lines = pushed.read_text().splitlines()
    assert lines[:2] == ["swan@v0.0.1 ", "swan#dev#1 "]
    assert sorted(lines[2:]) == ["churn#prod#1 ", "churn@v0.0.1 ", "churn@v0.0.2 "]


def test_a_clone_behind_its_remote_takes_no_number_twice(file_remote: Remote, tmp_path: Path) -> None:
    """Someone registered meanwhile: the next number is taken from the remote, and their tag is fetched."""
    origin = fill(file_remote, tmp_path / "origin")
    other = origin.within(tmp_path / "other")
    origin.git("clone", "--quiet", file_remote.url, other.path)
    origin.commit("third", minute=5)
    other.commit("another third", minute=6)
    origin.gto("register", "churn", "--push")
    said = other.gto("register", "churn", "--push")
    assert "'churn@v0.0.4'" in said.out
    assert "churn@v0.0.3" in other.tags()
    other.gto("assign", "churn", "--stage", "dev", "--push")
    origin.gto("assign", "churn", "--stage", "dev", "--push")
    assert {"churn#dev#2", "churn#dev#3"} <= set(file_remote.tags())


def test_a_named_version_that_is_taken_is_refused(file_remote: Remote, tmp_path: Path) -> None:
    origin = fill(file_remote, tmp_path / "origin")
    other = origin.within(tmp_path / "other")
    origin.git("clone", "--quiet", file_remote.url, other.path)
    origin.commit("third", minute=5)
    other.commit("another third", minute=6)
    origin.gto("register", "churn", "--version", "v1.0.0", "--push")
    said = other.refused("register", "churn", "--version", "v1.0.0", "--push")
    assert "v1.0.0" in said
    assert other.git("rev-parse", "churn@v1.0.0") == origin.git("rev-parse", "churn@v1.0.0")


def test_another_remote_by_name(file_remote: Remote, tmp_path: Path) -> None:
    origin = fill(file_remote, tmp_path / "origin")
    origin.git("remote", "rename", "origin", "upstream")
    said = origin.gto("register", "swan", "--remote", "upstream")
    assert "Running `git push upstream swan@v0.0.1`" in said.out
    assert "swan@v0.0.1" in file_remote.tags()
    said_of_none = origin.refused("register", "crane", "--push")
    assert "git push origin crane@v0.0.1` failed" in said_of_none
    assert "crane@v0.0.1" not in origin.tags()
    for bad in ("--upload-pack=touch x", "-x", "ext::sh -c true", "no such"):
        origin.refused("register", "crane", f"--remote={bad}")
    assert "crane@v0.0.1" not in origin.tags()


def test_a_tag_that_differs_here_and_there_is_not_built_upon(file_remote: Remote, tmp_path: Path) -> None:
    origin = fill(file_remote, tmp_path / "origin")
    origin.git("tag", "-d", "churn@v0.0.2")
    origin.tag("churn@v0.0.2", at="HEAD~", minute=8)
    said = origin.refused("register", "churn", "--push")
    assert "churn@v0.0.2" in said
    assert "hint:" in said


@pytest.mark.parametrize("lost", ["the answer", "everything after it"])
def test_a_push_whose_answer_is_lost_is_looked_after(lost: str, http_remote: Remote, tmp_path: Path) -> None:
    """The remote has the tag before it can say so. Whoever hears nothing asks again before saying that it failed."""
    origin = fill(http_remote, tmp_path / "origin")
    down = f"touch {tmp_path / 'down'}; " if lost != "the answer" else ""
    hook = http_remote.path / "hooks" / "post-receive"
    hook.write_text(f"#!/bin/sh\n{down}kill -9 $PPID\n")
    hook.chmod(0o755)
    if lost == "the answer":
        assert "Created git tag 'swan@v0.0.1'" in origin.gto("register", "swan", "--push").out
        assert origin.git("rev-parse", "swan@v0.0.1") == http_remote.git("rev-parse", "swan@v0.0.1").strip()
        origin.gto("deprecate", "swan", "--delete", "--push")
        assert "swan@v0.0.1" not in [*origin.tags(), *http_remote.tags()]
        return
    mute = tmp_path / "upload-pack"
    mute.write_text(f'#!/bin/sh\ntest -e {tmp_path / "down"} && exit 1\nexec git-upload-pack "$@"\n')
    mute.chmod(0o755)
    origin.git("remote", "set-url", "origin", http_remote.path.as_uri())
    origin.git("config", "remote.origin.uploadpack", str(mute))
    said = origin.refused("register", "swan", "--push")
    assert "whether it was there, nobody said: look with git ls-remote origin refs/tags/swan@v0.0.1" in said
    assert "swan@v0.0.1" not in origin.tags()


def test_a_refusal_for_another_reason_is_not_tried_for_ever(file_remote: Remote, tmp_path: Path) -> None:
    """A tag that is a file cannot become a folder: the remote says so in the words for 'somebody was quicker'."""
    origin = fill(file_remote, tmp_path / "origin")
    origin.git("push", "--quiet", "origin", "churn@v0.0.1:refs/tags/models")
    said = origin.refused("register", "models/crane", "--push")
    assert "git push origin models/crane@v0.0.1` failed" in said
    assert "models/crane@v0.0.1" not in origin.tags()


def test_a_mirror_is_written_by_the_push_itself(file_remote: Remote, tmp_path: Path) -> None:
    fill(file_remote, tmp_path / "origin")
    Shell(tmp_path).git("clone", "--quiet", "--mirror", file_remote.url, "mirror")
    mirror = Shell(tmp_path / "mirror")
    mirror.git("config", "remote.origin.mirror", "false")
    assert "Created git tag 'swan@v0.0.1'" in mirror.gto("register", "swan", "--push").out
    mirror.gto("deprecate", "swan", "--delete", "--push")
    assert mirror.tags() == file_remote.tags()


def test_what_could_not_be_written_here_is_said_to_be_there(file_remote: Remote, tmp_path: Path) -> None:
    origin = fill(file_remote, tmp_path / "origin")
    (origin.path / ".git" / "refs" / "tags" / "swan@v0.0.1.lock").touch()
    said = origin.refused("register", "swan", "--push")
    assert "tag 'swan@v0.0.1' was made on 'origin', but not here" in said
    assert "git fetch origin tag swan@v0.0.1" in said
    assert "swan@v0.0.1" in file_remote.tags()
