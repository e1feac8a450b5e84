from __future__ import annotations

from pathlib import Path

import pytest

from gto.git.place import locate
from gto_studio.mirrors import merged
from shell import new_repository


def test_a_branch_has_what_was_merged_whichever_way(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "repository")
    base = shell.commit("base", files={"a": "1\n", "b": "1\n"})
    shell.git("switch", "--quiet", "--create", "work")
    shell.commit("first", minute=1, files={"a": "2\n"})
    asked = shell.commit("second", minute=2, files={"new/c[1]": "1\n"})
    place = locate(str(shell.path))
    assert not merged.arrived(place, asked, base)
    assert not merged.arrived(place, asked, None)
    assert not merged.arrived(place, "0" * 40, base)
    assert merged.arrived(place, asked, asked)
    shell.git("switch", "--quiet", "main")
    half = shell.commit("half of it", minute=3, files={"a": "2\n"})
    assert not merged.arrived(place, asked, half)
    squashed = shell.commit("the rest, and more", minute=4, files={"new/c[1]": "1\n", "b": "5\n"})
    assert merged.arrived(place, asked, squashed)
    shell.git("rm", "--quiet", "a")
    assert not merged.arrived(place, asked, shell.commit("away again", minute=5))


def test_what_changes_too_much_is_not_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = new_repository(tmp_path / "repository")
    shell.commit("base", files={"a": "1\n"})
    shell.git("switch", "--quiet", "--create", "work")
    asked = shell.commit("two files", minute=1, files={"b": "1\n", "c": "1\n"})
    shell.git("switch", "--quiet", "main")
    squashed = shell.commit("squashed", minute=2, files={"b": "1\n", "c": "1\n"})
    place = locate(str(shell.path))
    assert merged.arrived(place, asked, squashed)
    monkeypatch.setattr(merged, "FILES_MAX", 1)
    assert not merged.arrived(place, asked, squashed)
