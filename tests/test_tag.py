"""`gto.tag`: tags as DVC looks for them. (DVC itself asks in compat/test_dvc.py.)"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gto import tag
from gto.constants import Action
from gto.errors import InvalidTagName, MissingArg, RefNotFound, TagExists, TagNotFound, UnknownAction
from shell import Shell, new_repository


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path)
    shell.commit("c1")
    for minute, name in enumerate(["rf@v1.0.0", "dir=nn@v0.1.0", "rf#prod#1", "rf#prod!#2", "rf@v1.0.0!", "other"]):
        shell.tag(name, minute=minute)
    shell.git("tag", "rf@v9.9.9")
    return shell


@pytest.fixture
def scm(repository: Shell) -> Any:
    """What DVC has: an object with `root_dir`."""
    return SimpleNamespace(root_dir=str(repository.path))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["rf@v1.0.0", "dir=nn@v0.1.0", "rf#prod#1", "rf#prod!#2", "rf@v1.0.0!"]),
        ({"name": "dir:nn"}, ["dir=nn@v0.1.0"]),
        ({"version": "v1.0.0"}, ["rf@v1.0.0", "rf@v1.0.0!"]),
        ({"name": "rf", "stage": "prod"}, ["rf#prod#1", "rf#prod!#2"]),
        ({"action": Action.ASSIGN}, ["rf#prod#1"]),
        ({"action": frozenset({Action.REGISTER, Action.DEREGISTER}), "name": "rf"}, ["rf@v1.0.0", "rf@v1.0.0!"]),
        ({"name": "nix"}, []),
    ],
)
def test_find(scm: Any, wanted: dict[str, Any], found: list[str]) -> None:
    """Annotated tags, oldest first; what takes back is found with what it takes back."""
    assert [one.name for one in tag.find(scm=scm, **wanted)] == found


def test_what_is_found_quacks_like_scmrepos_tag(repository: Shell, scm: Any) -> None:
    found = tag.find(name="dir:nn", scm=scm)[0]
    assert found.hexsha == repository.git("rev-parse", "refs/tags/dir=nn@v0.1.0")
    assert found.target == repository.git("rev-parse", "HEAD")
    assert (found.tagger_name, found.tagger_email, found.message) == ("Jo Tester", "jo@example.com", "m\n")
    assert (found.tag_time, found.tag_time_offset) == (1772355660, 0)
    assert found.tag_datetime == datetime(2026, 3, 1, 9, 1, tzinfo=timezone.utc)


def test_find_among_others(scm: Any) -> None:
    given = tag.find(scm=scm)
    assert tag.find(stage="prod", scm=scm, tags=reversed(given)) == given[2:4]


def test_find_needs_a_repository() -> None:
    with pytest.raises(MissingArg, match="'scm' is required"):
        tag.find(name="rf")
    with pytest.raises(NotImplementedError):
        tag.find(scm=".", sort="by_name")


def test_parse_tag(scm: Any) -> None:
    found = tag.find(name="rf", scm=scm)[1]
    said = tag.parse_tag(found)
    assert (said.action, said.name, said.version, said.stage) == (Action.ASSIGN, "rf", None, "prod")
    assert said.tag is found
    assert said.created_at == found.tag_datetime
    assert said.model_dump()["tag"]["name"] == "rf#prod#1"


def test_parse_name() -> None:
    assert tag.parse_name("a=b#prod!#7") == {"name": "a:b", "stage": "prod", "action": Action.UNASSIGN, "counter": 7}
    assert tag.parse_name("nix", raise_on_fail=False) == {}
    with pytest.raises(InvalidTagName, match="Cannot parse tag name 'nix'"):
        tag.parse_name("nix")


def test_name_tag(scm: Any) -> None:
    assert tag.name_tag(Action.REGISTER, "a:b", version="v1.0.0", simple=True) == "a=b@v1.0.0"
    assert tag.name_tag(Action.DEREGISTER, "nn", version="v1.0.0", simple=True) == "nn@v1.0.0!"
    assert tag.name_tag(Action.UNASSIGN, "nn", stage="prod", simple=True) == "nn#prod!"
    assert tag.name_tag(Action.DEPRECATE, "nn", simple=True) == "nn@deprecated"
    assert tag.name_tag(Action.ASSIGN, "rf", stage="prod", scm=scm) == "rf#prod#3"
    with pytest.raises(MissingArg):
        tag.name_tag(Action.ASSIGN, "rf", stage="prod")
    with pytest.raises(UnknownAction, match=r"Unknown action 'Action\.CREATE' was requested"):
        tag.name_tag(Action.CREATE, "rf", simple=True)


def test_making_and_removing(repository: Shell, scm: Any) -> None:
    tag.create_tag(scm, "rf#dev#3", "HEAD", "go", tagger="Bo Li", tagger_email="bo@example.com")
    made = tag.find(stage="dev", scm=scm)[0]
    assert (made.tagger_name, made.tagger_email, made.message) == ("Bo Li", "bo@example.com", "go\n")
    with pytest.raises(TagExists, match="tag 'rf#dev#3' already exists"):
        tag.create_tag(scm, "rf#dev#3", "HEAD", "go")
    with pytest.raises(RefNotFound):
        tag.create_tag(scm, "rf#dev#4", "nix", "go")
    tag.delete_tag(scm, "rf#dev#3")
    assert tag.find(stage="dev", scm=scm) == []
    with pytest.raises(TagNotFound, match="tag 'rf#dev#3' is not found"):
        tag.delete_tag(scm, "rf#dev#3")
