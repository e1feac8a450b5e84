"""`gto ci` as a job meets it: which ref it takes, where it writes, and that refs of others fail no job."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gto.verbs.ci import SYSTEMS
from shell import Shell, new_repository

GITHUB = {"GITHUB_ACTIONS": "true", "CI": "true"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """net v1.0.0, assigned to prod; no CI system, even if one runs this test."""
    nowhere = dict.fromkeys([*(system.mark for system in SYSTEMS), "GITHUB_OUTPUT"], "")
    shell = new_repository(tmp_path / "project", env=nowhere)
    dvc_yaml = "artifacts: {net: {path: net.pt, type: model, desc: A small net}}"
    shell.commit("Train", files={"models/dvc.yaml": dvc_yaml})
    shell.tag("models=net@v1.0.0")
    shell.tag("models=net#prod#1", minute=1)
    shell.git("tag", "release-1")
    return shell


def outputs(shell: Shell, *words: str) -> dict[str, str | None]:
    found: dict[str, str | None] = json.loads(shell.gto("ci", *words, "--format", "json").out)
    return found


def test_a_registration(shell: Shell) -> None:
    found = outputs(shell, "models=net@v1.0.0")
    assert found["event"] == "registration"
    assert found["name"] == "models:net"
    assert found["version"] == "v1.0.0"
    assert found["stage"] is None
    assert found["path"] == "models/net.pt"
    assert found["type"] == "model"
    assert found["description"] == "A small net"
    assert found["commit"] == shell.git("rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("tag", "event", "version", "stage"),
    [
        ("models=net#prod!#2", "unassignment", "v1.0.0", "prod"),
        ("models=net@v1.0.0!", "deregistration", "v1.0.0", None),
        ("models=net@deprecated", "deprecation", None, None),
    ],
)
def test_the_end_of_things(shell: Shell, tag: str, event: str, version: str | None, stage: str | None) -> None:
    shell.tag(tag, minute=2)
    found = outputs(shell, f"refs/tags/{tag}")
    assert (found["event"], found["version"], found["stage"]) == (event, version, stage)


@pytest.mark.parametrize("ref", ["refs/heads/main", "main", "release-1", "", "nothing", "HEAD", "--", "@#"])
def test_a_ref_that_is_no_registry_event_is_empty(shell: Shell, ref: str) -> None:
    said = shell.gto("ci", "--format", "json", "--", ref)
    assert set(json.loads(said.out).values()) == {None}
    assert said.err == ""


@pytest.mark.parametrize(("form", "line"), [("github", ""), ("dotenv", "GTO_EVENT="), ("shell", "export GTO_EVENT=''")])
def test_an_empty_output_is_there(shell: Shell, form: str, line: str) -> None:
    assert line in shell.gto("ci", "main", "--format", form).lines


@pytest.mark.parametrize(
    ("environment", "event"),
    [
        (GITHUB | {"GITHUB_REF": "refs/tags/models=net#prod#1"}, "assignment"),
        (GITHUB | {"GITHUB_REF": "refs/heads/main"}, None),
        ({"CI": "true", "GITLAB_CI": "true", "CI_COMMIT_TAG": "models=net@v1.0.0"}, "registration"),
        ({"CI": "true", "GITLAB_CI": "true"}, None),
    ],
)
def test_the_ref_of_the_job(shell: Shell, environment: dict[str, str], event: str | None) -> None:
    assert outputs(shell.having(environment))["event"] == event


def test_no_ref_outside_of_any_ci_system(shell: Shell) -> None:
    assert "hint: gto ci TAG" in shell.refused("ci")


def test_github_outputs_are_appended(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "output"
    file.write_text("earlier=step\n")
    job = shell.having(GITHUB | {"GITHUB_OUTPUT": str(file), "GITHUB_REF": "refs/tags/models=net#prod#1"})
    said = job.gto("ci")
    assert said.out == '✅  Stage "prod" was assigned to version "v1.0.0" of artifact "models:net"\n'
    written = file.read_text().splitlines()
    assert written[0] == "earlier=step"
    delimiter = written[1].removeprefix("event<<")
    assert written[2:4] == ["assignment", delimiter]
    assert len(delimiter) > 32


def test_a_branch_leaves_empty_github_outputs(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "output"
    job = shell.having(GITHUB | {"GITHUB_OUTPUT": str(file), "GITHUB_REF": "refs/heads/main"})
    assert job.gto("ci").out == "'refs/heads/main' is no registry event\n"
    assert "name<<" in file.read_text()
    assert "models" not in file.read_text()


def test_a_file_is_replaced(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "gto.env"
    for tag in ("models=net@v1.0.0", "models=net#prod#1"):
        shell.gto("ci", tag, "--format", "dotenv", "--output", file)
    assert "GTO_EVENT=assignment\n" in file.read_text()
    assert "registration" not in file.read_text()
    assert shell.gto("ci", "models=net@v1.0.0", "--format", "dotenv", "-o", "-").out.startswith("GTO_EVENT=reg")


def test_a_file_that_cannot_be_written(shell: Shell, tmp_path: Path) -> None:
    assert "Cannot write" in shell.refused("ci", "x", "--output", tmp_path / "no" / "folder")


def test_shell_output_is_evaluated(shell: Shell) -> None:
    said = shell.gto("ci", "models=net#prod#1", "--format", "shell").out
    done = subprocess.run(["sh", "-euc", said + 'printf %s "$GTO_NAME $GTO_STAGE"'], capture_output=True, text=True)
    assert done.stdout == "models:net prod"


def test_a_tag_that_the_checkout_lost_is_told(shell: Shell) -> None:
    """actions/checkout puts the commit in place of the tag that started the job."""
    shell.git("update-ref", "refs/tags/models=net#prod#1", "HEAD")
    said = shell.gto("ci", "models=net#prod#1", "--format", "shell")
    assert "GTO_EVENT=''" in said.out
    assert "no annotated tag of that name" in said.err
    assert "git fetch --force --tags origin" in said.err
    assert "no annotated tag" in shell.gto("ci", "models=net@v7.0.0").err


def test_a_shallow_clone_answers_and_warns(shell: Shell, tmp_path: Path) -> None:
    shell.git("clone", "--quiet", "--depth=1", "--branch=models=net#prod#1", shell.path.as_uri(), tmp_path / "job")
    job = shell.within(tmp_path / "job")
    assert outputs(job, "models=net#prod#1")["event"] == "assignment"
    assert "shallow" in job.gto("ci", "models=net#prod#1").err


def test_a_remote_repository(shell: Shell, tmp_path: Path) -> None:
    found = outputs(shell.within(tmp_path), "models=net@v1.0.0", "--repo", shell.path.as_uri())
    assert (found["event"], found["path"]) == ("registration", "models/net.pt")
