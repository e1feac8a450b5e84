"""`gto assign`: put a version into a stage."""

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
    ("words", "lines"),
    [
        (["nn", "--stage", "prod"], ["Created git tag 'nn#prod#3' that assigns stage to version 'v2.0.0'"]),
        (
            ["nn", "--version", "v1.0.0", "--stage", "dev"],
            ["Created git tag 'nn#dev#3' that assigns stage to version 'v1.0.0'"],
        ),
        (["nn", "HEAD~", "--stage", "x"], ["Created git tag 'nn#x#3' that assigns stage to version 'v1.0.0'"]),
        (
            ["zz", "HEAD", "--version", "v5.0.0", "--stage", "prod"],
            [
                "Created git tag 'zz@v5.0.0' that registers version",
                "Created git tag 'zz#prod#1' that assigns stage to version 'v5.0.0'",
            ],
        ),
    ],
)
def test_the_tags_made(shell: Shell, words: list[str], lines: list[str]) -> None:
    said = shell.gto("assign", *words).lines
    assert [line for line in said if line.startswith("Created")] == lines


def test_promote_is_another_word_for_it(shell: Shell) -> None:
    assert shell.gto("promote", "nn", "--stage", "prod").lines[0].startswith("Created git tag 'nn#prod#3'")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nn", "--version", "v9.0.0", "--stage", "prod"], "v9.0.0"),
        (["nn", "--stage", "test"], "Allowed stages are: '['dev', 'prod']'"),
        (["nn", "--stage", "dev"], "dev"),
    ],
)
def test_a_refusal_changes_nothing(shell: Shell, words: list[str], said: str) -> None:
    (shell.path / ".gto").write_text("stages: [dev, prod]\n")
    before = shell.tags()
    assert said in shell.refused("assign", *words)
    assert shell.tags() == before
