"""`gto rollback`: put the version before back into a stage."""

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


def test_the_version_before_is_assigned_again(shell: Shell) -> None:
    shell.at(6).gto("assign", "nn", "--version", "v2.0.0", "--stage", "prod")
    said = shell.gto("rollback", "nn", "--stage", "prod", "-m", "too slow")
    assert said.lines[0] == "Created git tag 'nn#prod#4' that assigns stage to version 'v1.0.0'"
    assert shell.gto("show", "nn#prod", "--version").out == "v1.0.0\n"
    assert "too slow" in shell.git("tag", "-l", "--format=%(contents)", "nn#prod#4")


def test_without_a_version_before_it_is_refused(shell: Shell) -> None:
    before = shell.tags()
    shell.refused("rollback", "nn", "--stage", "prod")
    shell.refused("rollback", "nn", "--stage", "empty")
    assert shell.tags() == before
