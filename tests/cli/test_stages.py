"""`gto stages`: which stages there are."""

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
    ("words", "free", "configured"),
    [
        ([], "dev\nprod\n", "test\nprod\n"),
        (["--used"], "dev\nprod\n", "dev\nprod\n"),
        (["--allowed"], "", "test\nprod\n"),
        (["--allowed", "--json"], "null\n", '[\n    "test",\n    "prod"\n]\n'),
        (["--used", "--at", "nn#prod#1"], "prod\n", "prod\n"),
    ],
)
def test_what_is_printed(shell: Shell, words: list[str], free: str, configured: str) -> None:
    assert shell.gto("stages", *words).out == free
    (shell.path / ".gto").write_text("stages: [test, prod]\n")
    assert shell.gto("stages", *words).out == configured


def test_used_and_allowed_exclude_each_other(shell: Shell) -> None:
    assert 'Either "allowed" or "used" can be set' in shell.refused("stages", "--used", "--allowed")
