"""`gto ci init` writes one file, replaces none unasked, and says what is left to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.workflows import FORGES, TRAINING, text_for
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return new_repository(tmp_path)


@pytest.mark.parametrize("forge", FORGES.values(), ids=lambda forge: forge.name)
def test_the_workflow_is_written(shell: Shell, forge) -> None:  # type: ignore[no-untyped-def]
    said = shell.gto("ci", "init", "--forge", forge.name)
    assert (shell.path / forge.file).read_text() == text_for(forge)
    assert shell.git("status", "--porcelain", "--untracked-files=all") == f"?? {forge.file}"
    assert f"    git add {forge.file}\n" in said.out
    assert forge.elsewhere not in said.out.splitlines()


@pytest.mark.parametrize("forge", TRAINING.values(), ids=lambda forge: forge.name)
def test_a_workflow_that_trains_is_written(shell: Shell, forge) -> None:  # type: ignore[no-untyped-def]
    said = shell.gto("ci", "init", "--train", "--forge", forge.name)
    assert (shell.path / forge.file).read_text() == text_for(forge)
    assert "git commit -m 'Train on pushes'" in said.out


def test_what_is_there_is_kept(shell: Shell) -> None:
    file = shell.path / ".gitlab-ci.yml"
    file.write_text("mine")
    said = shell.refused("ci", "init", "--forge", "gitlab")
    assert "'.gitlab-ci.yml' exists already" in said
    assert "--path .gitlab/gto.yml" in said
    assert file.read_text() == "mine"
    shell.gto("ci", "init", "--forge", "gitlab", "--force")
    assert file.read_text() == text_for(FORGES["gitlab"])


def test_another_file(shell: Shell) -> None:
    (shell.path / "models").mkdir()
    said = shell.within(shell.path / "models").gto("ci", "init", "--forge", "gitlab", "--path", "ci/gto it.yml")
    assert (shell.path / "ci/gto it.yml").exists()
    assert "    git add 'ci/gto it.yml'\n" in said.out
    assert "include: [{local: ci/gto it.yml}]" in said.out


def test_a_dry_run_prints_the_workflow(shell: Shell) -> None:
    said = shell.gto("ci", "init", "--forge", "github", "--dry-run")
    assert said.out == text_for(FORGES["github"])
    assert shell.git("status", "--porcelain") == ""


def test_the_forge_of_origin(shell: Shell) -> None:
    assert "--forge github|gitlab" in shell.refused("ci", "init")
    shell.git("remote", "add", "origin", "https://jo:secret@git.example.com/jo/models")
    said = shell.refused("ci", "init")
    assert "git.example.com" in said
    assert "secret" not in said
    shell.git("remote", "set-url", "origin", "git@codeberg.org:jo/models.git")
    shell.gto("ci", "init")
    assert (shell.path / ".forgejo/workflows/gto.yml").exists()


def test_a_remote_repository_has_no_work_tree(shell: Shell) -> None:
    shell.commit("one")
    said = shell.refused("ci", "init", "--forge", "github", "--repo", shell.path.as_uri())
    assert "run it in a clone" in said


def test_a_file_where_the_folder_should_be(shell: Shell) -> None:
    (shell.path / ".github").write_text("mine")
    said = shell.refused("ci", "init", "--forge", "github")
    assert "Cannot write '.github/workflows/gto.yml'" in said
    assert "--force" not in said  # which would help nothing
