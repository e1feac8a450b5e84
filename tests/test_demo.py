"""The demo, which is the first thing that a newcomer runs, prints the same registry everywhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from story import path_to_this_environment

ROOT = Path(__file__).parents[1]


def demo() -> str:
    environment = os.environ | {"PATH": path_to_this_environment()}
    shown = subprocess.run(["sh", str(ROOT / "demo/registry.sh")], env=environment, capture_output=True, text=True)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert not shown.stderr
    return shown.stdout


def test_it_shows_the_registry_that_it_made() -> None:
    assert "│ churn   │ v0.0.2   │ v0.0.2 │ v0.0.1  │" in demo()


def test_it_prints_the_same_every_time() -> None:
    assert demo() == demo()


def test_it_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    demo()
    assert not list(tmp_path.iterdir())
