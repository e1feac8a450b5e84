"""Single tags by their names: made, removed, pushed, whatever the registry's rules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.errors import InvalidTagName, PushRefused, TagNotFound
from gto.verbs import tagging
from gto.verbs.repository import open_repository
from shell import Shell, new_repository


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    """A clone, and beside it the bare repository it came from."""
    shell = new_repository(tmp_path / "models")
    shell.commit("c1")
    shell.git("clone", "--quiet", "--bare", ".", "../remote.git")
    shell.git("remote", "add", "origin", "../remote.git")
    return shell


@pytest.fixture
def remote(repository: Shell) -> Shell:
    return repository.within(repository.path.parent / "remote.git")


def test_any_registry_tag_can_be_made(repository: Shell) -> None:
    tagging.create(open_repository(repository.path), "rf#prod#7", "HEAD", "go")
    assert repository.git("tag", "--format=%(refname:strip=2) %(objecttype) %(contents)") == "rf#prod#7 tag go"


def test_other_names_are_refused(repository: Shell) -> None:
    for name in ("--delete", "release", "a..b@v1.0.0"):
        with pytest.raises(InvalidTagName):
            tagging.create(open_repository(repository.path), name, "HEAD", "go")
        with pytest.raises(InvalidTagName):
            tagging.push(open_repository(repository.path), name, "origin")


def test_a_tag_is_pushed_and_removed_there(repository: Shell, remote: Shell) -> None:
    here = open_repository(repository.path)
    repository.tag("rf@v1.0.0")
    for _ in range(2):  # the second time it is there already
        tagging.push(here, "rf@v1.0.0", "origin")
        assert remote.tags() == ["rf@v1.0.0"]
    for _ in range(2):
        tagging.push(here, "rf@v1.0.0", "origin", deletion=True)
        assert remote.tags() == []
    assert repository.tags() == ["rf@v1.0.0"]


def test_another_tag_of_that_name_is_not_overwritten(repository: Shell, remote: Shell) -> None:
    remote.tag("rf@v1.0.0", message="theirs")
    repository.tag("rf@v1.0.0", message="ours")
    with pytest.raises(PushRefused):
        tagging.push(open_repository(repository.path), "rf@v1.0.0", "origin")
    assert remote.git("tag", "--format=%(contents)") == "theirs"


def test_a_tag_that_is_not_there(repository: Shell) -> None:
    here = open_repository(repository.path)
    with pytest.raises(TagNotFound):
        tagging.push(here, "rf@v1.0.0", "origin")
    with pytest.raises(TagNotFound):
        tagging.delete(here, "rf@v1.0.0")
