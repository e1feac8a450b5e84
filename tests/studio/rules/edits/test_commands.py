"""The lines are typed where somebody can read what came of it: they do what the edit does."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from gto.annotations.yaml import read_yaml_mapping
from gto_studio.rules.edits.asked import (
    Annotate,
    Branch,
    DeleteExperiments,
    Experiment,
    RenameExperiment,
    Target,
    Unannotate,
    Words,
)
from gto_studio.rules.edits.commands import command, request_to_pull
from servers import Remote
from shell import new_repository

MAIN = Target("main", message="-m")


def test_they_do_it(file_remote: Remote, tmp_path: Path) -> None:
    clone = new_repository(tmp_path / "clone").having(file_remote.env)
    head = clone.commit("Begin", files={"a": "1"})
    fox = f"refs/exps/{head[:2]}/{head[2:]}/fox"
    clone.git("push", "--quiet", file_remote.url, "main", f"main:{fox}")

    def typed(line: str | None) -> None:
        program, *words = shlex.split(line or "")
        clone.gto(*words) if program == "gto" else clone.git(*words)

    add = Annotate(MAIN, "churn", "model", "churn.pkl", "-x", ("a", "b"), must_be_new=True)
    typed(command(add, file_remote.url, "main"))
    said = read_yaml_mapping(file_remote.git("show", "main:dvc.yaml").encode())["artifacts"]
    assert said == {"churn": {"path": "churn.pkl", "type": "model", "desc": "-x", "labels": ["a", "b"]}}
    assert file_remote.git("log", "-1", "--format=%s", "main").strip() == "-m"
    new = Annotate(MAIN, "net", "model", "net.pt", "", (), must_be_new=True)
    assert command(new, "URL", "main") == "gto annotate net --type model --path net.pt --message=-m --repo URL"
    typed(command(Unannotate(MAIN, "churn"), file_remote.url, "main"))
    assert "dvc.yaml" not in file_remote.git("ls-tree", "--name-only", "main").split()
    typed(command(Branch(head, "new"), file_remote.url, "main"))
    typed(command(RenameExperiment(fox, head, "owl"), file_remote.url, "main"))
    owl = fox.replace("fox", "owl")
    refs = file_remote.git("for-each-ref", "--format=%(refname)").split()
    assert set(refs) == {owl, "refs/heads/main", "refs/heads/new"}
    typed(command(DeleteExperiments(((owl, head),)), file_remote.url, "main"))
    assert file_remote.git("for-each-ref", "refs/exps") == ""


@pytest.mark.parametrize(
    "edit",
    [
        Annotate(Target("dev"), "churn", path="x"),
        Annotate(Target("main", "new", Words("t")), "churn", path="x"),
        Annotate(MAIN, "churn", description=""),
        Annotate(MAIN, "churn", labels=("a",)),
        Unannotate(Target("main", "new"), "churn"),
        Experiment(MAIN, "a" * 40),
        DeleteExperiments(tuple((f"refs/exps/{i}", "a" * 40) for i in range(11))),
    ],
)
def test_where_no_line_says_it_there_is_none(edit: Annotate | Unannotate | Experiment | DeleteExperiments) -> None:
    assert command(edit, "URL", "main") is None


def test_an_experiment_is_dvc_s_business() -> None:
    params = {"params.yaml": {"lr": [0.1, 0.2], "name": "a b"}, "other.toml": {"x.y": True}}
    assert command(Experiment(MAIN, "a" * 40, params, grid=True), "URL", "main") == (
        "dvc exp run --queue --set-param lr=0.1,0.2 --set-param 'name=a b' --set-param other.toml:x.y=true"
    )


def test_a_request_to_pull_is_worded_by_git() -> None:
    line = request_to_pull("https://host/team/shop.git", "main", "add churn")
    assert line == "git request-pull origin/main https://host/team/shop.git 'add churn'"
