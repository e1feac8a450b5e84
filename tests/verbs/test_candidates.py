"""What is said about each candidate, so that a person can choose. (Which there are: cli/test_complete.py.)"""

from __future__ import annotations

from pathlib import Path

import pytest

import gto
from gto.verbs import candidates
from gto.verbs.candidates import Candidate
from gto.verbs.repository import Repository
from shell import new_repository


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    shell = new_repository(tmp_path_factory.mktemp("repository"))
    shell.commit("one", files={".gto": "stages: [dev, prod]\ntypes: [model]\n", "artifacts.yaml": "planned: {}\n"})
    shell.tag("rf@v1.0.0")
    shell.tag("rf#prod#1", minute=1)
    shell.tag("old@v1.0.0", minute=2)
    shell.tag("old@deprecated", minute=3)
    shell.git("remote", "add", "origin", "https://jo:secret@example.com/models.git")
    return gto.open(shell.path)


def test_artifacts(repository: Repository) -> None:
    assert candidates.artifacts(repository) == [
        Candidate("old", "deprecated"),
        Candidate("planned", "no version yet"),
        Candidate("rf", "v1.0.0"),
    ]


def test_versions_say_their_stages(repository: Repository) -> None:
    assert candidates.versions(repository, "rf") == [Candidate("v1.0.0", "prod")]


def test_stages_are_those_that_may_be_assigned(repository: Repository) -> None:
    assert [one.word for one in candidates.stages(repository)] == ["dev", "prod"]
    assert [one.word for one in candidates.stages(repository, "rf", "v1.0.0")] == ["prod"]
    assert candidates.stages(repository, "rf", "v9.0.0") == []


def test_shortcuts_say_what_they_pick(repository: Repository) -> None:
    assert candidates.shortcuts(repository, "rf@") == [
        Candidate("rf@latest", "the highest version"),
        Candidate("rf@v1.0.0", "prod"),
    ]
    assert candidates.shortcuts(repository, "rf#") == [Candidate("rf#prod", "v1.0.0")]


def test_tags_say_what_they_did(repository: Repository) -> None:
    assert candidates.events(repository)[0] == Candidate("old@deprecated", 'Artifact "old" was deprecated')


def test_a_password_in_an_address_is_not_shown(repository: Repository) -> None:
    assert candidates.remotes(repository) == [Candidate("origin", "https://example.com/models.git")]


def test_types_are_those_allowed(repository: Repository, tmp_path: Path) -> None:
    assert candidates.types(repository) == [Candidate("model")]
    anywhere = gto.open(new_repository(tmp_path).path)
    assert [one.word for one in candidates.types(anywhere)] == ["model", "dataset"]
