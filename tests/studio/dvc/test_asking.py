"""Questions, and what is remembered of the answers."""

from __future__ import annotations

from gto_studio.dvc.asking import Parsed


def test_what_was_remembered_longest_ago_is_forgotten_first() -> None:
    parsed = Parsed(bytes_max=10_000)
    for name in "abc":
        assert parsed.remembered(name, lambda name=name: name.upper(), 500) == name.upper()
        parsed.remembered("a", str, 0)
    assert [name for name in "abc" if parsed.get(name)] == ["a", "c"]
    assert parsed.remembered("a", str) == "A"


def test_the_last_is_kept_however_large() -> None:
    parsed = Parsed(bytes_max=10)
    assert parsed.remembered("large", lambda: 1, 1_000) == 1
    assert parsed.get("large") == 1
