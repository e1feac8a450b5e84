"""Shortcuts: one artifact, and which of its versions."""

from __future__ import annotations

import pytest
from hypothesis import given

from gto.registry.shortcuts import parse

from .strategies import artifacts, names, versions


@given(artifacts, versions)
def test_a_version(artifact: str, version: str) -> None:
    shortcut = parse(f"{artifact}@{version}")
    assert (shortcut.artifact, shortcut.version, shortcut.picks) == (artifact, version, True)


@given(artifacts, names)
def test_a_stage(artifact: str, stage: str) -> None:
    shortcut = parse(f"{artifact}#{stage}")
    assert (shortcut.artifact, shortcut.stage, shortcut.picks) == (artifact, stage, True)


@pytest.mark.parametrize("word", ["latest", "greatest"])
def test_the_latest(word: str) -> None:
    assert parse(f"nn@{word}").latest


@pytest.mark.parametrize("text", ["nn", "rf#production#3", "nn@v1", "nn@deprecated", "some=dir@latest", "", "#", "@"])
def test_anything_else_is_a_name_as_it_stands(text: str) -> None:
    assert parse(text) == parse(text)._replace(artifact=text)  # type: ignore[arg-type]
    assert not parse(text).picks
