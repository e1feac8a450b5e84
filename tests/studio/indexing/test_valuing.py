"""Values and data of many commits, read together, are those of each by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.git.place import locate
from gto_studio.indexing import valuing
from shell import new_repository

PIPELINE = "stages:\n  train:\n    cmd: x\n    params: [lr]\n    metrics: [m.json]\n"


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_commits_are_read_together(chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valuing, "CHUNK", chunk)
    shell = new_repository(tmp_path / "models")
    shell.commit("0", files={"README": "x"})
    shell.commit("1", files={"dvc.yaml": PIPELINE, "params.yaml": "lr: 1\n", "m.json": '{"acc": 0.5}'})
    shell.commit("2", files={"params.yaml": "lr: 2\n", "d.dvc": "outs: [{md5: abc, path: d}]\n"})
    shell.git("rm", "-q", "m.json")
    shell.commit("3")
    trees = shell.git("log", "--reverse", "--format=%T").split()
    documents = valuing.read(locate(str(shell.path)), [*trees, trees[0]])
    assert [documents[tree]["params"] for tree in trees] == [
        {}, {"params.yaml": {"lr": 1}}, {"params.yaml": {"lr": 2}}, {"params.yaml": {"lr": 2}},
    ]  # fmt: skip
    assert [documents[tree]["metrics"] for tree in trees] == [{}, *[{"m.json": {"acc": 0.5}}] * 2, {}]
    assert [list(documents[tree]["data"]) for tree in trees] == [[], [], ["d"], ["d"]]
    assert [len(documents[tree]["problems"]) for tree in trees] == [0, 0, 0, 1]
