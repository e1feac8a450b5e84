"""The GitHub Action, run the way a runner does: its steps, GitHub's environment and event file, a checkout."""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from gto.workflows import FORGES, text_for
from shell import GTO, Shell, new_repository

ROOT = Path(__file__).parents[1]
ACTION = YAML(typ="safe", pure=True).load(ROOT / "action.yml")
DVC_YAML = """\
artifacts:
  net:
    path: net.pt
    type: model
    desc: |
      A net.
      ::error::not ours
      ##[error]nor this
"""


@dataclass
class Runner:
    """A job on GitHub: a pushed repository, a folder to work in, and the files that steps write to."""

    origin: Shell
    folder: Path
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def checkout(self, ref: str, *, depth: int | None = 1) -> Shell:
        """What actions/checkout does: the commit is fetched in place of the tag; with a depth, nothing else is."""
        job = new_repository(self.workspace)
        job.git("remote", "add", "origin", self.origin.path.as_uri())
        if depth is None:
            job.git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
        commit = self.origin.git("rev-parse", f"{ref}^{{commit}}")
        local = ref if ref.startswith("refs/tags/") else "refs/remotes/origin/main"
        shallow = [f"--depth={depth}"] if depth else []
        job.git("fetch", "--quiet", "--no-tags", *shallow, "origin", f"+{commit}:{local}")
        job.git("checkout", "--quiet", "--force", local)
        return job

    def run(self, ref: str, event: str = "push", code: int | None = 0, **inputs: str) -> str:
        """Run the action's second step (the first installs gto); give the log, and keep the outputs."""
        file = self.folder / "output"
        file.write_text("")
        commit = self.origin.git("rev-parse", f"{ref}^{{commit}}")
        payload = {
            "ref": ref,
            "before": "0" * 40,
            "after": self.origin.git("rev-parse", ref),
            "created": True,
            "deleted": False,
            "forced": False,
            "head_commit": {"id": commit},
            "pusher": {"name": "jo", "email": "jo@example.com"},
            "repository": {"full_name": "jo/models", "default_branch": "main"},
        }
        (self.folder / "event.json").write_text(json.dumps(payload))
        step = ACTION["runs"]["steps"][1]
        given = {name: inputs.get(name.replace("-", "_"), spec["default"]) for name, spec in ACTION["inputs"].items()}
        env = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], value)
            for name, value in step["env"].items()
        }
        env |= {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "GITHUB_OUTPUT": str(file),
            "GITHUB_REF": ref,
            "GITHUB_REF_NAME": ref.split("/", 2)[2],
            "GITHUB_REF_TYPE": "tag" if ref.startswith("refs/tags/") else "branch",
            "GITHUB_REPOSITORY": "jo/models",
            "GITHUB_SHA": commit,
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.folder),
            "PATH": os.pathsep.join((str(GTO.parent), os.environ["PATH"])),
        }
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        job = Shell(self.workspace, env)
        said = job.run("bash", "--noprofile", "--norc", "-eo", "pipefail", script, code=code)
        self.outputs = read_outputs(file.read_text())
        return said.out + said.err


def read_outputs(text: str) -> dict[str, str]:
    return {
        name: value
        for name, _, value in re.findall(r"^(\w+)<<(\S+)\n((?:.*\n)*?)\2$", text.replace("\r", ""), re.MULTILINE)
    }


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A registry with models:net v1.0.0 in prod, and more."""
    origin = new_repository(tmp_path / "origin")
    origin.commit("Train", files={"models/dvc.yaml": DVC_YAML})
    origin.tag("models=net@v1.0.0", minute=1)
    origin.commit("Train again", minute=2)
    origin.tag("models=net@v1.1.0", minute=3)
    origin.tag("models=net#prod#1", at="HEAD~", minute=4)
    origin.tag("models=net@v1.1.0!#2", minute=5)
    origin.tag("rf@v0.0.1", minute=6)
    origin.git("tag", "release-1")
    return Runner(origin, tmp_path)


def outputs(runner: Runner) -> dict[str, str]:
    """The action's outputs, as the next steps of the job see them."""
    named = {
        name: re.fullmatch(r"\$\{\{ steps\.gto\.outputs\.(\w+) \}\}", o["value"])
        for name, o in ACTION["outputs"].items()
    }
    return {name: runner.outputs.get(match[1], "").removesuffix("\n") for name, match in named.items() if match}


def test_inputs_and_outputs_are_those_of_the_earlier_action() -> None:
    """As its documentation has them: github.com/iterative/gto-action, v2."""
    assert set(ACTION["inputs"]) == {"show", "history", "print-outputs", "pull"}
    assert set(ACTION["outputs"]) == {"event", "name", "version", "stage", "type", "path", "description"}
    assert ACTION["runs"]["using"] == "composite"
    for script in ("install", "run"):
        assert f'sh "$GITHUB_ACTION_PATH/action/{script}.sh"' in {step["run"] for step in ACTION["runs"]["steps"]}


@pytest.mark.parametrize("depth", [1, None])
def test_a_tag_push_that_assigns_a_stage_in_a_folder(runner: Runner, depth: int | None) -> None:
    runner.checkout("refs/tags/models=net#prod#1", depth=depth)
    runner.run("refs/tags/models=net#prod#1")
    assert outputs(runner) == {
        "event": "assignment",
        "name": "models:net",
        "version": "v1.0.0",
        "stage": "prod",
        "path": "models/net.pt",
        "type": "model",
        "description": "A net.\n::error::not ours\n##[error]nor this",
    }


def test_a_tag_push_that_registers(runner: Runner) -> None:
    runner.checkout("refs/tags/rf@v0.0.1")
    log = runner.run("refs/tags/rf@v0.0.1")
    assert outputs(runner) == dict.fromkeys(ACTION["outputs"], "") | {
        "event": "registration",
        "name": "rf",
        "version": "v0.0.1",
    }
    assert "::group::gto show rf\n" in log
    assert "::group::gto history rf\n" in log
    assert "models" not in log


def test_a_tag_push_that_deregisters(runner: Runner) -> None:
    runner.checkout("refs/tags/models=net@v1.1.0!#2")
    runner.run("refs/tags/models=net@v1.1.0!#2")
    assert outputs(runner)["event"] == "deregistration"
    assert outputs(runner)["version"] == "v1.1.0"
    assert outputs(runner)["stage"] == ""


@pytest.mark.parametrize("ref", ["refs/heads/main", "refs/tags/release-1"])
def test_any_other_push_is_empty(runner: Runner, ref: str) -> None:
    runner.checkout(ref, depth=None)
    log = runner.run(ref)
    assert set(outputs(runner).values()) == {""}
    assert "gto show" not in log


def test_a_release_of_a_registry_tag(runner: Runner) -> None:
    """Other events name the tag in the same way."""
    runner.checkout("refs/tags/rf@v0.0.1")
    runner.run("refs/tags/rf@v0.0.1", event="release")
    assert outputs(runner)["event"] == "registration"


def test_show_and_history_print_the_registry(runner: Runner) -> None:
    runner.checkout("refs/heads/main", depth=None)
    log = runner.run("refs/heads/main", show="true", history="True")
    assert re.search(r"│ rf +│ v0\.0\.1 +│", log)
    assert log.count("│ registration ") == 3
    assert "::group::gto show\n" in log
    assert "::group::gto history\n" in log


def test_a_shallow_checkout_is_told_how_to_be_whole(runner: Runner) -> None:
    runner.checkout("refs/tags/rf@v0.0.1")
    log = runner.run("refs/tags/rf@v0.0.1")
    assert re.search(r"^::warning title=Shallow checkout::.*'fetch-depth: 0'$", log, re.MULTILINE)


def test_a_whole_checkout_is_not_warned_of(runner: Runner) -> None:
    runner.checkout("refs/tags/rf@v0.0.1", depth=None)
    log = runner.run("refs/tags/rf@v0.0.1")
    assert "warning" not in log
    assert "⚠️" not in log


def test_tags_that_cannot_be_fetched_are_told(runner: Runner) -> None:
    """As after `persist-credentials: false` in a private repository."""
    job = runner.checkout("refs/heads/main", depth=None)
    job.git("remote", "set-url", "origin", (runner.folder / "gone").as_uri())
    log = runner.run("refs/heads/main")
    assert "::warning title=Tags are missing::" in log
    assert set(outputs(runner).values()) == {""}


def test_what_is_printed_is_no_command_to_the_runner(runner: Runner) -> None:
    """The runner obeys lines that begin with `::`, and `##[…]` anywhere, until it is told to stop."""
    runner.checkout("refs/tags/models=net#prod#1", depth=None)
    log = runner.run("refs/tags/models=net#prod#1", print_outputs="true", show="true", history="true")
    assert '"description": "A net.\\n::error::not ours\\n##[error]nor this' in log
    obeyed, mark = [], ""
    for line in log.splitlines():
        if mark:
            mark = "" if line == f"::{mark}::" else mark
        elif line.lstrip().startswith("::stop-commands::"):
            mark = line.partition("::stop-commands::")[2]
            assert len(mark) == 32
        else:
            obeyed.append(line)
    assert not mark
    assert {line.split("::")[1] for line in obeyed} == {"group", "endgroup"}


def test_pull_asks_dvc_for_the_path(runner: Runner) -> None:
    dvc = runner.folder / "gto-action" / "bin" / "dvc"
    dvc.parent.mkdir(parents=True)
    dvc.write_text('#!/bin/sh\necho "dvc was asked: $*"\n')
    dvc.chmod(0o755)
    job = runner.checkout("refs/tags/models=net#prod#1", depth=None)
    assert "dvc was asked: pull ./models/net.pt\n" in runner.run("refs/tags/models=net#prod#1", pull="true")
    assert "dvc was asked" not in runner.run("refs/tags/models=net#prod#1")
    (job.path / "models/net.pt").write_text("here already")
    assert "dvc was asked" not in runner.run("refs/tags/models=net#prod#1", pull="true")


def test_a_job_without_a_checkout_fails(runner: Runner) -> None:
    runner.workspace.mkdir()
    assert "No Git repo found" in runner.run("refs/heads/main", code=1)


@pytest.mark.slow
def test_the_gto_beside_the_action_is_installed(runner: Runner) -> None:
    """Into an environment of its own. (What it is built with is ours, so nothing is asked of a network.)"""
    env = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "RUNNER_TEMP": str(runner.folder),
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # as pip reads it: without isolation
    }
    step = ACTION["runs"]["steps"][0]
    job = runner.origin.having(env)
    job.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"])
    installed = runner.folder / "gto-action/bin/gto"
    assert json.loads(job.run(installed, "ci", "rf@v0.0.1", "--format", "json").out)["event"] == "registration"
    for forge in FORGES.values():
        assert job.run(installed, "ci", "init", "--forge", forge.name, "--dry-run").out == text_for(forge)
