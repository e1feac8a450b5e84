"""Outputs of CI jobs: whatever a value says, each form gives it back as one value and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gto.verbs import ci
from gto.verbs.ci import Outputs
from gto.verbs.repository import open_repository
from shell import new_repository

HOSTILE = (
    "'; touch pwned; '",
    "$(touch pwned) `touch pwned` ${HOME} \\",
    "one\nGTO_EVENT=assignment\nevent=assignment",
    "gto\ngto-0\nstage<<x\nprod\nx",
    "::add-mask::v\n##[add-mask]v",
    "\x00\x1b[31mred\x9b\x7f\x85",
    "\ud800 half a character",
    " \t\r\n ",
    "ä" * 1000,
)

values = st.none() | st.text(max_size=60) | st.sampled_from(HOSTILE)
outputs = st.builds(Outputs, *[values] * len(Outputs._fields))


def with_all(value: str) -> Outputs:
    return Outputs(*[value] * len(Outputs._fields))


def read_as_github_does(text: str) -> dict[str, str]:
    """GitHub's documented format: NAME<<DELIMITER, the lines of the value, DELIMITER."""
    found: dict[str, str] = {}
    lines = iter(text.removesuffix("\n").split("\n"))
    for line in lines:
        name, heredoc, delimiter = line.partition("<<")
        assert heredoc
        value = []
        for part in lines:
            if part == delimiter:
                break
            value.append(part)
        assert name not in found
        found[name] = "\n".join(value)
    return found


def read_as_gitlab_does(text: str) -> dict[str, str]:
    """GitLab's documented format: KEY=value lines and nothing else, at most 5 KiB and 20 variables."""
    assert len(text.encode()) <= 5 * 1024
    found: dict[str, str] = {}
    for line in text.removesuffix("\n").split("\n"):
        key, equals, value = line.partition("=")
        assert equals
        assert key.replace("_", "").isalpha()
        found[key] = value.strip()
    assert len(found) <= 20
    return found


@given(outputs)
@example(with_all(HOSTILE[3]))
def test_github_reads_each_output_once(given_outputs: Outputs) -> None:
    read = read_as_github_does(ci.github(given_outputs, f"gto-{os.urandom(16).hex()}"))
    assert list(read) == list(Outputs._fields)
    assert read == dict(ci._plain(given_outputs))


@given(outputs)
@example(with_all(HOSTILE[2]))
@example(with_all(HOSTILE[8]))
def test_gitlab_reads_each_output_once(given_outputs: Outputs) -> None:
    read = read_as_gitlab_does(ci.dotenv(given_outputs))
    assert list(read) == [f"GTO_{name.upper()}" for name in Outputs._fields]


@settings(max_examples=30)
@given(outputs)
@example(with_all(HOSTILE[0]))
@example(with_all(HOSTILE[1]))
def test_a_shell_reads_values_and_runs_nothing(given_outputs: Outputs) -> None:
    script = ci.shell(given_outputs) + "command -p env -0"
    done = subprocess.run(["sh", "-eu"], input=script.encode(), env={}, capture_output=True, check=True)
    env = dict(part.split("=", 1) for part in done.stdout.decode().split("\0") if part.startswith("GTO_"))
    assert env == {f"GTO_{name.upper()}": value for name, value in ci._plain(given_outputs)}
    assert not done.stderr


def test_ordinary_values_are_given_as_they_are() -> None:
    said = Outputs("registration", "models/cv:net", description="It's  a\nnet\n")
    assert dict(ci._plain(said))["description"] == "It's  a\nnet"
    assert "GTO_DESCRIPTION=It's  a net\n" in ci.dotenv(said)
    assert "GTO_STAGE=\n" in ci.dotenv(said)
    assert "export GTO_NAME='models/cv:net'\n" in ci.shell(said)


@pytest.mark.parametrize(
    ("environment", "ref"),
    [
        ({"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/tags/rf@v1.0.0"}, "refs/tags/rf@v1.0.0"),
        ({"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/main", "TAG_NAME": "x"}, "refs/heads/main"),
        ({"CI": "true", "GITLAB_CI": "true", "CI_COMMIT_TAG": "rf#prod#1"}, "rf#prod#1"),
        ({"CI": "true", "GITLAB_CI": "true", "CI_COMMIT_BRANCH": "main"}, ""),
        ({"CI": "true", "BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_TAG": "rf@v1.0.0"}, "rf@v1.0.0"),
        ({"CI": "true", "BITBUCKET_BUILD_NUMBER": "7", "BITBUCKET_BRANCH": "main"}, ""),
        ({"JENKINS_URL": "https://ci.example.com/", "TAG_NAME": "rf@v1.0.0"}, "rf@v1.0.0"),
        ({"JENKINS_URL": "https://ci.example.com/", "GIT_TAG_NAME": "rf@v1.0.0"}, "rf@v1.0.0"),
        ({"TF_BUILD": "True", "BUILD_SOURCEBRANCH": "refs/tags/rf@v1.0.0"}, "refs/tags/rf@v1.0.0"),
        ({"CI": "woodpecker", "CI_COMMIT_TAG": "rf@v1.0.0"}, "rf@v1.0.0"),
        ({"CI": "true"}, ""),
        ({"TAG_NAME": "left over in somebody's shell"}, None),
        ({}, None),
    ],
)
def test_the_ci_system_names_the_ref(environment: dict[str, str], ref: str | None) -> None:
    assert ci.ref_of_job(environment) == ref


def test_an_annotation_is_read_where_the_tag_is(tmp_path: Path) -> None:
    shell = new_repository(tmp_path)
    shell.commit("one", files={"models/dvc.yaml": "artifacts: {net: {path: one.pt, type: model, desc: First}}"})
    shell.tag("models=net@v1.0.0")
    shell.commit("two", minute=1, files={"models/dvc.yaml": "artifacts: {net: {path: two.pt}}"})
    shell.tag("models=net#prod#1", at="HEAD~", minute=2, message="go")
    repository = open_repository(str(tmp_path))
    (row,) = repository.check_ref("models=net#prod#1")
    assert ci.outputs(repository, row) == Outputs(
        event="assignment",
        name="models:net",
        version="v1.0.0",
        stage="prod",
        path="models/one.pt",
        type="model",
        description="First",
        tag="models=net#prod#1",
        commit=shell.git("rev-parse", "HEAD~"),
        author="Jo Tester",
        message="go",
    )
    assert ci.outputs(repository, None) == Outputs()


def test_a_broken_annotation_file_is_told(tmp_path: Path) -> None:
    shell = new_repository(tmp_path)
    shell.commit("one", files={"dvc.yaml": "artifacts: [not: closed"})
    shell.tag("net@v1.0.0")
    noticed: list[str] = []
    repository = open_repository(str(tmp_path), notice=lambda odd: noticed.extend(o.says for o in odd))
    said = ci.outputs(repository, repository.check_ref("net@v1.0.0")[0])
    assert (said.name, said.path) == ("net", None)
    assert json.dumps(noticed).count("dvc.yaml") == 1
