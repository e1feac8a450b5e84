"""A remote's tags are listed, fetched and pushed; whoever comes second is told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.errors import GitFailed, PushRefused, RemoteUnreachable, WrongArgs
from gto.git import remotes
from gto.git.remotes import RemoteTags, Taken, list_artifact
from gto.git.transaction import RefChange
from shell import new_repository


class Pair:
    """A repository and the remote that it was cloned from."""

    def __init__(self, folder: Path) -> None:
        self.remote = new_repository(folder / "remote.git", "--bare")
        self.here = new_repository(folder / "here")
        self.here.git("remote", "add", "origin", str(self.remote.path))
        self.here.commit("first")
        self.here.git("push", "--quiet", "origin", "main")
        self.at = str(self.here.path)

    def made(self, tag: str, message: str = "m") -> RefChange:
        """A tag object without a ref."""
        id = self.here.tag(tag, message=message)
        self.here.git("tag", "--delete", tag)
        return RefChange(tag, id)

    def push(self, change: RefChange, last: str = "") -> str:
        return remotes.push(self.at, "origin", change, artifact="nn", last=last)

    def hook(self, name: str, script: str) -> None:
        hook = self.remote.path / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\n{script}\n")
        hook.chmod(0o755)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


class TestListing:
    def test_gives_the_artifacts_tags_and_its_note(self, pair: Pair) -> None:
        one = pair.made("nn@v1.0.0")
        last = pair.push(one)
        for tag in ("nn#prod/eu#1", "nnn@v1.0.0", "a=nn@v1.0.0"):
            pair.here.tag(tag)
        pair.here.git("push", "--quiet", "--tags", "origin")
        seen = list_artifact(pair.at, "origin", "nn")
        assert seen.ids.keys() >= {"nn@v1.0.0", "nn#prod/eu#1"}
        assert "nnn@v1.0.0" not in seen.ids
        assert (seen.ids["nn@v1.0.0"], seen.last) == (one.new, last) == (one.new, one.new)

    def test_in_the_middle_of_a_push_waits_for_its_tag(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        """A remote that keeps refs as files sets the note first, and then the tag."""
        first = pair.made("nn#prod#1")
        last = pair.push(first)
        second = pair.made("nn#dev#2", "who is half there")
        pair.here.git("push", "--quiet", "origin", f"+{second.new}:{remotes.note_ref('nn')}")
        waits = []

        def go_on(seconds: float) -> None:
            waits.append(seconds)
            pair.here.git("push", "--quiet", "origin", f"{second.new}:refs/tags/nn#dev#2")

        monkeypatch.setattr(remotes, "sleep", go_on)
        seen = list_artifact(pair.at, "origin", "nn")
        assert seen == RemoteTags({"nn#prod#1": last, "nn#dev#2": second.new or ""}, second.new or "")
        assert len(waits) == 1

    def test_believes_that_the_newest_tag_was_deleted(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        waits: list[float] = []
        monkeypatch.setattr(remotes, "sleep", waits.append)
        last = pair.push(pair.made("nn@v1.0.0"))
        pair.here.git("push", "--quiet", "--delete", "origin", "refs/tags/nn@v1.0.0")
        assert list_artifact(pair.at, "origin", "nn") == RemoteTags({}, last)
        assert len(waits) == 1

    def test_of_what_others_change_all_the_while_ends(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each listing finds a note whose tag is not there, and never the same note."""
        monkeypatch.setattr(remotes, "LISTINGS_MOST", 4)
        half_there = [pair.made(f"nn#dev#{number}").new for number in range(5)]
        waits: list[float] = []

        def push_another(seconds: float) -> None:
            waits.append(seconds)
            pair.here.git("push", "--quiet", "origin", f"+{half_there[len(waits) - 1]}:{remotes.note_ref('nn')}")

        monkeypatch.setattr(remotes, "sleep", push_another)
        push_another(0)
        with pytest.raises(RemoteUnreachable, match="Cannot list the tags of 'nn' on 'origin': each of 4") as refused:
            list_artifact(pair.at, "origin", "nn")
        assert "again" in (refused.value.hint or "")

    def test_of_an_empty_remote_is_empty(self, pair: Pair) -> None:
        assert list_artifact(pair.at, "origin", "nn") == RemoteTags({}, "")

    def test_a_name_that_goes_on_behind_an_unusual_sign_is_another_name(self, pair: Pair) -> None:
        pair.remote.git("update-ref", "refs/tags/nn@v1.0.0\u2028x", "refs/heads/main")
        assert "nn@v1.0.0" not in list_artifact(pair.at, "origin", "nn").ids

    def test_a_remote_that_isnt_there_is_unreachable_and_keeps_its_password(self, pair: Pair, tmp_path: Path) -> None:
        with pytest.raises(RemoteUnreachable, match="Cannot reach 'nowhere'") as refused:
            list_artifact(pair.at, "nowhere", "nn")
        assert "git ls-remote" in (refused.value.hint or "")
        with pytest.raises(RemoteUnreachable) as refused:
            list_artifact(pair.at, "ext://jo:secret@example.com/x", "nn")
        assert "secret" not in refused.value.message.partition(": ")[0]

    def test_a_repository_of_another_user_says_which_path_git_has_to_trust(self) -> None:
        said = "fatal: detected dubious ownership in repository at '/there/it is/.git'; To add an exception, call:; …"
        error = remotes.unreachable("file:///there/it is", said)
        assert error.message == "Failed to read 'file:///there/it is': git does not trust a repository of another user"
        assert (error.hint or "").endswith("git config --global --add safe.directory '/there/it is/.git'")

    def test_a_remotes_name_is_never_an_option(self, pair: Pair, tmp_path: Path) -> None:
        with pytest.raises(RemoteUnreachable):
            list_artifact(pair.at, f"--upload-pack=touch {tmp_path}/ran", "nn")
        assert not (tmp_path / "ran").exists()


class TestFetching:
    def test_brings_the_tags_and_their_commits(self, pair: Pair) -> None:
        other = new_repository(pair.here.path.with_name("other"))
        other.git("pull", "--quiet", str(pair.remote.path), "main")
        other.commit("theirs")
        id = other.tag("nn@v1.0.0")
        other.tag("nn@v2.0.0")
        other.git("push", "--quiet", "--tags", str(pair.remote.path))
        remotes.fetch_tags(pair.at, "origin", ["nn@v1.0.0"])
        assert pair.here.tags() == ["nn@v1.0.0"]
        assert pair.here.git("rev-parse", "nn@v1.0.0") == id
        assert pair.here.git("log", "-1", "--format=%s", "nn@v1.0.0") == "theirs"

    def test_never_replaces_a_tag(self, pair: Pair) -> None:
        pair.push(pair.made("nn@v1.0.0", "theirs"))
        mine = pair.here.tag("nn@v1.0.0", message="mine")
        with pytest.raises((RemoteUnreachable, GitFailed)):
            remotes.fetch_tags(pair.at, "origin", ["nn@v1.0.0"])
        assert pair.here.git("rev-parse", "nn@v1.0.0") == mine


class TestPushing:
    def test_leaves_the_tag_and_a_note_of_it(self, pair: Pair) -> None:
        change = pair.made("nn@v1.0.0")
        assert pair.push(change) == change.new
        assert pair.remote.git("rev-parse", "refs/tags/nn@v1.0.0") == change.new
        assert pair.remote.git("rev-parse", remotes.note_ref("nn")) == change.new

    def test_whoever_saw_an_older_note_is_too_late(self, pair: Pair) -> None:
        pair.push(pair.made("nn@v1.0.0"))
        with pytest.raises(Taken):
            pair.push(pair.made("nn@v2.0.0"), last="")
        assert pair.remote.tags() == ["nn@v1.0.0"]

    def test_whoever_takes_a_name_that_is_there_is_too_late(self, pair: Pair) -> None:
        last = pair.push(pair.made("nn@v1.0.0", "theirs"))
        with pytest.raises(Taken):
            pair.push(pair.made("nn@v1.0.0", "mine"), last=last)
        assert pair.remote.git("rev-parse", "refs/tags/nn@v1.0.0") == last

    def test_a_remote_that_takes_no_notes_still_takes_tags_and_keeps_them(self, pair: Pair) -> None:
        pair.hook("update", "case $1 in refs/tags/*) exit 0;; *) echo no such refs here; exit 1;; esac")
        assert pair.push(pair.made("nn@v1.0.0", "theirs")) == ""
        with pytest.raises(Taken):
            pair.push(pair.made("nn@v1.0.0", "mine"))
        assert pair.remote.tags() == ["nn@v1.0.0"]

    def test_a_remote_that_hides_notes_takes_the_tag_of_the_same_push(self, pair: Pair) -> None:
        """Such a remote refuses the hidden ref before all others, so that even an atomic push is half done."""
        pair.remote.git("config", "transfer.hideRefs", "refs/gto")
        change = pair.made("nn@v1.0.0")
        assert pair.push(change) == ""
        assert list_artifact(pair.at, "origin", "nn") == RemoteTags({"nn@v1.0.0": change.new or ""}, "")
        with pytest.raises(Taken):
            pair.push(pair.made("nn@v1.0.0", "another"))

    def test_what_a_remote_cannot_unpack_is_not_pushed_again_without_its_note(
        self, pair: Pair, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Then nothing would keep the number from being given twice."""
        pair.remote.git("config", "receive.fsckObjects", "true")
        head = pair.here.git("rev-parse", "HEAD")
        text = f"object {head}\ntype commit\ntag nn@v1.0.0\ntagger nobody 0 +0000\n\nm\n"
        bad = pair.here.git("hash-object", "-t", "tag", "-w", "--literally", "--stdin", stdin=text)
        pushes, push = [], remotes._push
        monkeypatch.setattr(remotes, "_push", lambda *words: (pushes.append(words), push(*words))[1])
        with pytest.raises(PushRefused, match="nn@v1") as refused:
            pair.push(RefChange("nn@v1.0.0", bad))
        assert "unpack" in (refused.value.hint or "")
        assert len(pushes) == 1

    def test_a_refusal_is_told_in_the_remotes_words(self, pair: Pair) -> None:
        pair.hook("pre-receive", "echo 'releases are \033[31mfrozen' >&2; exit 1")
        with pytest.raises(PushRefused, match=r"The command `git push origin nn@v1\.0\.0` failed") as refused:
            pair.push(pair.made("nn@v1.0.0"))
        assert "releases are \\x1b[31mfrozen" in (refused.value.hint or "")
        assert pair.remote.tags() == []

    def test_a_tag_is_taken_back_if_it_is_the_one_that_was_seen(self, pair: Pair) -> None:
        change = pair.made("nn@v1.0.0")
        pair.push(change)
        with pytest.raises(Taken):
            pair.push(RefChange("nn@v1.0.0", None, pair.here.git("rev-parse", "HEAD")))
        assert pair.remote.tags() == ["nn@v1.0.0"]
        pair.push(RefChange("nn@v1.0.0", None, change.new))
        assert pair.remote.tags() == []

    def test_a_remote_that_isnt_there_refuses(self, pair: Pair) -> None:
        change = pair.made("nn@v1.0.0")
        pair.remote.path.rename(pair.remote.path.with_name("moved"))
        with pytest.raises(PushRefused) as refused:
            pair.push(change)
        assert "does not appear to be a git repository" in (refused.value.hint or "")


def test_notes_of_different_artifacts_never_share_a_ref_nor_a_folder() -> None:
    artifacts = ["nn", "a/nn", "a:nn", "a/b:nn", "a", "a/b"]
    notes = [remotes.note_ref(artifact) for artifact in artifacts]
    assert len(set(notes)) == len(artifacts)
    assert all(note.removeprefix("refs/gto/last/").count("/") == 0 for note in notes)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://example.com/x", True),
        ("ssh://git@example.com/x", True),
        ("file:///there", True),
        ("git@example.com:team/x.git", True),
        ("example.com:x", True),
        ("ext::sh", True),
        (".", False),
        ("/there", False),
        ("../x", False),
        ("a/b:c", False),
        ("C:\\x", False),
        ("c:/x", False),
        ("", False),
    ],
)
def test_an_address_is_told_from_a_path(text: str, *, is_one: bool) -> None:
    assert remotes.is_url(text) is is_one


@pytest.mark.parametrize(
    "address", ["https://a/b", "HTTPS://a/b", "http://a", "ssh://a/b", "git://a/b", "file:///a", "git@a:b/c.git", "a:b"]
)
def test_addresses_that_git_may_visit(address: str) -> None:
    assert remotes.check_url(address) == address


@pytest.mark.parametrize(
    "address", ["ext::sh", "fd::3", "-x", "--upload-pack=x", "ftp://a/b", "javascript://a", "https://a\x1bb", "a::b/c"]
)
def test_addresses_that_it_may_not(address: str) -> None:
    with pytest.raises(WrongArgs):
        remotes.check_url(address)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://jo:secret@example.com/x", "https://example.com/x"),
        ("https://token@example.com", "https://example.com"),
        ("https://jo:p@ss@example.com/a@b", "https://example.com/a@b"),
        ("https://example.com/x", "https://example.com/x"),
        ("git@example.com:x", "git@example.com:x"),
        ("/a/b", "/a/b"),
    ],
)
def test_no_password_is_shown(address: str, shown: str) -> None:
    assert remotes.without_secret(address) == shown
