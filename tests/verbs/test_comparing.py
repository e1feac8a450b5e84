"""Two versions side by side: which commits an operand means, and what is found between them."""

from __future__ import annotations

from pathlib import Path

import pytest

import gto
from gto.errors import ArtifactNotFound, RefNotFound, VersionRequired, WrongArgs
from gto.git.files import FILE_BYTES_MAX
from gto.verbs.comparing import Compare, Comparison, compare
from servers import Remote
from shell import Shell, new_repository

DVC_YAML = """\
stages:
  train:
    cmd: ./train
    params: [lr, conf.json: [depth]]
    metrics: [metrics.json: {cache: false}]
    outs: [model.pkl]
artifacts:
  churn: {path: model.pkl, type: model, desc: the first, labels: [a]}
"""
LOCK = """\
schema: '2.0'
stages:
  train:
    outs:
    - {path: model.pkl, md5: aaa, size: 10}
    - {path: log, md5: x}
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """churn v1.0.0 (prod), one commit, v1.1.0 (staging), another commit."""
    shell = new_repository(tmp_path / "project")
    first = {
        "dvc.yaml": DVC_YAML,
        "dvc.lock": LOCK,
        "params.yaml": "lr: 0.1\nseed: 1\n",
        "conf.json": '{"depth": 3}',
        "metrics.json": '{"accuracy": 0.8}',
        "data.dvc": "outs: [{path: data, md5: ddd}]",
        "other.yaml": "x: 1",
    }
    shell.commit("one", files=first)
    shell.tag("churn@v1.0.0")
    shell.tag("churn#prod#1", minute=1)
    second = {
        "dvc.yaml": DVC_YAML.replace("the first", "the second").replace("[a]", "[a, b]"),
        "dvc.lock": LOCK.replace("aaa", "bbb").replace("10", "15"),
        "params.yaml": "lr: 0.3\nseed: 1\n",
        "conf.json": '{"depth": 4, "width": 2}',
        "metrics.json": '{"accuracy": 0.9}',
        "data.dvc": "outs: [{path: data, md5: eee}]",
        "other.yaml": "x: 2",
    }
    shell.commit("two", minute=2, files=second)
    shell.commit("three", minute=3)
    shell.tag("churn@v1.1.0", minute=4)
    shell.tag("churn#staging#2", minute=5)
    shell.commit("four", minute=6)
    return shell


def compared(shell: Shell, *operands: str, params: tuple[str, ...] = (), metrics: tuple[str, ...] = ()) -> Comparison:
    old, new = (*operands, None, None)[:2]
    return compare(gto.open(str(shell.path)), Compare("churn", old, new, params, metrics))


def values(comparison: Comparison, kind: str = "params") -> list[tuple[object, ...]]:
    changes = comparison.params if kind == "params" else comparison.metrics
    return [(c.file, c.difference.key, c.difference.old, c.difference.new) for c in changes]


PARAMS = [("params.yaml", "lr", 0.1, 0.3), ("conf.json", "depth", 3, 4), ("conf.json", "width", None, 2)]


def test_everything_that_differs(shell: Shell) -> None:
    found = compared(shell, "v1.0.0", "v1.1.0")
    assert (found.old.version, found.old.stages) == ("v1.0.0", ("prod",))
    assert (found.new.version, found.new.stages) == ("v1.1.0", ("staging",))
    assert (found.ahead, found.behind) == (2, 0)
    assert [commit.message.strip() for commit in found.commits] == ["three", "two"]
    assert values(found) == PARAMS
    assert values(found, "metrics") == [("metrics.json", "accuracy", 0.8, 0.9)]
    assert [(c.path, c.own, c.old and c.old.hash, c.new and c.new.hash) for c in found.data] == [
        ("model.pkl", True, "md5:aaa", "md5:bbb"),
        ("data", False, "md5:ddd", "md5:eee"),
    ]
    assert [(d.key, d.old, d.new) for d in found.annotation] == [
        ("description", "the first", "the second"),
        ("labels", ["a"], ["a", "b"]),
    ]
    assert found.obstacles == ()


@pytest.mark.parametrize(
    ("operands", "old", "new"),
    [
        ([], "v1.0.0", "v1.1.0"),
        (["prod"], "v1.0.0", "v1.1.0"),
        (["prod", "staging"], "v1.0.0", "v1.1.0"),
        (["v1.0.0", "latest"], "v1.0.0", "v1.1.0"),
        (["greatest", "prod"], "v1.1.0", "v1.0.0"),
        (["main~3", "main~"], "v1.0.0", "v1.1.0"),
        (["churn@v1.0.0", "churn#staging#2"], "v1.0.0", "v1.1.0"),
        (["staging", "HEAD"], "v1.1.0", None),
    ],
)
def test_what_an_operand_means(shell: Shell, operands: list[str], old: str, new: str | None) -> None:
    found = compared(shell, *operands)
    assert (found.old.version, found.new.version) == (old, new)


def test_a_stage_comes_before_a_branch_of_its_name(shell: Shell) -> None:
    shell.git("branch", "prod", "HEAD")
    assert compared(shell, "prod", "refs/heads/prod").ahead == 3


def test_the_way_back(shell: Shell) -> None:
    found = compared(shell, "staging", "prod")
    assert (found.ahead, found.behind, found.commits) == (0, 2, ())
    assert found.params[0].difference.delta == -0.2
    assert {change.difference.change for change in found.params} == {"changed", "removed"}


def test_the_same_twice(shell: Shell) -> None:
    found = compared(shell, "prod", "v1.0.0")
    assert (found.ahead, found.behind) == (0, 0)
    assert (found.params, found.metrics, found.data, found.annotation) == ((), (), (), ())


def test_files_that_a_person_names(shell: Shell) -> None:
    found = compared(shell, "prod", "staging", params=("other.yaml", "./other.yaml"), metrics=("params.yaml",))
    assert values(found) == [("other.yaml", "x", 1, 2)]
    assert values(found, "metrics") == [("params.yaml", "lr", 0.1, 0.3)]
    with pytest.raises(WrongArgs, match=r"Neither side has a file 'nope\.yaml'"):
        compared(shell, "prod", "staging", params=("nope.yaml",))


@pytest.mark.parametrize("operands", [["nope"], ["v9.0.0"], ["prod", "--output=x"], ["prod", "nope"]])
def test_what_nobody_knows(shell: Shell, operands: list[str]) -> None:
    with pytest.raises(RefNotFound):
        compared(shell, *operands)


def test_an_artifact_without_two_versions(shell: Shell) -> None:
    repository = gto.open(str(shell.path))
    with pytest.raises(ArtifactNotFound):
        compare(repository, Compare("nope"))
    shell.tag("young#dev#1", minute=7)
    with pytest.raises(WrongArgs, match="no two versions"):
        compare(repository, Compare("young"))
    with pytest.raises(VersionRequired):
        compare(repository, Compare("young", "dev"))


def test_a_model_that_git_keeps_itself(shell: Shell) -> None:
    dvc_yaml = "artifacts: {churn: {path: models}}"
    shell.commit("old", minute=8, files={"dvc.yaml": dvc_yaml, "models/a": "1", "models/b": "1", "beside": "1"})
    shell.commit("new", minute=9, files={"models/a": "2", "models/c": "2", "beside": "2"})
    found = compared(shell, "HEAD~", "HEAD")
    assert [(c.path, c.own, bool(c.old), bool(c.new)) for c in found.data] == [
        ("models/a", True, True, True),
        ("models/c", True, False, True),
    ]
    assert found.data[0].new
    assert found.data[0].new.hash == f"git:{shell.git('rev-parse', 'HEAD:models/a')}"


def test_one_bad_file_costs_itself(shell: Shell) -> None:
    shell.commit(
        "broken",
        minute=8,
        files={
            "conf.json": "{",
            "metrics.json": b"\xff",
            "params.yaml": "lr: 0.5\nseed: 1\n",
            "data.dvc": "outs: [",
            "big.dvc": " " * (FILE_BYTES_MAX + 1),
            "sub/dvc.yaml": "stages: [",
        },
    )
    found = compared(shell, "v1.1.0", "HEAD")
    assert values(found) == [("params.yaml", "lr", 0.3, 0.5)]
    assert sorted(obstacle.file for obstacle in found.obstacles) == [
        "big.dvc", "conf.json", "data.dvc", "metrics.json", "sub/dvc.yaml",
    ]  # fmt: skip


def test_metrics_that_dvc_keeps_are_not_taken_for_unchanged(shell: Shell) -> None:
    dvc_yaml = DVC_YAML.replace("metrics.json", "eval/metrics.json")
    for minute in (8, 9):
        shell.commit("evaluate", minute=minute, files={"dvc.yaml": dvc_yaml})
    assert [obstacle.file for obstacle in compared(shell, "HEAD~", "HEAD").obstacles] == ["eval/metrics.json"]


def test_links_are_not_followed(shell: Shell) -> None:
    (shell.path / "params.yaml").unlink()
    (shell.path / "params.yaml").symlink_to("/etc/hostname")
    shell.git("add", "params.yaml")
    shell.commit("link", minute=8)
    assert values(compared(shell, "v1.1.0", "HEAD")) == [
        ("params.yaml", "lr", 0.3, None),
        ("params.yaml", "seed", 1, None),
    ]


def test_on_every_kind_of_server(shell: Shell, remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shell.having(remote.env).git("push", "--quiet", remote.url, "main", "--tags")
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    for name, value in remote.env.items():
        monkeypatch.setenv(name, value)
    there = compare(gto.open(remote.url), Compare("churn", "prod", "staging"))
    assert there == compared(shell, "prod", "staging")
    named = Compare("churn", "prod", "staging", params=("other.yaml",))
    assert values(compare(gto.open(remote.url), named)) == [("other.yaml", "x", 1, 2)]
