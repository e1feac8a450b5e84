"""The files of many trees, told as differences, are those that `git ls-tree` lists of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.mirrors import trees
from gto_studio.mirrors.trees import along, exactly, named
from shell import Shell, new_repository


def listed(shell: Shell, tree: str, *names: str) -> dict[str, str]:
    entries = [line.split("\t") for line in shell.git("ls-tree", "-r", "-z", tree).split("\0") if line]
    files = {path: about.split(" ")[2] for about, path in entries if about.startswith("100")}
    return {path: id for path, id in files.items() if path.rpartition("/")[2] in names or path in names}


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_steps_add_up_to_each_tree(kind: str, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "CHUNK", chunk)
    shell = new_repository(tmp_path / "models", f"--object-format={kind}")
    shell.commit("1", files={"dvc.yaml": "1", "a b\n/dvc.yaml": "2", "x": "3", "-p/params.yaml": "p"})
    shell.commit("2", files={"x": "4"})
    shell.commit("3", files={"dvc.yaml": "5", "sub/deep/dvc.yaml": "6", "-p/params.yaml": "q"})
    (shell.path / "dvc.yaml").unlink()
    (shell.path / "dvc.yaml").symlink_to("x")
    shell.git("add", "dvc.yaml")
    shell.git("rm", "-q", "-r", "a b\n")
    shell.commit("4")
    shell.git("rm", "-q", "dvc.yaml")
    shell.commit("5", files={"dvc.yaml/dvc.yaml": "7"})
    ids = shell.git("log", "--reverse", "--format=%T").split()
    ordered = [*ids, ids[-1], ids[0], ids[2]]
    state: dict[str, str] = {}
    for step in along(str(shell.path), ordered, [named("dvc.yaml"), exactly("-p/params.yaml")]):
        for path, id in step.changes.items():
            state = {**state, path: id} if id else {p: i for p, i in state.items() if p != path}
        assert state == listed(shell, step.tree, "dvc.yaml", "-p/params.yaml")
    assert [step.tree for step in along(str(shell.path), ordered, [named("x")])] == ordered


def test_without_a_pattern_nothing_is_looked_for(tmp_path: Path) -> None:
    assert [step.changes for step in along(str(tmp_path), ["0" * 40], [])] == [{}]
    assert list(along(str(tmp_path), [], [named("x")])) == []
