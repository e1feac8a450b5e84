"""What was opened once is not asked for again, in this commit or another."""

from __future__ import annotations

from typing import Any

import pytest

from gto_studio.dvc import opening
from gto_studio.dvc.asking import Failure, Parsed


def ask(parsed: Parsed, wanted: list[tuple[str, str, str]], files: dict[str, bytes]) -> tuple[set[str], dict[str, Any]]:
    """Which contents were asked for, and what was found."""
    going = opening.opened(parsed, wanted)
    try:
        question = next(going)
    except StopIteration as end:
        return set(), end.value
    with pytest.raises(StopIteration) as end:
        going.send(files)
    return set(question.wanted), end.value.value


def test_each_file_is_read_in_its_way_and_once() -> None:
    parsed = Parsed()
    wanted = [
        (opening.MAPPING, "dvc.yaml", "1"), (opening.RAW, ".dvcignore", "2"), (opening.RUNS, "dvc.lock", "3"),
        (opening.values("m.json"), "m.json", "4"), (opening.table("t.csv"), "t.csv", "5"),
        (opening.MAPPING, "b.dvc", "6"), (opening.values("gone.json"), "gone.json", "7"),
    ]  # fmt: skip
    files = {"1": b"a: 1", "2": b"x", "3": b"s: {cmd: y}", "4": b"[1]", "5": b"n,v\na,1\n", "6": b"["}
    asked, found = ask(parsed, wanted, files)
    assert asked == set("1234567")
    assert (found["dvc.yaml"], found[".dvcignore"], found["m.json"], found["t.csv"]) == ({"a": 1}, b"x", [1], {"a": 1})
    assert found["dvc.lock"]["s"].cmd == ("y",)
    assert isinstance(found["b.dvc"], Failure)
    assert isinstance(found["gone.json"], Failure)
    asked, again = ask(parsed, [("mapping", "other/dvc.yaml", "1"), (opening.values("new.json"), "new.json", "8")], {})
    assert asked == {"8"}
    assert again["other/dvc.yaml"] is found["dvc.yaml"]
