"""Commits read together are those of each by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.git.place import locate
from gto_studio.dvc.asking import Parsed
from gto_studio.indexing import reading
from shell import new_repository

PIPELINE = "stages:\n  train:\n    cmd: x\n    params: [lr]\n    metrics: [m.json]\n"


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_commits_are_read_together(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", chunk)
    shell = new_repository(tmp_path / "models")
    shell.commit("0", files={"README": "x"})
    shell.commit("1", files={"dvc.yaml": PIPELINE, "params.yaml": "lr: 1\n", "m.json": '{"acc": 0.5}'})
    shell.commit("2", files={"params.yaml": "lr: 2\n"})
    shell.git("rm", "-q", "m.json")
    shell.commit("3")
    trees = shell.git("log", "--reverse", "--format=%T").split()
    found = list(reading.readings(locate(str(shell.path)), [*trees, trees[0]], Parsed()))
    assert [tree for tree, _ in found] == [*trees, trees[0]]
    said = [one.document() for _, one in found]
    assert [one["params"] for one in said] == [
        {}, {"params.yaml": {"data": {"lr": 1}}}, *[{"params.yaml": {"data": {"lr": 2}}}] * 2, {},
    ]  # fmt: skip
    assert [list(one["metrics"].get("m.json", [])) for one in said] == [[], ["data"], ["data"], ["error"], []]
