"""What a commit's annotation files say, read once for each tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto.annotations.entries import Reading
from gto.git.place import locate
from gto.verbs.annotated import annotations_in
from shell import Shell, new_repository

FILES = {
    "artifacts.yaml": "old:\n  type: model\n",
    "dvc.yaml": "artifacts:\n  churn: {path: c.pkl, type: model}\n",
    "models/cv/dvc.yaml": "vars: [names.yaml]\nartifacts:\n  resnet: {path: '${file}', labels: [a]}\n",
    "models/cv/names.yaml": "file: r.pt\n",
    "models/artifacts.yaml": "elsewhere:\n  type: model\n",
}


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files=FILES)
    return shell


def read(shell: Shell, *revs: str) -> list[Reading]:
    trees = [shell.git("rev-parse", f"{rev}^{{tree}}") for rev in revs or ("HEAD",)]
    found = annotations_in(locate(str(shell.path)), trees, "artifacts.yaml")
    return [found[tree] for tree in trees]


def test_every_dvc_yaml_and_the_one_artifacts_yaml_speak(shell: Shell) -> None:
    [reading] = read(shell)
    assert {(a.artifact, a.source, a.path) for a in reading.annotations} == {
        ("old", "artifacts.yaml", None),
        ("churn", "dvc.yaml", "c.pkl"),
        ("models/cv:resnet", "models/cv/dvc.yaml", "r.pt"),
    }
    assert reading.problems == ()


def test_each_commit_says_what_its_own_files_say(shell: Shell) -> None:
    shell.commit("second", files={"models/cv/names.yaml": "file: s.pt\n", "dvc.yaml": "stages: {}\n"})
    first, second = read(shell, "HEAD~", "HEAD")
    assert [a.path for a in first.annotations if a.artifact == "models/cv:resnet"] == ["r.pt"]
    assert [(a.artifact, a.path) for a in second.annotations if a.source != "artifacts.yaml"] == [
        ("models/cv:resnet", "s.pt")
    ]


def test_memory_and_a_fresh_reading_are_equal(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.commit("second", files={"dvc.yaml": "artifacts: 3\n", "artifacts.yaml": "a: {labels: [1]}\n"})
    first = read(shell, "HEAD", "HEAD~")
    again = read(shell, "HEAD", "HEAD~")
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "other"))
    assert first == again == read(shell, "HEAD", "HEAD~")


def test_a_bad_file_costs_itself(shell: Shell) -> None:
    shell.commit("bad", files={"dvc.yaml": "artifacts: [\n"})
    [reading] = read(shell)
    assert {a.artifact for a in reading.annotations} == {"old", "models/cv:resnet"}
    assert [p.file for p in reading.problems] == ["dvc.yaml"]


def test_a_commit_without_such_files_says_nothing(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "other")
    shell.commit("first", files={"a.txt": "a"})
    assert read(shell) == [Reading()]


def test_nothing_is_read_for_no_tree(shell: Shell) -> None:
    assert annotations_in(locate(str(shell.path)), [], "artifacts.yaml") == {}


def test_a_link_and_a_submodule_are_no_files(tmp_path: Path) -> None:
    shell = new_repository(tmp_path / "links")
    (shell.path / "dvc.yaml").symlink_to("/etc/passwd")
    shell.git("add", "dvc.yaml")
    shell.commit("first")
    assert read(shell) == [Reading()]
