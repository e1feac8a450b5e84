"""What annotate and remove say, and when they commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from servers import Remote
from shell import Shell, new_repository

ANNOTATE = ("annotate", "churn", "--path", "c.pkl")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first")
    return shell


def test_an_edit_tells_how_to_commit_it(shell: Shell) -> None:
    said = shell.gto(*ANNOTATE).lines
    assert said[:2] == ["Annotated 'churn' in 'dvc.yaml'", "To keep it, commit it:"]
    shell.run("sh", "-c", said[2])
    assert shell.git("log", "-1", "--format=%s") == "Annotate churn"
    assert shell.gto(*ANNOTATE).lines == ["Nothing to change: 'dvc.yaml' says so already"]


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        (["--commit"], "Annotate churn"),
        (["-m", "Where it is"], "Where it is"),
        (["--commit", "-m", ""], "Annotate churn"),
    ],
)
def test_a_commit(shell: Shell, words: list[str], subject: str) -> None:
    said = shell.gto(*ANNOTATE, *words).lines
    assert said == [
        "Annotated 'churn' in 'dvc.yaml'",
        f"Committed {shell.git('rev-parse', '--short=7', 'HEAD')} '{subject}'",
        "To push the changes upstream, run:",
        "    git push origin main",
    ]
    assert shell.git("log", "-1", "--format=%s") == subject


@pytest.mark.parametrize("words", [["--push"], ["--remote", "origin"]])
def test_a_push(shell: Shell, file_remote: Remote, words: list[str]) -> None:
    shell.git("remote", "add", "origin", file_remote.url)
    said = shell.gto(*ANNOTATE, *words).lines
    assert said[-1] == "Successfully pushed main to origin."
    assert shell.within(file_remote.path).git("rev-parse", "main") == shell.git("rev-parse", "HEAD")


def test_a_remote_repository_is_written_at_once(shell: Shell, file_remote: Remote, tmp_path: Path) -> None:
    shell = shell.having({"GTO_CACHE_DIR": str(tmp_path / "cache")})
    shell.git("push", "--quiet", file_remote.url, "main")
    said = shell.gto(*ANNOTATE, "--repo", file_remote.url).lines
    assert said[-1] == f"Successfully pushed main to {file_remote.url}."
    assert shell.gto("describe", "churn", "--repo", file_remote.url).lines[0].endswith("churn")


def test_a_dry_run_shows_the_edit(shell: Shell) -> None:
    said = shell.gto(*ANNOTATE, "--push", "--dry-run").lines
    assert said == [
        "--- /dev/null",
        "+++ b/dvc.yaml",
        "@@ -0,0 +1,3 @@",
        "+artifacts:",
        "+  churn:",
        "+    path: c.pkl",
        "Would commit 'dvc.yaml'",
        "    message: Annotate churn",
        "    and push it to origin",
    ]
    assert shell.git("status", "--short") == ""
    shell.gto(*ANNOTATE)
    assert shell.gto(*ANNOTATE, "--dry-run").lines == ["Nothing would be changed"]
    assert shell.gto("remove", "churn", "--dry-run").lines[:2] == ["--- a/dvc.yaml", "+++ /dev/null"]
