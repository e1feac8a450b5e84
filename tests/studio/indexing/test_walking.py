"""Commits are read in chunks, and it does not matter in which."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gto.git.place import locate
from gto_studio.dvc.held import Sources
from gto_studio.indexing import walking
from gto_studio.indexing.walking import Terms, Walk
from gto_studio.rules.parts import joined
from shell import Shell, new_repository

PIPELINE = "stages:\n  train:\n    cmd: x\n    params: [lr]\n    metrics: [m.json: {cache: false}]\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "models")
    shell.commit("0", files={"README": "x"})
    shell.commit("1", files={"dvc.yaml": PIPELINE, "params.yaml": "lr: 1\n", "m.json": '{"acc": 0.5}'})
    shell.commit("2", files={"params.yaml": "lr: 2\n", "artifacts.yaml": "churn: {path: m.pkl}\n"})
    shell.commit("3", files={"m.json": '{"acc": NaN}', "plain.json": '{"f1": 1}'})
    return shell


def walked(shell: Shell, terms: Terms | None = None, ids: list[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """All rows, by table, the same ones of several chunks once."""
    walk = Walk(locate(str(shell.path)), "artifacts.yaml", terms or Terms(), lambda _: None)
    found: dict[str, list[dict[str, Any]]] = {}
    for chunk in walk.chunks(shell.git("log", "--format=%H").split() if ids is None else ids, {}):
        for name, rows in chunk.rows.items():
            found.setdefault(name, []).extend(row for row in rows if row not in found.get(name, ()))
    return found


def values(found: dict[str, list[dict[str, Any]]], kind: str) -> list[Any]:
    parts = {row["id"]: json.loads(row["document"]) for row in found["part"]}
    return [joined(json.loads(row["document"]), parts)[kind] for row in found["reading"]]


def test_what_commits_say_is_in_the_rows(shell: Shell) -> None:
    found = walked(shell)
    assert [row["message"] for row in found["commit"]] == ["3\n", "2\n", "1\n", "0\n"]
    assert [row["annotations"] is not None for row in found["commit"]] == [True, True, False, False]
    assert values(found, "params") == [*[{"params.yaml": {"data": {"lr": lr}}} for lr in (2, 2, 1)], {}]
    assert values(found, "metrics") == [
        {"m.json": {"data": {"acc": {"$": "nan"}}}}, *[{"m.json": {"data": {"acc": 0.5}}}] * 2, {},
    ]  # fmt: skip
    assert walked(shell, ids=[])["reading"] == []


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1 << 24), (1, 2, 2, 1 << 24), (3, 4, 9, 1), (9, 9, 9, 0)])
def test_however_they_are_cut_the_rows_are_the_same(
    sizes: tuple[int, int, int, int], shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = walked(shell)
    for name, size in zip(("FIRST", "GROWTH", "LARGEST", "CHARACTERS"), sizes, strict=True):
        monkeypatch.setattr(walking, name, size)
    assert walked(shell) == whole


def test_files_that_settings_name_are_read_too(shell: Shell) -> None:
    terms = Terms(Sources(metrics=("plain.json",)))
    assert values(walked(shell, terms), "metrics")[0]["plain.json"] == {"data": {"f1": 1}}
    assert Terms().named == "" != terms.named != Terms(Sources(params=("plain.json",))).named
