"""Commits read together are those of each by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from gto.git.place import locate
from gto_studio.dvc.asking import Parsed
from gto_studio.indexing import reading
from gto_studio.mirrors.trees import Step
from gto_studio.mirrors.visiting import Source, visit
from shell import new_repository
from studio.following import conditions

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


def test_trees_with_large_files_are_read_fewer_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK_BYTES", 1_000)
    monkeypatch.setattr(reading, "CHUNK_FIRST", 4)
    sizes: list[int] = []
    along = reading.along

    def counted(at: str, trees: Sequence[str], patterns: Sequence[str]) -> Iterator[Step]:
        sizes.append(len(trees))
        return along(at, trees, patterns)

    monkeypatch.setattr(reading, "along", counted)
    shell = new_repository(tmp_path / "models")
    shell.commit("0", files={"dvc.yaml": "metrics: [m.json]"})
    for minute in range(1, 9):
        shell.commit(f"{minute}", minute=minute, files={"m.json": f'{{"acc": {minute}, "text": "{"x" * 900}"}}'})
    trees = shell.git("log", "--format=%T").split()
    found = [one.metrics["m.json"] for _, one in reading.readings(locate(str(shell.path)), trees, Parsed())]
    assert [cell["data"]["acc"] for cell in found[:-1]] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert sizes[0] == 4
    assert sizes[-1] <= 2


def test_more_paths_than_fit_on_a_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATTERNS_MAX", 2)
    shell = new_repository(tmp_path / "models")
    names = [f"m{i}.json" for i in range(5)]
    shell.commit("0", files={"dvc.yaml": f"metrics: {names}"} | dict.fromkeys(names, '{"a": 1}'))
    [(_, one)] = reading.readings(locate(str(shell.path)), [shell.git("log", "--format=%T")], Parsed())
    assert one.metrics == {name: {"data": {"a": 1}} for name in names}


def test_a_file_too_large_costs_its_own_cell_and_is_brought_at_no_visit(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "models")
    shell.git("config", "core.compression", "0")
    large = os.urandom(40 << 20)
    shell.commit("0", files={"dvc.yaml": "metrics: [large.json, m.json]", "large.json": large, "m.json": '{"a": 0}'})
    for visited in range(2):
        with visit(Source("R1", shell.path.as_uri()), conditions(tmp_path)) as mirror:
            [(_, one)] = reading.readings(mirror.place, [shell.git("log", "-1", "--format=%T")], Parsed())
            on_disk = sum(file.stat().st_size for file in Path(mirror.place.path).rglob("*") if file.is_file())
        assert one.metrics["m.json"] == {"data": {"a": visited}}
        assert one.metrics["large.json"]["error"]["type"] == "TooLarge"
        assert "larger than a megabyte" in one.metrics["large.json"]["error"]["msg"]
        assert on_disk < 1 << 20
        shell.commit("1", minute=1, files={"m.json": '{"a": 1}'})
