"""`gto studio` finds another package by its entry point; what that package does is tested in tests/studio."""

from __future__ import annotations

import importlib.metadata
from types import SimpleNamespace

import pytest

from gto.cli import studio
from gto.cli.arguments import Values
from gto.cli.render import Screen

WORDS = Values({"words": ["serve", "--port", "0"]})
SCREEN = Screen(emojis=False)


def offer(monkeypatch: pytest.MonkeyPatch, load) -> None:
    found = [] if load is None else [SimpleNamespace(load=load)]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: found)


def test_the_words_are_handed_over_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []
    offer(monkeypatch, lambda: lambda words: heard.append(words) or 7)
    assert studio.run(WORDS, SCREEN) == 7
    assert heard == [["serve", "--port", "0"]]


def test_nobody_offers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, None)
    with pytest.raises(studio.StudioMissing) as failure:
        studio.run(WORDS, SCREEN)
    assert failure.value.hint == "pip install 'gto[studio]'"


def test_a_mistake_of_ours_is_not_taken_for_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    def load():
        raise ModuleNotFoundError("No module named 'gto.nowhere'", name="gto.nowhere")

    offer(monkeypatch, load)
    with pytest.raises(ModuleNotFoundError):
        studio.run(WORDS, SCREEN)


def test_this_distribution_offers_it() -> None:
    (found,) = importlib.metadata.entry_points(group=studio.GROUP, name="studio")
    assert found.value == "gto_studio.cli.main:run"
