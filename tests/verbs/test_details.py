"""Versions with everything that GTO 1.x's JSON says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

import gto
from gto.verbs.details import state_data, versions_data
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"artifacts.yaml": "nn: {type: model, path: m.pkl, labels: [a]}\n"})
    shell.tag("nn@v1.0.0", minute=1)
    shell.tag("nn#prod#1", minute=2)
    shell.commit("second", minute=3, files={"artifacts.yaml": "other: {}\n"})
    shell.tag("nn#dev#2", minute=4)
    return shell


def test_a_version_has_the_keys_of_gto_1_in_their_order(shell: Shell) -> None:
    repository = gto.open(shell.path)
    [version, unregistered] = versions_data(repository, repository.show("nn"))
    assert list(version) == [
        *("artifact", "commit_hexsha", "version", "enrichments", "registrations", "deregistrations", "stages"),
        *("is_active", "activated_at", "created_at", "author", "author_email", "message", "ref", "discovered"),
    ]
    assert (version["version"], version["ref"], version["discovered"]) == ("v1.0.0", "nn@v1.0.0", False)
    assert (unregistered["version"], unregistered["ref"], unregistered["discovered"]) == (
        shell.git("rev-parse", "HEAD"),
        "nn#dev#2",
        True,
    )


def test_a_version_is_enriched_with_what_its_own_commit_says(shell: Shell) -> None:
    repository = gto.open(shell.path)
    [version, unregistered] = versions_data(repository, repository.show("nn"))
    [commit] = version["enrichments"]  # type: ignore[misc]
    assert (commit["message"], commit["author"]) == ("first\n", "Jo Tester")  # type: ignore[index]
    assert commit["enrichments"] == [  # type: ignore[index]
        {
            "source": "gto",
            "artifact": {
                "type": "model",
                "path": "m.pkl",
                "virtual": True,
                "labels": ["a"],
                "description": "",
                "custom": None,
            },
        }
    ]
    assert [c["enrichments"] for c in unregistered["enrichments"]] == [[]]  # type: ignore[attr-defined]


def test_the_whole_state_has_every_artifact(shell: Shell) -> None:
    artifacts = state_data(gto.open(shell.path))["artifacts"]
    assert list(artifacts) == ["nn", "other"]  # type: ignore[call-overload]
    nn, other = artifacts["nn"], artifacts["other"]  # type: ignore[index]
    assert [v["version"] for v in nn["versions"]] == ["v1.0.0", shell.git("rev-parse", "HEAD")]
    assert list(nn["versions"][0]["stages"]) == ["prod"]
    assert [v["version"] for v in other["versions"]] == [shell.git("rev-parse", "HEAD")]


def test_of_nothing_there_is_nothing(tmp_path: Path) -> None:
    repository = gto.open(new_repository(tmp_path / "empty").path)
    assert (versions_data(repository, []), state_data(repository)) == ([], {"artifacts": {}})
