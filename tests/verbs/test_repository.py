"""gto.open: what a registry can be asked, and what can be done to it, from Python."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import gto
from gto import errors
from gto.registry.events import Moment
from gto.registry.oddities import Oddity
from gto.verbs.repository import open_repository
from shell import Shell, new_repository


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "project")
    shell.commit("first", files={"dvc.yaml": "artifacts:\n  planned: {path: p.pkl}\n  nn: {path: n.pkl}\n"})
    shell.tag("nn@v1.0.0", minute=1)
    shell.tag("nn#prod#1", minute=2)
    shell.commit("second", minute=3)
    shell.tag("nn@v2.0.0", minute=4)
    shell.tag("nn#prod#2", minute=5)
    return shell


@pytest.fixture
def repository(shell: Shell) -> gto.Repository:
    return gto.open(shell.path)


class TestOpen:
    def test_takes_a_path_a_folder_in_it_or_an_object_with_root_dir(self, shell: Shell) -> None:
        for given in (shell.path, str(shell.path), str(shell.path / ".git"), SimpleNamespace(root_dir=str(shell.path))):
            assert gto.open(given).place.root == str(shell.path)

    def test_says_what_it_opened(self, shell: Shell, repository: gto.Repository) -> None:
        assert repr(repository) == f"Repository('{shell.path}')"
        assert not repository.is_remote

    def test_refuses_a_folder_without_a_repository(self, tmp_path: Path) -> None:
        with pytest.raises(errors.NoRepo):
            gto.open(tmp_path)

    def test_takes_an_address_and_tells_before_asking_it(self, shell: Shell) -> None:
        told: list[str] = []
        address = f"file://{shell.path}"
        remote = open_repository(address, tell=told.append)
        assert (remote.is_remote, told, repr(remote)) == (True, [f"Asking {address}"], f"Repository('{address}')")
        assert [row.artifact for row in remote.artifacts() if row.registered] == ["nn"]


class TestQuestions:
    def test_artifacts(self, repository: gto.Repository) -> None:
        assert [(row.artifact, row.latest, row.stages, row.registered) for row in repository.artifacts()] == [
            ("nn", "v2.0.0", {"prod": ("v2.0.0",)}, True),
            ("planned", None, {"prod": ()}, False),
        ]

    @pytest.mark.parametrize(
        ("name", "versions"),
        [("nn", ["v2.0.0", "v1.0.0"]), ("nn@latest", ["v2.0.0"]), ("nn#prod", ["v2.0.0"]), ("nn@v9.9.9", [])],
    )
    def test_versions(self, repository: gto.Repository, name: str, versions: list[str]) -> None:
        assert [row.version.text for row in repository.show(name)] == versions

    def test_an_unknown_artifact(self, repository: gto.Repository) -> None:
        for ask in (repository.show, repository.find):
            with pytest.raises(errors.ArtifactNotFound):
                ask("zz")
        assert repository.history("zz") == []

    def test_history_and_what_a_tag_did(self, repository: gto.Repository) -> None:
        tags = [row.event.tag for row in repository.history()]
        assert tags == ["nn#prod#2", "nn@v2.0.0", "nn#prod#1", "nn@v1.0.0"]
        assert [row.event.tag for row in repository.history("nn", ascending=True)] == tags[::-1]
        [row] = repository.check_ref("refs/tags/nn#prod#1")
        assert (row.event.action, row.version) == ("assign", "v1.0.0")
        assert repository.check_ref("main") == repository.check_ref("nn@v9.9.9") == []

    def test_stages_are_those_configured_or_those_in_use(self, shell: Shell) -> None:
        assert gto.open(shell.path).stages() == ["prod"]
        assert gto.open(shell.path).stages(allowed=True) is None
        (shell.path / ".gto").write_text("stages: [dev, prod]\n")
        assert gto.open(shell.path).stages() == gto.open(shell.path).stages(allowed=True) == ["dev", "prod"]
        assert gto.open(shell.path).stages(used=True) == ["prod"]
        with pytest.raises(errors.WrongArgs):
            gto.open(shell.path).stages(used=True, allowed=True)

    def test_what_is_written_about_an_artifact(self, repository: gto.Repository) -> None:
        found = repository.describe("nn#prod")
        assert found is not None
        assert (found.artifact, found.path) == ("nn", "n.pkl")
        assert repository.describe("zz") is None
        with pytest.raises(errors.WrongArgs):
            repository.describe("nn#prod", rev="HEAD")
        assert repository.describe("nn", rev="HEAD~") == found

    @pytest.mark.parametrize(
        ("text", "minute"), [("nn#prod#1", 2), ("HEAD", 3), ("2026-03-01T09:07Z", 7), ("HEAD~1", 0), ("nn@v1.0.0", 1)]
    )
    def test_a_point_in_time_is_a_date_a_tag_or_a_commit(
        self, repository: gto.Repository, text: str, minute: int
    ) -> None:
        assert repository.moment(text) == Moment(1_772_355_600 + 60 * minute)

    def test_anything_else_is_none(self, repository: gto.Repository) -> None:
        with pytest.raises(errors.RefNotFound) as refused:
            repository.moment("yesterday")
        assert "--at takes a date" in (refused.value.hint or "")

    def test_the_past_is_as_it_was(self, repository: gto.Repository) -> None:
        then = repository.moment("nn#prod#1")
        [row] = repository.artifacts(at=then)
        assert (row.latest, row.stages) == ("v1.0.0", {"prod": ("v1.0.0",)})
        assert len(repository.history(at=then)) == 2
        assert repository.stages(at=repository.moment("nn@v1.0.0")) == []

    def test_odd_tags_are_noticed(self, shell: Shell) -> None:
        shell.git("tag", "nn@v3.0.0")
        noticed: list[Oddity] = []
        open_repository(shell.path, notice=noticed.extend).artifacts()
        assert [odd.code for odd in noticed] == ["lightweight"]


class TestChanges:
    def test_a_plan_changes_nothing_and_carrying_it_out_makes_what_it_said(self, shell: Shell) -> None:
        shell.commit("third")
        repository, before = gto.open(shell.path), shell.tags()
        plan = repository.plan_assign("nn", "prod")
        assert shell.tags() == before
        done = repository.assign("nn", "prod")
        assert [c.tag for c in done.creations] == list(plan.tags) == ["nn@v2.0.1", "nn#prod#3"]
        assert sorted(shell.tags()) == sorted([*before, *plan.tags])

    def test_every_verb_has_its_plan(self, repository: gto.Repository) -> None:
        assert repository.plan_register("nn", ref="HEAD~", force=True).tags
        assert repository.plan_unassign("nn", "prod").tags == ("nn#prod!#3",)
        assert repository.plan_deregister("nn", version="v1.0.0").tags == ("nn@v1.0.0!",)
        assert repository.plan_deprecate("nn").tags == ("nn@deprecated",)
        [back] = repository.plan_rollback("nn", "prod").creations
        assert (back.tag, back.version) == ("nn#prod#3", "v1.0.0")

    def test_what_was_written_is_seen_at_once(
        self, repository: gto.Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-01T09:09:00+0000")
        repository.deprecate("nn")
        assert [row.artifact for row in repository.artifacts()] == ["planned"]

    def test_a_date_that_is_set_to_nothing_is_no_date_and_the_newest_tag_is_dated_as_such(
        self, repository: gto.Repository, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"@{int(time.time()) + 5} +0000")  # by a clock that is a little fast
        repository.deregister("nn", version="v1.0.0")
        monkeypatch.setenv("GIT_COMMITTER_DATE", "")
        repository.deprecate("nn")
        assert [row.event.tag for row in repository.history("nn")][:2] == ["nn@deprecated", "nn@v1.0.0!"]

    def test_somebody_elses_name_can_be_on_a_tag(self, shell: Shell, repository: gto.Repository) -> None:
        repository.on_behalf_of("Ann", "ann@example.com").register("zz")
        repository.on_behalf_of("Bo", None).register("yy")
        names = "%(taggername) %(taggeremail)"
        assert shell.git("for-each-ref", f"--format={names}", "refs/tags/zz*") == "Ann <ann@example.com>"
        assert shell.git("for-each-ref", f"--format={names}", "refs/tags/yy*") == "Bo <jo@example.com>"

    def test_pushing_writes_to_the_remote_too(self, shell: Shell, tmp_path: Path) -> None:
        remote = new_repository(tmp_path / "remote.git", "--bare")
        shell.git("remote", "add", "origin", str(remote.path))
        gto.open(shell.path).pushing().register("zz")
        assert remote.tags() == ["zz@v0.0.1"]
        assert "zz@v0.0.1" in shell.tags()

    def test_the_settings_are_kept_to(self, shell: Shell) -> None:
        (shell.path / ".gto").write_text("stages: [dev]\n")
        with pytest.raises(errors.UnknownStage):
            gto.open(shell.path).assign("nn", "prod")
