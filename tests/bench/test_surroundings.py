"""Measured programs see nothing of the user, and GTO nothing of ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.results import COLD, GTO, WARM
from bench.surroundings import Surroundings


def test_our_source_never_reaches_gto(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "src")
    surroundings = Surroundings.prepare(tmp_path, "gto", "gto-1.10.1")
    assert "PYTHONPATH" not in surroundings.environment(GTO)
    assert surroundings.environment(COLD)["PYTHONPATH"] == "src"


def test_settings_of_the_user_stay_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/somewhere")
    monkeypatch.setenv("GTO_EMOJIS", "false")
    environment = Surroundings.prepare(tmp_path, "gto", "gto-1.10.1").environment(WARM)
    assert not environment.keys() & {"GIT_DIR", "GTO_EMOJIS"}
    assert environment["HOME"] == str(tmp_path / "home")


def test_forgetting_makes_cold_cold_and_leaves_warm_warm(tmp_path: Path) -> None:
    surroundings = Surroundings.prepare(tmp_path, "gto", "gto-1.10.1")
    for contender in (COLD, WARM):
        (surroundings.cache(contender) / "gto").mkdir(parents=True)
    surroundings.forget()
    assert not (surroundings.cache(COLD) / "gto").exists()
    assert (surroundings.cache(WARM) / "gto").exists()
