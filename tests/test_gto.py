"""`import gto` is cheap, and everything public is there when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import gto
from gto.config import Config
from shell import new_repository


@pytest.mark.parametrize("name", gto.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(gto, name)


@pytest.mark.parametrize("name", ["base", "constants", "exceptions", "ext", "index", "tag", "utils", "versions"])
def test_modules_that_gto_1_brought_along_are_there_too(name: str) -> None:
    ask = f"import gto; print(gto.{name}.__name__)"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert said.stdout == f"gto.{name}\n"


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="module 'gto' has no attribute 'nothing'"):
        gto.nothing  # noqa: B018


def test_importing_it_loads_next_to_nothing() -> None:
    ask = "import sys; before = set(sys.modules); import gto; print(*sorted(set(sys.modules) - before))"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    loaded = said.stdout.split()
    assert {"subprocess", "json", "dataclasses", "typing", "gto.api", "gto.verbs.repository"}.isdisjoint(loaded)


def test_the_settings_of_the_environment_are_read_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Config() == gto.CONFIG
    monkeypatch.setenv("GTO_EMOJIS", "false")
    assert Config(EMOJIS=False) == gto.CONFIG


def test_a_repository_is_opened_by_its_path(tmp_path: Path) -> None:
    assert gto.open(new_repository(tmp_path).path).artifacts() == []
