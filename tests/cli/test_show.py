"""`gto show`: the registry, one artifact, or what a shortcut picks."""

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


def test_the_registry(shell: Shell) -> None:
    assert shell.gto("show").lines == [
        "╒══════════╤══════════╤════════╤═════════╕",
        "│ name     │ latest   │ #dev   │ #prod   │",
        "╞══════════╪══════════╪════════╪═════════╡",
        "│ nn       │ v2.0.0   │ v2.0.0 │ v1.0.0  │",
        "│ *planned │ -        │ -      │ -       │",
        "╘══════════╧══════════╧════════╧═════════╛",
    ]


def test_an_artifact(shell: Shell) -> None:
    assert [line.split() for line in shell.gto("show", "nn", "--plain").lines] == [
        ["artifact", "version", "stage", "created_at", "ref"],
        ["nn", "v2.0.0", "dev", "2026-03-01", "09:04:00+00:00", "nn@v2.0.0"],
        ["nn", "v1.0.0", "prod", "2026-03-01", "09:01:00+00:00", "nn@v1.0.0"],
    ]


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["--name"], ["nn", "*planned"]),
        (["nn", "--version"], ["v2.0.0", "v1.0.0"]),
        (["nn@latest", "--version"], ["v2.0.0"]),
        (["nn#prod", "--ref"], ["nn@v1.0.0"]),
        (["nn", "--stage"], ["dev", "prod"]),
        (["nn#test", "--version"], []),
        (["nn", "--version", "--at", "nn#prod#1"], ["v1.0.0"]),
        (["--name", "--at", "2026-02-28"], []),
    ],
)
def test_one_column_is_a_word_a_line(shell: Shell, words: list[str], printed: list[str]) -> None:
    assert shell.gto("show", *words).lines == printed


def test_for_programs(shell: Shell) -> None:
    assert json.loads(shell.gto("show", "--json").out)["nn"] == {
        "version": "v2.0.0",
        "stage": {"dev": "v2.0.0", "prod": "v1.0.0"},
        "registered": True,
        "active": True,
    }
    assert [version["version"] for version in json.loads(shell.gto("show", "nn", "--json").out)] == [
        "v2.0.0",
        "v1.0.0",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--json", "--plain"], "Only one output format allowed"),
        (["--version"], "Cannot apply --version"),
        (["nn", "--name"], "Cannot apply --name"),
        (["--av", "-2"], "'assignments_per_version' must be >= -1"),
        (["--vs", "-2"], "'versions_per_stage' must be >=-1"),
        (["nothing"], "Cannot find artifact 'nothing'"),
        (["--at", "yesterday"], "Ref 'yesterday' was not found"),
    ],
)
def test_what_makes_no_sense_is_refused(shell: Shell, words: list[str], said: str) -> None:
    assert said in shell.refused("show", *words)


def test_an_odd_tag_is_a_warning_beside_the_answer(shell: Shell) -> None:
    before = shell.gto("show").out
    shell.git("tag", "nn@v9.0.0")
    said = shell.gto("show")
    assert said.out == before
    assert "⚠️  tag 'nn@v9.0.0' is a lightweight tag" in said.err
