"""`gto check-ref`: what a tag did; nothing, for anything else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"artifacts.yaml": "planned: {}\n"})
    shell.tag("nn@v1.0.0", minute=1)
    shell.tag("nn#prod#1", minute=2)
    shell.commit("second", minute=3)
    shell.tag("nn@v2.0.0", minute=4)
    shell.tag("nn#dev#2", minute=5)
    return shell.at(9)


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["nn#prod#1"], '✅  Stage "prod" was assigned to version "v1.0.0" of artifact "nn"\n'),
        (["refs/tags/nn@v2.0.0"], '✅  Version "v2.0.0" of artifact "nn" was registered\n'),
        (["nn#prod#1", "--name"], "nn\n"),
        (["nn#prod#1", "--version"], "v1.0.0\n"),
        (["nn#prod#1", "--event"], "assignment\n"),
        (["nn#prod#1", "--stage"], "prod\n"),
        (["nn@v1.0.0", "--stage"], ""),
        (["main"], ""),
        (["nn@v9.9.9"], ""),
        (["refs/heads/main", "--json"], ""),
    ],
)
def test_what_is_printed(shell: Shell, words: list[str], printed: str) -> None:
    assert shell.gto("check-ref", *words).out == printed


def test_for_programs(shell: Shell) -> None:
    said = json.loads(shell.gto("check-ref", "nn@v1.0.0", "--json").out)
    assert (said["artifact"], said["version"], said["event"], said["tag"]) == (
        *("nn", "v1.0.0", "registration", "nn@v1.0.0"),
    )
    assert said["commit_hexsha"] == shell.git("rev-parse", "HEAD~")


def test_one_form_at_a_time(shell: Shell) -> None:
    assert "Only one output formatting flags is allowed" in shell.refused("check-ref", "x", "--name", "--json")
