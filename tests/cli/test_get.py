"""What a person sees who gets a model; the rest is in tests/stories/get.md."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from gto.cli.get import spelled
from shell import GTO, new_repository


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (12_345_678, "12.3 MB"), (2e13, "20.0 TB")],
)
def test_sizes(size: float, text: str) -> None:
    assert spelled(size) == text


def test_a_bar_is_for_terminals_and_json_for_programs(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "p")
    shell.commit("first", files={"m.txt": "model", "dvc.yaml": "artifacts:\n  m: {path: m.txt}\n"})
    leader, follower = pty.openpty()
    terminal = {**os.environ, "TERM": "xterm", "NO_COLOR": "1"}
    done = subprocess.run(
        [GTO, "get", "m", "--json", "-o", "out"],
        cwd=shell.path,
        env=terminal,
        stdout=subprocess.PIPE,
        stderr=follower,
        text=True,
        check=True,
    )
    os.close(follower)
    drawn = os.read(leader, 10_000).decode()
    os.close(leader)
    assert "1 files" in drawn
    (file,) = json.loads(done.stdout)["files"]
    assert (file["path"], file["kept_in"], file["size"], file["was_here"]) == ("out/m.txt", "git", 5, False)
    quiet = subprocess.run([GTO, "get", "m", "-o", "out"], cwd=shell.path, capture_output=True, text=True, check=True)
    assert (quiet.stdout, quiet.stderr) == (
        f"Had 'm' of commit {file_commit(done.stdout)} in 'out/m.txt' (5 bytes)\n",
        "",
    )


def file_commit(said: str) -> str:
    return str(json.loads(said)["commit"])[:7]
