"""Whether the registry can be believed: what was seen is remembered, and told when it is no longer so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gto.verbs.repository import open_repository
from gto.verbs.verification import verify
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    shell.tag("churn@v1.0.0", minute=1)
    shell.tag("churn#prod#1", minute=2)
    shell.tag("swan@v0.1.0", minute=3)
    shell.tag("release-1", minute=4)
    return shell


def signing(shell: Shell, tmp_path: Path, name: str = "jo", *, trusted: bool = True) -> Shell:
    """The same shell with an ssh key that signs every tag, trusted or not."""
    key = tmp_path / name
    shell.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key)
    if trusted:
        (tmp_path / "trusted").write_text(f"jo@example.com {key.with_suffix('.pub').read_text()}")
    shell.git("config", "gpg.format", "ssh")
    shell.git("config", "user.signingKey", str(key))
    shell.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "trusted"))
    shell.git("config", "tag.gpgSign", "true")
    return shell


def test_the_first_look_remembers_what_there_is_and_the_second_finds_nothing_new(shell: Shell) -> None:
    repository = open_repository(str(shell.path))
    first, second = verify(repository), verify(repository)
    assert first.new == first.tags == ("churn#prod#1", "churn@v1.0.0", "swan@v0.1.0")
    assert second.new == ()
    assert second.problems() == []


def test_a_tag_that_moved_or_vanished_is_told_until_it_is_accepted(shell: Shell) -> None:
    shell.gto("verify")
    was = shell.git("rev-parse", "churn@v1.0.0")
    shell.git("tag", "--force", "--annotate", "--message", "other", "churn@v1.0.0")
    shell.git("tag", "--delete", "swan@v0.1.0")
    for _ in range(2):
        said = shell.gto("verify", code=1)
        assert f"tag 'churn@v1.0.0' has moved: it named {was[:7]}" in said.err
        assert "tag 'swan@v0.1.0' is gone" in said.err
    assert "swan" not in shell.gto("verify", "churn", code=1).err
    assert "Accepted: tag 'swan@v0.1.0' is gone" in shell.gto("verify", "--accept").out
    assert shell.gto("verify").err == ""


def test_signatures_are_told_apart(shell: Shell, tmp_path: Path) -> None:
    signing(shell, tmp_path).gto("register", "signed")
    signing(shell, tmp_path, "stranger", trusted=False).gto("register", "strange")
    found = verify(open_repository(str(shell.path))).signatures
    grades = {tag: signature.grade for tag, signature in found.items()}
    assert grades == {
        "churn#prod#1": "unsigned",
        "churn@v1.0.0": "unsigned",
        "swan@v0.1.0": "unsigned",
        "signed@v0.0.1": "good",
        "strange@v0.0.1": "unknown",
    }
    assert shell.gto("verify").code == 0
    said = shell.gto("verify", "--require-signatures", "--json", code=1)
    assert len(json.loads(said.out)["problems"]) == 4


def test_a_signature_over_other_words_is_bad(shell: Shell, tmp_path: Path) -> None:
    signing(shell, tmp_path).gto("register", "signed")
    body = shell.git("cat-file", "tag", "signed@v0.0.1").replace("Registering artifact", "Smuggling artefact") + "\n"
    id = shell.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=body)
    shell.git("update-ref", "refs/tags/signed@v0.0.1", id)
    assert "tag 'signed@v0.0.1' has a bad signature" in shell.gto("verify", code=1).err


def test_no_program_is_run_that_the_repository_names(shell: Shell, tmp_path: Path) -> None:
    signing(shell, tmp_path).gto("register", "signed")
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key in ("gpg.program", "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program"):
        shell.git("config", key, str(trap))
    assert verify(open_repository(str(shell.path))).signatures["signed@v0.0.1"].grade == "good"
    assert not (tmp_path / "sprung").exists()


def test_a_tag_that_is_left_out_of_the_registry_is_a_problem(shell: Shell) -> None:
    shell.git("tag", "churn@v9.0.0")
    assert "is a lightweight tag" in shell.gto("verify", code=1).err
    assert shell.gto("verify", "swan").code == 0


def test_a_remote_is_verified_against_what_was_seen_of_it(shell: Shell, tmp_path: Path) -> None:
    remote = tmp_path / "remote.git"
    shell.git("clone", "--quiet", "--bare", shell.path, remote)
    url = f"file://{remote}"
    shell = shell.having({"GTO_CACHE_DIR": str(tmp_path / "cache")})
    shell.gto("verify", "-r", url)
    shell.within(remote).git("tag", "--delete", "swan@v0.1.0")
    assert "tag 'swan@v0.1.0' is gone" in shell.gto("verify", "-r", url, code=1).err


def test_a_signature_is_good_for_the_name_it_was_made_for(shell: Shell, tmp_path: Path) -> None:
    """git checks what was signed, not where it is used: a signed version must not pass for another, or for a stage."""
    signing(shell, tmp_path).gto("register", "signed")
    good = shell.git("rev-parse", "signed@v0.0.1")
    shell.git("update-ref", "refs/tags/signed#prod#1", good)
    said = shell.gto("verify", code=1)
    assert "tag 'signed#prod#1' has a bad signature" in said.err
    assert "a tag of another name, 'signed@v0.0.1'" in said.err


@pytest.fixture
def gpg(shell: Shell) -> Iterator[Shell]:
    """The same shell with a GPG key that signs every tag."""
    if not shutil.which("gpg"):
        pytest.skip("gpg is not installed")
    with TemporaryDirectory(prefix="gpg") as home:  # a short path: gpg's agent listens on a socket in there
        shell = shell.having({"GNUPGHOME": home})
        shell.run(
            "gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "jo@example.com", "ed25519", "sign"
        )
        shell.git("config", "user.signingKey", "jo@example.com")
        shell.git("config", "tag.gpgSign", "true")
        yield shell
        shell.run("gpgconf", "--kill", "all", code=None)


def test_gpg_signatures_too(gpg: Shell) -> None:
    gpg.gto("register", "signed")
    gpg.gto("register", "spoiled")
    body = gpg.git("cat-file", "tag", "spoiled@v0.0.1").replace("Registering artifact", "Smuggling artefact") + "\n"
    id = gpg.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=body)
    gpg.git("update-ref", "refs/tags/spoiled@v0.0.1", id)
    found = json.loads(gpg.gto("verify", "--json", code=1).out)
    grades = {tag: signature["grade"] for tag, signature in found["signatures"].items()}
    assert (grades["signed@v0.0.1"], grades["spoiled@v0.0.1"]) == ("good", "bad")
    assert gpg.gto("verify", "signed", "--require-signatures").code == 0


def test_what_was_seen_of_a_remote_outlives_its_copy(shell: Shell, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shell = shell.having({"GTO_CACHE_DIR": str(cache)})
    url = shell.path.as_uri()
    shell.gto("verify", "-r", url)
    shell.git("tag", "--delete", "swan@v0.1.0")
    (copy,) = cache.glob("remote-*.git")
    (copy / "HEAD").write_text("damaged")
    assert "tag 'swan@v0.1.0' is gone" in shell.gto("verify", "-r", url, code=1).err


def test_a_misspelled_artifact_is_not_all_right(shell: Shell) -> None:
    assert "Cannot find artifact 'chrun'" in shell.refused("verify", "chrun")
    shell.gto("verify", "swan")
    shell.git("tag", "--delete", "swan@v0.1.0")
    assert "tag 'swan@v0.1.0' is gone" in shell.gto("verify", "swan", code=1).err  # which was known


@pytest.mark.parametrize("text", ["{{{", "{{{\n", "", "\n"])
def test_a_damaged_memory_is_not_begun_anew_without_a_word(shell: Shell, text: str) -> None:
    shell.gto("verify")
    file = shell.path / ".git/gto/seen"
    file.write_text(file.read_text() + text)
    shell.git("tag", "--force", "-a", "churn@v1.0.0", "-m", "moved")
    if not text:
        assert "has moved" in shell.gto("verify", code=1).err
        return
    assert "is damaged, so nobody can say which tags moved" in shell.refused("verify")
    file.unlink()
    assert "new since last seen: 3" in shell.gto("verify").out
