"""All tags of a plan appear together or none does, and they are such as git itself makes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from gto.errors import GitFailed, TagExists, WrongArgs
from gto.git.objects import MESSAGE_BYTES_MAX, TagObject, tags
from gto.git.place import Place, locate
from gto.git.settings import Person, read_settings
from gto.git.transaction import BESIDE_MESSAGE_BYTES, RefChange, change_refs, make_tag
from gto.registry.events import Moment
from gto.registry.names import CommitId
from gto.registry.plans import Creation
from gto.registry.tags import require
from shell import Shell, new_repository

JO = Person("Jo Tester", "jo@example.com")
NINE = Moment(1_772_355_600, 60)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    return shell


@pytest.fixture
def place(shell: Shell) -> Place:
    return locate(str(shell.path))


def make(place: Place, tag: str, message: str = "m") -> RefChange:
    assert place.head is not None
    creation = Creation(require(tag), place.head, message)
    return make_tag(place, creation, JO, NINE, signing=read_settings(place.path).signing)


class TestTagObject:
    def test_is_the_one_that_git_would_have_made(self, shell: Shell, place: Place) -> None:
        change_refs(place, [make(place, "nn@v1.0.0", "Registering\n\nfor ☃")])
        ours = shell.git("cat-file", "tag", "nn@v1.0.0")
        shell.git("tag", "--delete", "nn@v1.0.0")
        theirs = shell.having({"GIT_COMMITTER_DATE": "1772355600 +0100"})
        theirs.git("tag", "-a", "-m", "Registering\n\nfor ☃", "nn@v1.0.0")
        assert shell.git("cat-file", "tag", "nn@v1.0.0") == ours

    def test_passes_gits_own_check(self, shell: Shell, place: Place) -> None:
        change_refs(place, [make(place, "models=nn@v1.0.0"), make(place, "a/nn#prod!#2")])
        assert shell.run("git", "fsck", "--strict").err == ""

    def test_is_seen_by_nobody_before_a_ref_names_it(self, shell: Shell, place: Place) -> None:
        change = make(place, "nn@v1.0.0")
        assert change == RefChange("nn@v1.0.0", change.new, None)
        assert shell.git("cat-file", "-t", change.new or "") == "tag"
        assert shell.tags() == []

    def test_keeps_a_message_as_it_is(self, shell: Shell, place: Place) -> None:
        message = "\n# no comment\n  indented  \n\n\nfar below\ttab"
        change = make(place, "nn@v1.0.0", message)
        raw = shell.run("git", "cat-file", "tag", change.new or "").out
        assert raw.partition("\n\n")[2] == message + "\n"

    def test_cannot_hold_a_nul(self, place: Place) -> None:
        with pytest.raises(WrongArgs, match="NUL"):
            make(place, "nn@v1.0.0", "a\0b")

    def test_cannot_hold_half_of_a_character(self, place: Place) -> None:
        with pytest.raises(WrongArgs, match="half of a character"):
            make(place, "nn@v1.0.0", "a\ud800b")

    def test_holds_no_message_that_would_not_be_read_again(self, place: Place) -> None:
        with pytest.raises(WrongArgs, match="shorter than 1 MiB"):
            make(place, "nn@v1.0.0", "m" * (MESSAGE_BYTES_MAX - BESIDE_MESSAGE_BYTES + 1))
        longest = make(place, "nn@v1.0.0", "m" * (MESSAGE_BYTES_MAX - BESIDE_MESSAGE_BYTES))
        (read,) = tags(place.path, [longest.new or ""])
        assert isinstance(read, TagObject)

    def test_of_a_commit_that_isnt_there_is_refused(self, place: Place) -> None:
        creation = Creation(require("nn@v1.0.0"), CommitId("1" * 40), "m")
        with pytest.raises(GitFailed, match="git mktag failed"):
            make_tag(place, creation, JO, NINE, signing=None)


class TestSigned:
    @pytest.fixture
    def signing(self, shell: Shell) -> Shell:
        """A person who signs with an ssh key, and trusts it."""
        key = shell.path.parent / "key"
        shell.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key)
        allowed = shell.path.parent / "allowed"
        allowed.write_text(f"jo@example.com {key.with_suffix('.pub').read_text()}")
        shell.git("config", "tag.gpgSign", "true")
        shell.git("config", "gpg.format", "ssh")
        shell.git("config", "user.signingKey", str(key))
        shell.git("config", "gpg.ssh.allowedSignersFile", str(allowed))
        return shell

    def test_git_accepts_the_signature(self, signing: Shell, place: Place) -> None:
        change_refs(place, [make(place, "nn@v1.0.0", "Registering\n\n  twice")])
        assert 'Good "git" signature for jo@example.com' in signing.run("git", "verify-tag", "nn@v1.0.0").err
        raw = signing.git("cat-file", "tag", "nn@v1.0.0")
        assert raw.startswith(
            f"object {place.head}\ntype commit\ntag nn@v1.0.0\n"
            "tagger Jo Tester <jo@example.com> 1772355600 +0100\n\nRegistering\n\n  twice\n-----BEGIN SSH"
        )

    @pytest.mark.parametrize("options", [("--bare",), ("--object-format=sha256",)])
    def test_in_every_kind_of_repository(self, signing: Shell, tmp_path: Path, options: tuple[str, ...]) -> None:
        other = new_repository(tmp_path / "other", *options)
        for key in ("tag.gpgSign", "gpg.format", "user.signingKey", "gpg.ssh.allowedSignersFile"):
            other.git("config", key, signing.git("config", key))
        tree = other.git("hash-object", "-t", "tree", "-w", "--stdin")
        other.git("update-ref", "HEAD", other.git("commit-tree", "-m", "first", tree))
        place = locate(str(other.path))
        change_refs(place, [make(place, "nn@v1.0.0")])
        assert 'Good "git" signature' in other.run("git", "verify-tag", "nn@v1.0.0").err

    def test_in_a_linked_worktree(self, signing: Shell, tmp_path: Path) -> None:
        signing.git("worktree", "add", "--quiet", tmp_path / "side")
        place = locate(str(tmp_path / "side"))
        change_refs(place, [make(place, "nn@v1.0.0")])
        signing.git("verify-tag", "nn@v1.0.0")

    def test_as_configured_for_this_folder_only(self, signing: Shell, place: Place) -> None:
        key = signing.git("config", "user.signingKey")
        for setting in ("tag.gpgSign", "gpg.format", "user.signingKey"):
            signing.git("config", "--unset", setting)
        work = signing.path.parent / "work"
        work.write_text(f"[tag]\ngpgSign = true\n[gpg]\nformat = ssh\n[user]\nsigningKey = {key}\n")
        signing.git("config", f"includeIf.gitdir:{signing.path.parent}/**.path", str(work))
        change_refs(place, [make(place, "nn@v1.0.0")])
        signing.git("verify-tag", "nn@v1.0.0")

    def test_by_a_key_seen_from_the_root(self, signing: Shell) -> None:
        signing.git("config", "user.signingKey", "../key")
        (signing.path / "folder").mkdir()
        place = locate(str(signing.path / "folder"))
        change_refs(place, [make(place, "nn@v1.0.0")])
        signing.git("verify-tag", "nn@v1.0.0")

    def test_without_a_key_nothing_is_made(self, shell: Shell, place: Place) -> None:
        for key, value in {"tag.gpgSign": "true", "gpg.format": "ssh", "user.signingKey": "/nowhere/key"}.items():
            shell.git("config", key, value)
        with pytest.raises(GitFailed, match=r"git tag failed: .*/nowhere/key"):
            make(place, "nn@v1.0.0")
        assert shell.tags() == []

    def test_no_hook_is_started_for_the_scratch_work(self, signing: Shell, place: Place, tmp_path: Path) -> None:
        hook = signing.path / ".git" / "hooks" / "reference-transaction"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
        change = make(place, "nn@v1.0.0")
        assert not (tmp_path / "ran").exists()
        change_refs(place, [change])
        assert (tmp_path / "ran").exists()


class TestRefs:
    def test_all_appear(self, shell: Shell, place: Place) -> None:
        change_refs(place, [make(place, "nn@v1.0.0"), make(place, "nn#prod#1")])
        assert shell.tags() == ["nn#prod#1", "nn@v1.0.0"]

    def test_nothing_to_do_is_no_trouble(self, shell: Shell, place: Place) -> None:
        change_refs(place, [])
        assert shell.tags() == []

    @pytest.mark.parametrize("taken", ["nn@v1.0.0", "nn#prod#1", "nn#dev#2"])
    def test_one_that_is_taken_keeps_all_away_and_is_named(self, shell: Shell, place: Place, taken: str) -> None:
        before = shell.tag(taken)
        changes = [make(place, tag) for tag in ("nn@v1.0.0", "nn#prod#1", "nn#dev#2")]
        with pytest.raises(TagExists, match=f"tag '{taken}' already exists"):
            change_refs(place, changes)
        assert (shell.tags(), shell.git("rev-parse", taken)) == ([taken], before)

    def test_a_packed_one_is_taken_too(self, shell: Shell, place: Place) -> None:
        shell.tag("nn@v1.0.0")
        shell.git("pack-refs", "--all")
        with pytest.raises(TagExists):
            change_refs(place, [make(place, "nn@v1.0.0")])

    def test_a_tag_goes_only_if_it_is_the_one_that_was_seen(self, shell: Shell, place: Place) -> None:
        id = shell.tag("nn@v1.0.0")
        with pytest.raises(GitFailed):
            change_refs(place, [RefChange("nn@v1.0.0", None, "1" * 40)])
        assert shell.tags() == ["nn@v1.0.0"]
        change_refs(place, [RefChange("nn@v1.0.0", None, id)])
        assert shell.tags() == []

    def test_a_deletion_that_fails_takes_the_creations_with_it(self, shell: Shell, place: Place) -> None:
        with pytest.raises(GitFailed):
            change_refs(place, [make(place, "nn@v1.0.0"), RefChange("gone", None, "1" * 40)])
        assert shell.tags() == []

    def test_a_tag_cannot_be_a_folder_of_another(self, shell: Shell, place: Place) -> None:
        shell.tag("nn#prod")
        with pytest.raises(GitFailed) as refused:
            change_refs(place, [make(place, "nn#prod/eu")])
        assert "as a folder of another" in (refused.value.hint or "")

    def test_a_lock_left_by_a_crash_is_named(self, shell: Shell, place: Place) -> None:
        (shell.path / ".git" / "refs" / "tags").mkdir(exist_ok=True)
        (shell.path / ".git" / "refs" / "tags" / "nn@v1.0.0.lock").write_text("")
        with pytest.raises(GitFailed, match=r"nn@v1\.0\.0\.lock") as refused:
            change_refs(place, [make(place, "nn@v1.0.0")])
        assert "lock file" in (refused.value.hint or "")

    def test_a_hook_of_the_person_may_refuse(self, shell: Shell, place: Place) -> None:
        hook = shell.path / ".git" / "hooks" / "reference-transaction"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\n[ $1 = prepared ] || exit 0\necho not today >&2\nexit 1\n")
        hook.chmod(0o755)
        with pytest.raises(GitFailed, match="not today"):
            change_refs(place, [make(place, "nn@v1.0.0")])
        assert shell.tags() == []

    def test_of_many_who_take_one_name_one_gets_it(self, shell: Shell, place: Place) -> None:
        changes = [[make(place, "nn@v1.0.0", f"{i}"), make(place, f"nn#prod#{i}")] for i in range(6)]
        refused: list[Exception] = []

        def take(change: list[RefChange]) -> None:
            try:
                change_refs(place, change)
            except (TagExists, GitFailed) as error:
                refused.append(error)

        threads = [threading.Thread(target=take, args=(change,)) for change in changes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(refused) == 5
        assert len(shell.tags()) == 2
