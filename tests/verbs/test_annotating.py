"""Annotating, whole: here, in bare repositories, and on every kind of server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import gto
from gto.errors import (
    ArtifactNotFound,
    CannotCommit,
    CannotEdit,
    NoFile,
    PathIsUsed,
    PushRefused,
    UnknownType,
    ValidationError,
    WrongArgs,
)
from gto.git.settings import Person
from gto.verbs.annotating import Annotate, Committing, Remove, annotate, rehearse, remove
from servers import Remote
from shell import GTO, Shell, new_repository

CHURN = "artifacts:\n  churn:\n    path: c.pkl\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"c.pkl": "a model", "models/cv/params.yaml": "file: n.pt\n"})
    return shell


def test_an_edit_on_disk(shell: Shell) -> None:
    repository = gto.open(str(shell.path))
    done = annotate(repository, Annotate("churn", path="c.pkl"))
    assert (done.file, done.before, done.commit) == ("dvc.yaml", None, None)
    assert (shell.path / "dvc.yaml").read_text() == CHURN
    assert not annotate(repository, Annotate("churn", path="c.pkl")).changed
    remove(repository, Remove("churn"))
    assert shell.git("status", "--short") == ""


def test_an_edit_and_its_commit(shell: Shell) -> None:
    repository = gto.open(str(shell.path))
    author = Person("Sam Other", "sam@example.com")
    done = annotate(repository, Annotate("churn", path="c.pkl"), Committing("Say where it is", author))
    assert done.commit == shell.git("rev-parse", "HEAD")
    assert shell.git("log", "-1", "--format=%an: %s") == "Sam Other: Say where it is"
    described = repository.describe("churn")
    assert described
    assert described.path == "c.pkl"


@pytest.mark.parametrize("request_", [Annotate("net-x", path="n.pt"), Annotate("net-x", type="model"), Remove("net-x")])
def test_an_entry_named_by_an_expression_is_not_written_twice(request_: Annotate | Remove, shell: Shell) -> None:
    shell.commit("second", files={"params.yaml": "name: net\n", "dvc.yaml": "artifacts: {'${name}-x': {path: n.pt}}\n"})
    with pytest.raises(CannotEdit, match="the entry of 'net-x' has an expression for a name"):
        rehearse(gto.open(str(shell.path)), request_)


def test_a_rehearsal_touches_nothing(shell: Shell) -> None:
    planned = rehearse(gto.open(str(shell.path)), Annotate("churn", path="c.pkl"))
    assert planned.after == CHURN.encode()
    assert shell.git("status", "--short") == ""


def test_the_work_tree_counts_not_head(shell: Shell) -> None:
    """What is not committed yet is seen: another artifact's path, and the file where it is written."""
    (shell.path / "artifacts.yaml").write_text("churn:\n  path: c.pkl\n")
    repository = gto.open(str(shell.path))
    with pytest.raises(PathIsUsed):
        annotate(repository, Annotate("models/cv:net", path="../../c.pkl"))
    assert annotate(repository, Annotate("churn", type="model")).file == "artifacts.yaml"
    assert (shell.path / "artifacts.yaml").read_text() == "churn:\n  path: c.pkl\n  type: model\n"


def test_paths_in_expressions_are_seen(shell: Shell) -> None:
    (shell.path / "models/cv/dvc.yaml").write_text("artifacts: {net: {path: '${file}'}}\n")
    with pytest.raises(PathIsUsed):
        annotate(gto.open(str(shell.path)), Annotate("churn", path="models/cv/n.pt"))
    annotate(gto.open(str(shell.path)), Annotate("churn", path="models/cv/n.pt", allow_same_path=True))


def test_a_path_may_have_to_exist(shell: Shell) -> None:
    repository = gto.open(str(shell.path))
    with pytest.raises(NoFile):
        annotate(repository, Annotate("churn", path="d.pkl", must_exist=True))
    annotate(repository, Annotate("churn", path="c.pkl", must_exist=True))
    (shell.path / "d.pkl.dvc").write_text("outs: []")
    annotate(repository, Annotate("other", path="d.pkl", must_exist=True))
    annotate(repository, Annotate("bucket", path="s3://bucket/x", must_exist=True))


def carry_out(shell: Shell, request: Annotate | Remove, committing: Committing | None) -> None:
    repository = gto.open(str(shell.path))
    if isinstance(request, Annotate):
        annotate(repository, request, committing)
    else:
        remove(repository, request, committing)


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (Annotate("churn", path="c", type="dataset"), UnknownType),
        (Annotate("churn", path="c", labels=("not a label",)), ValidationError),
        (Annotate("../x:churn", path="c"), ValidationError),
        (Annotate("nowhere:churn", path="c"), CannotEdit),
        (Annotate("churn", must_exist=True), WrongArgs),
        (Annotate("churn"), WrongArgs),
        (Remove("churn"), ArtifactNotFound),
    ],
)
@pytest.mark.parametrize("committing", [None, Committing()])
def test_what_is_refused_changes_nothing(
    shell: Shell, request_: Annotate | Remove, error: type[Exception], committing: Committing | None
) -> None:
    shell.commit("types", files={".gto": "types: [model]\n"})
    with pytest.raises(error):
        carry_out(shell, request_, committing)
    assert shell.git("status", "--short") == ""
    assert shell.git("rev-list", "--count", "HEAD") == "2"


def test_a_refused_commit_takes_the_edit_back(shell: Shell) -> None:
    (shell.path / "dvc.yaml").write_text("# mine, not committed\n")
    hook = shell.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(CannotCommit):
        annotate(gto.open(str(shell.path)), Annotate("churn", path="c.pkl"), Committing())
    assert (shell.path / "dvc.yaml").read_text() == "# mine, not committed\n"
    assert shell.git("status", "--short") == "?? dvc.yaml"


def test_an_entry_that_was_never_committed_is_committed_whole(shell: Shell) -> None:
    repository = gto.open(str(shell.path))
    annotate(repository, Annotate("churn", path="c.pkl"))
    annotate(repository, Annotate("churn", type="model"), Committing())
    assert shell.git("show", "HEAD:dvc.yaml") + "\n" == f"{CHURN}    type: model\n"
    assert shell.git("status", "--short") == ""


def test_but_without_the_other_entries_and_with_its_expressions(shell: Shell) -> None:
    file = shell.path / "models/cv/dvc.yaml"
    file.write_text("artifacts:\n  other: {path: o}\n  net: {path: '${file}'}\n")
    annotate(gto.open(str(shell.path)), Annotate("models/cv:net", type="model"), Committing())
    assert shell.git("show", "HEAD:models/cv/dvc.yaml") == ("artifacts:\n  net:\n    path: '${file}'\n    type: model")
    assert file.read_text() == "artifacts:\n  other: {path: o}\n  net: {path: '${file}', type: model}\n"


def test_an_entry_that_was_never_committed_goes_without_a_commit(shell: Shell) -> None:
    repository = gto.open(str(shell.path))
    annotate(repository, Annotate("churn", path="c.pkl"))
    done = remove(repository, Remove("churn"), Committing())
    assert done.changed
    assert done.commit is None
    assert not (shell.path / "dvc.yaml").exists()


def test_a_configured_file_outside_of_the_repository_is_not_written(shell: Shell, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("other:\n  path: o\n")
    shell.commit("hostile", files={".gto": "index: ../outside.yaml\n"})
    repository = gto.open(str(shell.path))
    with pytest.raises(CannotEdit, match="outside"):
        annotate(repository, Annotate("churn", path="c", file="../outside.yaml"))
    assert outside.read_text() == "other:\n  path: o\n"


def test_a_bare_repository_gets_a_commit(shell: Shell, tmp_path: Path) -> None:
    shell.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    bare = shell.within(tmp_path / "bare.git")
    repository = gto.open(str(bare.path))
    with pytest.raises(WrongArgs, match="bare"):
        annotate(repository, Annotate("churn", path="c.pkl"))
    with pytest.raises(NoFile):
        annotate(repository, Annotate("churn", path="d.pkl", must_exist=True), Committing())
    annotate(repository, Annotate("churn", path="c.pkl", must_exist=True), Committing())
    annotate(repository, Annotate("models/cv:net", path="n.pt"), Committing())
    assert bare.git("show", "main:dvc.yaml") + "\n" == CHURN
    assert bare.git("log", "--format=%s") == "Annotate models/cv:net\nAnnotate churn\nfirst"
    remove(repository, Remove("churn"), Committing())
    assert bare.git("ls-tree", "-r", "--name-only", "main") == "c.pkl\nmodels/cv/dvc.yaml\nmodels/cv/params.yaml"


def push(shell: Shell, remote: Remote) -> None:
    shell.having(remote.env).git("push", "--quiet", remote.url, "main")


def test_every_kind_of_server_gets_a_commit(
    shell: Shell, remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    push(shell, remote)
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    for name, value in remote.env.items():
        monkeypatch.setenv(name, value)
    repository = gto.open(remote.url)
    done = annotate(repository, Annotate("churn", path="c.pkl", must_exist=True))
    behind = shell.within(remote.path)
    assert done.commit == behind.git("rev-parse", "main")
    assert behind.git("show", "--format=%s", "--name-status", "main") == "Annotate churn\n\nA\tdvc.yaml"
    assert behind.git("fsck", "--strict") == ""
    assert repository.describe("churn")

    behind_our_back = Annotate("models/cv:net", path="n.pt")
    annotate(gto.open(remote.url), behind_our_back)
    annotate(repository, Annotate("churn", type="model"))
    assert behind.git("log", "--format=%s", "main").splitlines()[:2] == ["Annotate churn", "Annotate models/cv:net"]
    assert not annotate(repository, behind_our_back).changed


def test_the_first_commit_of_an_empty_server(
    file_remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GTO_CACHE_DIR", str(tmp_path / "cache"))
    done = annotate(gto.open(file_remote.url), Annotate("churn", path="c.pkl"))
    assert done.commit == Shell(file_remote.path).git("rev-parse", "HEAD")


def test_a_push_that_is_refused_says_what_stays(shell: Shell, file_remote: Remote) -> None:
    push(shell, file_remote)
    shell.git("remote", "add", "origin", file_remote.url)
    shell.git("commit", "--amend", "--quiet", "--message", "another first")
    with pytest.raises(PushRefused) as refused:
        annotate(gto.open(str(shell.path)), Annotate("churn", path="c.pkl"), Committing(remote="origin"))
    assert shell.git("rev-parse", "--short=7", "HEAD") in (refused.value.hint or "")
    shell.git("checkout", "--quiet", "--detach")
    with pytest.raises(CannotCommit, match="detached"):
        annotate(gto.open(str(shell.path)), Annotate("churn", type="model"), Committing(remote="origin"))


@pytest.mark.slow
@pytest.mark.parametrize("where", ["here", "remote"])
def test_many_writers_lose_nothing(shell: Shell, file_remote: Remote, where: str, tmp_path: Path) -> None:
    push(shell, file_remote)
    names = [f"model-{number}" for number in range(8)]
    target = str(shell.path) if where == "here" else file_remote.url
    writers = [
        subprocess.Popen(
            [GTO, "annotate", "-r", target, name, "--path", f"{name}.pkl", "--commit"],
            env=os.environ | {"GTO_CACHE_DIR": str(tmp_path / f"machine of {name}")},
            cwd=tmp_path,
        )
        for name in names
    ]
    assert [writer.wait(100) for writer in writers] == [0] * len(names)
    behind = shell if where == "here" else shell.within(file_remote.path)
    assert sorted(behind.git("log", "--format=%s", "main").splitlines()) == sorted(
        ["first", *(f"Annotate {name}" for name in names)]
    )
    described = behind.git("show", "main:dvc.yaml")
    assert all(f"path: {name}.pkl" in described for name in names)
