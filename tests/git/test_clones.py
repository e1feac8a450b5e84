"""The copy of a remote repository: small, up to date, and made anew rather than wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.errors import NoRepo, RemoteUnreachable, WrongArgs
from gto.git.clones import visit
from shell import Shell, new_repository


@pytest.fixture
def remote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    shell = new_repository(tmp_path / "remote")
    shell.git("config", "uploadpack.allowFilter", "true")
    shell.git("config", "uploadpack.allowAnySHA1InWant", "true")
    shell.commit("first", files={"big.bin": "x" * 1000, "dvc.yaml": "{}"})
    shell.tag("nn@v1.0.0")
    return shell


def url(shell: Shell) -> str:
    return f"file://{shell.path}"


def refs(shell: Shell, *patterns: str) -> str:
    return shell.git("for-each-ref", "--format=%(objectname) %(refname)", *patterns or ("refs/heads", "refs/tags"))


def test_it_has_every_branch_and_tag_and_knows_where_from(remote: Shell) -> None:
    remote.git("branch", "side")
    place = visit(url(remote))
    copy = remote.within(Path(place.path))
    assert (place.bare, place.origin) == (True, url(remote))
    assert place.head == remote.git("rev-parse", "HEAD")
    assert refs(copy) == refs(remote)


def test_it_holds_no_files(remote: Shell) -> None:
    place = visit(url(remote))
    blob = remote.git("rev-parse", "HEAD:big.bin")
    local = remote.within(Path(place.path)).having({"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"})
    assert local.run("git", "cat-file", "-e", blob, code=None).code != 0
    assert place.head_tree is None


def test_a_second_visit_finds_what_changed_in_the_same_copy(remote: Shell) -> None:
    first = visit(url(remote))
    remote.git("tag", "--delete", "nn@v1.0.0")
    remote.commit("second", minute=1)
    remote.tag("nn@v1.0.0", minute=1, message="moved")
    remote.tag("nn@v2.0.0", minute=1)
    remote.git("checkout", "--quiet", "--orphan", "other")
    remote.commit("anew", minute=2)
    remote.git("branch", "-D", "main")
    second = visit(url(remote))
    assert second.path == first.path
    assert refs(remote.within(Path(second.path))) == refs(remote)
    assert second.head == remote.git("rev-parse", "HEAD")


def test_names_with_signs_that_end_lines_elsewhere_are_no_trouble(remote: Shell) -> None:
    remote.git("branch", "a\u2028b")
    remote.git("update-ref", "refs/tags/nn@v1.0.0\x85", "HEAD")
    visit(url(remote))
    place = visit(url(remote))
    assert refs(remote.within(Path(place.path))) == refs(remote)


def test_nothing_is_fetched_where_nothing_changed(remote: Shell) -> None:
    objects = Path(visit(url(remote)).path, "objects")
    before = {str(file): file.stat().st_mtime_ns for file in objects.rglob("*")}
    visit(url(remote))
    assert {str(file): file.stat().st_mtime_ns for file in objects.rglob("*")} == before


@pytest.mark.parametrize("damage", ["HEAD", "config", "objects"])
def test_a_damaged_copy_is_made_anew(remote: Shell, damage: str) -> None:
    path = Path(visit(url(remote)).path)
    if damage == "objects":
        for file in path.glob("objects/pack/*"):
            file.chmod(0o644)
            file.write_bytes(b"")
    else:
        (path / damage).write_text("x\0")
    assert visit(url(remote)).head == remote.git("rev-parse", "HEAD")


def test_a_damaged_copy_is_not_mistaken_for_a_repository_around_it(remote: Shell, tmp_path: Path) -> None:
    path = Path(visit(url(remote)).path)
    home = new_repository(tmp_path)
    home.commit("dotfiles")
    home.git("remote", "add", "origin", url(remote))
    before = refs(home)
    (path / "HEAD").write_text("x")
    assert visit(url(remote)).head == remote.git("rev-parse", "HEAD")
    assert refs(home) == before


def test_without_a_cache_folder_it_lives_as_long_as_the_program(
    remote: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert visit(url(remote)).head == remote.git("rev-parse", "HEAD")


def test_an_empty_repository_is_one(tmp_path: Path, remote: Shell) -> None:
    empty = new_repository(tmp_path / "empty")
    assert visit(url(empty)).head is None
    assert visit(url(empty)).head is None


def test_two_addresses_have_two_copies(tmp_path: Path, remote: Shell) -> None:
    other = new_repository(tmp_path / "other")
    other.commit("other")
    assert visit(url(other)).head == other.git("rev-parse", "HEAD") != visit(url(remote)).head


def test_an_address_without_a_repository_is_said_to_be_so(tmp_path: Path, remote: Shell) -> None:
    with pytest.raises(RemoteUnreachable, match=f"Failed to read 'file://{tmp_path}/nothing'"):
        visit(f"file://{tmp_path}/nothing")
    assert not list((tmp_path / "cache").glob("*.git*"))


def test_one_that_no_longer_answers_is_an_error_and_not_an_old_answer(remote: Shell) -> None:
    visit(url(remote))
    remote.path.rename(remote.path.with_name("moved"))
    with pytest.raises(RemoteUnreachable):
        visit(url(remote))


def test_hooks_and_filters_of_the_remote_are_not_run(remote: Shell, tmp_path: Path) -> None:
    templates = tmp_path / "templates" / "hooks"
    templates.mkdir(parents=True)
    (templates / "reference-transaction").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (templates / "reference-transaction").chmod(0o755)
    remote.git("config", "--global", "init.templateDir", str(tmp_path / "templates"))
    try:
        visit(url(remote))
        remote.tag("nn@v2.0.0")
        visit(url(remote))
    finally:
        remote.git("config", "--global", "--unset", "init.templateDir")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "address", ["ext::sh -c x", "--upload-pack=x", "ftp://example.com/x", "fd::17", "https://a\nb"]
)
def test_addresses_that_git_should_not_visit_are_refused(address: str) -> None:
    with pytest.raises((WrongArgs, NoRepo)):
        visit(address)
