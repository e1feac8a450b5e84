"""`gto deprecate`: take back an artifact, a version, or a stage."""

from __future__ import annotations

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
    ("words", "line"),
    [
        (["nn"], "Created git tag 'nn@deprecated' that deprecates artifact"),
        (["nn", "v1.0.0"], "Created git tag 'nn@v1.0.0!' that deregisters version"),
        (["nn", "v1.0.0", "prod"], "Created git tag 'nn#prod!#3' that unassigns stage from version 'v1.0.0'"),
    ],
)
def test_how_much_is_named_decides(shell: Shell, words: list[str], line: str) -> None:
    assert shell.gto("deprecate", *words).lines[0] == line


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["nn"], []),
        (["nn", "v1.0.0"], ["nn#dev#2", "nn@v2.0.0"]),
        (["nn", "v1.0.0", "prod"], ["nn#dev#2", "nn@v1.0.0", "nn@v2.0.0"]),
    ],
)
def test_deleting_removes_the_tags(shell: Shell, words: list[str], left: list[str]) -> None:
    said = shell.gto("deprecate", *words, "--delete").lines
    assert shell.tags() == left
    assert sum(line.startswith("Deleted git tag") for line in said) == 4 - len(left)


@pytest.mark.parametrize(
    "words", [["zz"], ["nn", "v9.0.0"], ["nn", "v1.0.0", "dev"], ["zz", "--delete"], ["nn", "v9.0.0", "--delete"]]
)
def test_what_isnt_there_cannot_be_taken_back(shell: Shell, words: list[str]) -> None:
    before = shell.tags()
    shell.refused("deprecate", *words)
    assert shell.tags() == before
