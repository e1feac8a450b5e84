"""`gto studio rebuild` and `check`: what is stored is what Git gives, or they say what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.settings import Settings
from gto_studio.wiring import build
from shell import Shell, new_repository
from studio.rows import a_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "models")
    shell.commit("Train")
    shell.tag("churn@v1.0.0", minute=1)
    parts = build(Settings(data=tmp_path / "data"))
    with parts.store.writing() as connection:
        a_repository(connection, str(shell.path), name="models", hook_secret=parts.secrets.seal("hook"))
    parts.close()
    return shell


def studio(shell: Shell, *words: str, code: int = 0) -> str:
    said = shell.gto("studio", *words, "--data", shell.path.parent / "data", code=code)
    return said.out + said.err


def test_what_differs_is_named_and_mended(shell: Shell) -> None:
    assert "event: churn@v1.0.0 is missing" in studio(shell, "check", code=1)
    assert "models: was not as in Git" in studio(shell, "rebuild")
    assert studio(shell, "rebuild", "models") == studio(shell, "check") == "models: is as in Git\n"
    shell.tag("churn#prod", minute=2)
    assert "ref: refs/tags/churn#prod is missing" in studio(shell, "check", "models", code=1)


def test_what_cannot_be_read_is_told(shell: Shell) -> None:
    assert "There is no such repository" in studio(shell, "check", "nobody", code=1)
    gone = shell.path
    gone.rename(gone.with_name("gone"))
    shell = shell.within(gone.with_name("data"))
    for command in ("check", "rebuild"):
        assert f"There is no Git repository at '{gone}'" in studio(shell, command, code=1)
