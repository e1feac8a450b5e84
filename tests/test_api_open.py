"""`gto.open`: the registry for Python that is written today; in servers, from many threads."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import gto
from gto.errors import NoRepo, VersionExistsForCommit
from shell import Shell, new_repository


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "models")
    shell.commit("c1")
    shell.tag("rf@v1.0.0")
    shell.tag("rf#prod#1")
    shell.commit("c2")
    return shell


@pytest.fixture
def registry(repository: Shell) -> gto.Repository:
    return gto.open(repository.path)


def test_public_names_are_those_that_are_listed() -> None:
    for name in gto.__all__:
        assert getattr(gto, name) is not None
    with pytest.raises(AttributeError, match="module 'gto' has no attribute 'nix'"):
        assert gto.nix  # type: ignore[attr-defined]


def test_modules_come_along_as_in_gto_1() -> None:
    assert gto.api.show
    assert gto.exceptions.GTOException is gto.GtoError  # type: ignore[attr-defined]
    assert gto.CONFIG.INDEX == "artifacts.yaml"


def test_what_can_be_opened(repository: Shell, tmp_path: Path) -> None:
    repository.git("clone", "--quiet", "--bare", ".", "../bare.git")
    (repository.path / "sub").mkdir()
    for given in (
        str(repository.path),
        repository.path / "sub",
        repository.path / ".git",
        SimpleNamespace(root_dir=str(repository.path)),
        tmp_path / "bare.git",
        f"file://{tmp_path}/bare.git",
    ):
        assert [row.latest for row in gto.open(given).artifacts()] == ["v1.0.0"]
    with pytest.raises(NoRepo):
        gto.open(tmp_path)


def test_questions(registry: gto.Repository) -> None:
    (artifact,) = registry.artifacts()
    assert (artifact.artifact, artifact.latest, artifact.stages) == ("rf", "v1.0.0", {"prod": ("v1.0.0",)})
    assert [row.version.text for row in registry.show("rf#prod")] == ["v1.0.0"]
    assert [row.event.tag for row in registry.history()] == ["rf#prod#1", "rf@v1.0.0"]
    assert registry.check_ref("refs/tags/rf#prod#1")[0].version == "v1.0.0"
    assert registry.describe("rf") is None


def test_each_action_takes_what_its_request_takes(registry: gto.Repository) -> None:
    """`register(…)` is `carry_out(Register(…))`, and `plan_register(…)` tells beforehand what it would do."""
    for request in (gto.Register, gto.Assign, gto.Unassign, gto.Deregister, gto.Deprecate, gto.Rollback):
        for prefix in ("", "plan_"):
            method = getattr(gto.Repository, prefix + request.__name__.lower())
            assert inspect.getdoc(method)
            assert request.__doc__ in method.__doc__


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("register", {"artifact": "rf", "bump": "minor"}),
        ("assign", {"artifact": "rf", "stage": "dev"}),
        ("unassign", {"artifact": "rf", "stage": "prod", "version": "v1.0.0"}),
        ("deregister", {"artifact": "rf", "version": "v1.0.0", "delete": True}),
        ("deprecate", {"artifact": "rf", "message": "old"}),
    ],
)
def test_a_plan_is_what_is_then_done(
    repository: Shell, registry: gto.Repository, action: str, words: dict[str, Any]
) -> None:
    before = repository.tags()
    plan = getattr(registry, f"plan_{action}")(**words)
    assert repository.tags() == before
    done = getattr(registry, action)(**words)
    assert (done.creations, done.deletions) == (plan.creations, plan.deletions)
    assert set(repository.tags()) == (set(before) | {c.tag for c in plan.creations}) - {d.tag for d in plan.deletions}


def test_rolling_back(registry: gto.Repository) -> None:
    registry.assign("rf", "prod")
    assert registry.rollback("rf", "prod", message="slow").creations[0].version == "v1.0.0"


def test_in_somebodys_name(repository: Shell, registry: gto.Repository) -> None:
    registry.on_behalf_of("Bo Li", "bo@example.com").register("rf")
    registry.register("nn")
    taggers = repository.git("tag", "--points-at=HEAD", "--format=%(refname:strip=2) %(taggername)").splitlines()
    assert taggers == ["nn@v0.0.1 Jo Tester", "rf@v1.0.1 Bo Li"]


def test_pushing(repository: Shell, registry: gto.Repository, tmp_path: Path) -> None:
    repository.git("clone", "--quiet", "--bare", ".", "../remote.git")
    repository.git("remote", "add", "upstream", "../remote.git")
    done = registry.on_behalf_of("Bo Li", "bo@example.com").pushing("upstream").register("rf")
    assert done.remote == "upstream"
    remote = repository.within(tmp_path / "remote.git")
    assert remote.git("tag", "--list", "rf@v1.0.1", "--format=%(taggername)") == "Bo Li"


class TestInAServer:
    def test_threads_never_share_a_version(self, repository: Shell, registry: gto.Repository) -> None:
        """One object, eight threads: each commit its version, each assignment its counter."""
        commits = [repository.commit(f"c{n}") for n in range(16)]

        def work(commit: str) -> None:
            registry.register("nn", ref=commit)
            registry.assign("nn", f"stage-{commit[:7]}", ref=commit)

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(work, commits))
        tags = [tag for tag in repository.tags() if tag.startswith("nn")]
        assert len(tags) == 32
        versions = {row.version.text for row in registry.show("nn")}
        assert versions == {f"v0.0.{n}" for n in range(1, 17)}
        assert sorted(int(tag.rpartition("#")[2]) for tag in tags if "#" in tag) == list(range(1, 17))

    def test_threads_read_while_others_write(self, repository: Shell, registry: gto.Repository) -> None:
        questions: list[Callable[[], object]] = [
            registry.artifacts,
            registry.history,
            lambda: registry.show("rf"),
            lambda: gto.api.show(repository.path),
            lambda: registry.register("rf", force=True, simple=False),
        ]
        with ThreadPoolExecutor(8) as threads:
            asked = [threads.submit(question) for question in questions * 8]
        assert all(one.result() is not None for one in asked)
        assert len(registry.history("rf")) == 2 + 8

    def test_it_says_nothing_and_changes_nothing_around_it(
        self, repository: Shell, registry: gto.Repository, capfd: pytest.CaptureFixture[str]
    ) -> None:
        before = (dict(os.environ), Path.cwd())
        repository.git("tag", "rf@v7.0.0")  # lightweight, which is odd
        registry.on_behalf_of("Bo Li", "bo@example.com").register("rf")
        registry.artifacts()
        with pytest.raises(VersionExistsForCommit):
            registry.plan_register("rf")
        assert (dict(os.environ), Path.cwd()) == before
        assert capfd.readouterr() == ("", "")

    def test_whoever_listens_hears_of_what_is_odd(self, repository: Shell) -> None:
        heard: list[str] = []
        repository.git("tag", "rf@v7.0.0")
        gto.open(repository.path, notice=lambda odd: heard.extend(oddity.code for oddity in odd)).artifacts()
        assert heard == ["lightweight"]
