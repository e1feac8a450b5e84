"""`gto.api`: the functions of GTO 1.x, called as its callers do and as people write it in a notebook."""

from __future__ import annotations

import inspect
import json
import os
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest

from gto import api, base, ui
from gto.constants import Action, VersionSort
from gto.errors import (
    ArtifactNotFound,
    NoRepo,
    RefNotFound,
    UnknownType,
    VersionAlreadyRegistered,
    WrongArgs,
)
from shell import Shell, new_repository

JO = {"author": "Jo Tester", "author_email": "jo@example.com"}


@pytest.fixture
def repository(tmp_path: Path) -> Shell:
    """c1: rf v1.2.3; c2: rf v1.2.4, staged; then v1.2.3 goes into production again."""
    shell = new_repository(tmp_path / "models")
    shell.commit("c1", minute=1)
    shell.tag("rf@v1.2.3", minute=2)
    shell.commit("c2", minute=3)
    shell.tag("rf@v1.2.4", minute=4)
    shell.tag("rf#staging#1", minute=5)
    shell.tag("rf#production#2", minute=6)
    shell.tag("rf#production#3", at="HEAD~1", minute=7)
    return shell


@pytest.fixture
def here(repository: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The same, and it is the current folder."""
    monkeypatch.chdir(repository.path)
    return repository


class TestTheQuickStart:
    """What a reader of the quick start types: no repository, the current folder."""

    @pytest.fixture
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
        shell = new_repository(tmp_path / "project")
        shell.commit("Initial commit with model.pkl", files={"model.pkl": "dummy_model_content"})
        monkeypatch.chdir(shell.path)
        return shell

    def test_as_written(self, here: Shell, capfd: pytest.CaptureFixture[str]) -> None:
        api.register("my-model", "model.pkl", type="model", description="My first model")
        api.assign("my-model", stage="dev", version="my-model@v0.0.1")
        text = api.show(name="my-model", json=True)
        (version,) = json.loads(text)
        assert (version["version"], version["ref"]) == ("v0.0.1", "my-model@v0.0.1")
        assert [stage["stage"] for stage in version["stages"]] == ["dev"]
        assert text == here.gto("show", "my-model", "--json").out.rstrip("\n")
        assert capfd.readouterr() == ("", "")
        assert here.tags() == ["my-model#dev#1", "my-model@v0.0.1"]

    def test_the_annotation_is_committed_alone(self, here: Shell) -> None:
        """What else is changed, staged or lies about stays as it is."""
        (here.path / "model.pkl").write_text("changed")
        (here.path / "new.py").write_text("new")
        (here.path / "staged.py").write_text("staged")
        here.git("add", "staged.py")
        before = here.git("status", "--porcelain")
        api.register("my-model", "model.pkl", type="model", description="My first model", labels=["cv"])
        assert here.git("show", "--name-only", "--format=%s", "HEAD").split() == ["Annotate", "my-model", "dvc.yaml"]
        assert here.git("status", "--porcelain") == before
        assert (here.path / "dvc.yaml").read_text() == (
            "artifacts:\n  my-model:\n    path: model.pkl\n    type: model\n    desc: My first model\n"
            "    labels:\n      - cv\n"
        )

    def test_the_new_commit_is_registered(self, here: Shell) -> None:
        registration = api.register("my-model", "model.pkl", type="model")
        assert registration.commit_hexsha == here.git("rev-parse", "HEAD")
        assert registration.version == "v0.0.1"

    def test_what_is_said_already_is_not_committed_again(self, here: Shell) -> None:
        api.register("my-model", "model.pkl", type="model")
        head = here.commit("retrained")
        assert api.register("my-model", "model.pkl", type="model").commit_hexsha == head

    def test_a_change_is_committed(self, here: Shell) -> None:
        api.register("my-model", "model.pkl", type="model")
        assert api.register("my-model", "model.pkl", description="Better").version == "v0.0.2"
        assert here.git("rev-list", "--count", "HEAD") == "3"

    def test_nothing_is_said_nothing_is_committed(self, here: Shell) -> None:
        assert api.register("my-model").version == "v0.0.1"
        assert api.register("other", ref="HEAD").version == "v0.0.1"
        assert here.git("rev-list", "--count", "HEAD") == "1"

    @pytest.mark.parametrize(
        ("options", "error"),
        [
            ({"version": "v0.0.1"}, VersionAlreadyRegistered),
            ({"version": "other@v0.0.2"}, WrongArgs),
            ({"type": "no type"}, Exception),
        ],
    )
    def test_a_refused_version_leaves_no_commit(
        self, here: Shell, options: dict[str, str], error: type[Exception]
    ) -> None:
        api.register("my-model")
        head = here.git("rev-parse", "HEAD")
        with pytest.raises(error):
            api.register("my-model", "model.pkl", **{"type": "model", **options})
        assert here.git("rev-parse", "HEAD") == head
        assert here.git("status", "--porcelain") == ""

    def test_configured_types_hold(self, here: Shell) -> None:
        (here.path / ".gto").write_text("types: [dataset]")
        with pytest.raises(UnknownType):
            api.register("my-model", "model.pkl", type="model")

    def test_a_ref_and_an_annotation_exclude_each_other(self, here: Shell) -> None:
        with pytest.raises(WrongArgs, match="cannot be 'main' at the same time"):
            api.register(".", "my-model", "main", type="model")

    def test_the_author_commits_too(self, here: Shell) -> None:
        api.register("my-model", "model.pkl", author="Bo Li", author_email="bo@example.com")
        assert here.git("log", "-1", "--format=%an <%ae>, %cn") == "Bo Li <bo@example.com>, Bo Li"
        assert here.git("tag", "--format=%(taggername)") == "Bo Li"

    def test_in_the_folder_of_a_dvc_yaml(self, here: Shell) -> None:
        (here.path / "cv").mkdir()
        (here.path / "cv" / "net.pt").write_text("weights")
        assert api.register("cv:net", "net.pt", type="model").tag == "cv=net@v0.0.1"
        assert "path: net.pt" in (here.path / "cv" / "dvc.yaml").read_text()
        assert (found := api.describe("cv:net"))
        assert found.path == "net.pt"

    def test_the_branch_is_not_pushed(self, tmp_path: Path, here: Shell) -> None:
        """It may hold commits that nobody else should see yet."""
        here.git("clone", "--quiet", "--bare", ".", "../remote.git")
        here.git("remote", "add", "origin", "../remote.git")
        remote = here.within(tmp_path / "remote.git")
        before = remote.git("rev-parse", "main")
        registration = api.register("my-model", "model.pkl", type="model", push=True)
        assert remote.git("rev-parse", "my-model@v0.0.1^{commit}") == registration.commit_hexsha
        assert remote.git("rev-parse", "main") == before

    def test_on_a_remote(self, tmp_path: Path, here: Shell) -> None:
        """An address always pushes: the commit, then the tag."""
        here.git("clone", "--quiet", "--bare", ".", "../remote.git")
        url = f"file://{tmp_path}/remote.git"
        registration = api.register(repo=url, name="my-model", path="model.pkl", type="model")
        remote = here.within(tmp_path / "remote.git")
        assert remote.git("rev-parse", "main") == registration.commit_hexsha
        assert remote.tags() == ["my-model@v0.0.1"]
        assert here.tags() == []


class TestWriting:
    def test_register(self, repository: Shell) -> None:
        repository.commit("c3", minute=8)
        repo = str(repository.path)
        done = api.register(repo, "rf", "HEAD", bump_minor=True, message="text", **JO)
        tagged = repository.git("log", "-1", "--format=%H", "rf@v1.3.0")
        assert repr(done) == (
            "Registration(priority=3, addition=True, artifact='rf', "
            "created_at=datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.timezone.utc), "
            "author='Jo Tester', author_email='jo@example.com', message='text', "
            f"commit_hexsha='{tagged}', tag='rf@v1.3.0', version='v1.3.0')"
        )

    @pytest.mark.parametrize("version", ["v1.2.4", "rf@v1.2.4", "rf@v1.2.4#7"])
    def test_a_version_may_be_given_as_its_tag(self, repository: Shell, version: str) -> None:
        done = api.assign(repository.path, "rf", "dev", version=version)
        assert (done.version, done.stage, done.tag) == ("v1.2.4", "dev", "rf#dev#4")

    def test_the_tag_of_another_artifact_is_refused(self, repository: Shell) -> None:
        with pytest.raises(WrongArgs, match="is a version of 'other', not of 'rf'"):
            api.assign(repository.path, "rf", "dev", version="other@v1.2.4")

    def test_unassign_deregister_deprecate(self, repository: Shell) -> None:
        repo = repository.path
        assert isinstance(api.unassign(repo, "rf", version="v1.2.4", stage="staging"), base.Unassignment)
        assert isinstance(api.deregister(repo, "rf", version="rf@v1.2.4"), base.Deregistration)
        assert isinstance(api.deprecate(repo, "rf"), base.Deprecation)
        assert repository.tags()[-2:] == ["rf@v1.2.4", "rf@v1.2.4!"]

    def test_deleting_gives_nothing(self, repository: Shell) -> None:
        assert api.deprecate(repository.path, "rf", delete=True) is None
        assert repository.tags() == []

    @pytest.mark.parametrize("which", [{}, {"version": "v1.2.4", "ref": "HEAD"}])
    def test_version_or_ref(self, repository: Shell, which: dict[str, str]) -> None:
        for call in (api.unassign, api.deregister):
            with pytest.raises(WrongArgs, match=r"One and only one of \(version, rev\)"):
                call(repository.path, "rf", **which)
        with pytest.raises(WrongArgs, match="One and only one"):
            api.assign(repository.path, "rf", "dev", **which)

    def test_both_tags_of_an_assignment_carry_the_author(self, repository: Shell) -> None:
        repository.commit("c3")
        api.assign(repository.path, "rf", "dev", ref="HEAD", author="Bo Li", author_email="bo@example.com")
        taggers = repository.git("for-each-ref", "--points-at=HEAD", "--format=%(taggername) %(taggeremail)")
        assert taggers.splitlines()[-2:] == ["Bo Li <bo@example.com>"] * 2

    def test_half_an_author_is_completed_by_git(self, repository: Shell) -> None:
        assert (
            api.assign(repository.path, "rf", "dev", version="v1.2.4", author="Bo Li").author_email == "jo@example.com"
        )

    def test_unknown_refs(self, repository: Shell) -> None:
        for call in (api.register, api.deprecate):
            with pytest.raises(RefNotFound, match="Ref 'nix' was not found in the repository history"):
                call(repository.path, "rf", ref="nix")


class TestWhereItGoes:
    def test_an_object_is_pushed_only_when_told(self, tmp_path: Path, repository: Shell) -> None:
        repository.git("clone", "--quiet", "--bare", ".", "../remote.git")
        repository.git("remote", "add", "origin", "../remote.git")
        remote = repository.within(tmp_path / "remote.git")
        scm = SimpleNamespace(root_dir=str(repository.path))
        api.assign(scm, "rf", "dev", version="v1.2.3")
        assert "rf#dev#4" not in remote.tags()
        api.assign(scm, "rf", "qa", version="v1.2.3", push=True)
        assert [tag for tag in remote.tags() if "qa" in tag or "dev" in tag] == ["rf#qa#5"]

    def test_an_address_always_pushes(self, tmp_path: Path, repository: Shell) -> None:
        repository.git("clone", "--quiet", "--bare", ".", "../remote.git")
        url = f"file://{tmp_path}/remote.git"
        assert api.assign(url, "rf", "dev", version="v1.2.3").tag == "rf#dev#4"
        assert "rf#dev#4" in repository.within(tmp_path / "remote.git").tags()
        assert api.show(url)["rf"]["stage"]["dev"] == "v1.2.3"


class TestReading:
    def test_show(self, repository: Shell) -> None:
        assert api.show(repository.path) == {
            "rf": {
                "version": "v1.2.4",
                "stage": {"production": "v1.2.3", "staging": "v1.2.4"},
                "registered": True,
                "active": True,
            }
        }
        assert api.show(repository.path, table=True) == (
            [{"name": "rf", "latest": "v1.2.4", "#production": "v1.2.3", "#staging": "v1.2.4"}],
            "keys",
        )

    def test_show_versions(self, repository: Shell) -> None:
        shown = api.show(repository.path, "rf@latest")
        assert shown[0]["created_at"] == datetime(2026, 3, 1, 9, 4, tzinfo=timezone.utc)
        rows, _ = api.show(repository.path, "rf", table=True)
        assert [(row["version"], row["stage"]) for row in rows] == [("v1.2.4", "staging"), ("v1.2.3", "production")]

    def test_json_is_what_the_command_prints(self, repository: Shell) -> None:
        for words in ([], ["rf"], ["rf#production"]):
            printed = repository.gto("show", *words, "--json").out
            assert api.show(repository.path, *words, json=True) + "\n" == printed
        with pytest.raises(WrongArgs, match="Either `table` or `json`"):
            api.show(repository.path, json=True, table=True)

    def test_dates_keep_their_offset(self, repository: Shell) -> None:
        repository.having({"GIT_COMMITTER_DATE": "2026-03-01T12:00:00-0330"}).git("tag", "-am", "x", "rf#dev#9")
        newest = api.history(repository.path, "rf")[0]["timestamp"]
        assert newest.isoformat() == "2026-03-01T12:00:00-03:30"
        assert newest.utcoffset() == -timedelta(hours=3, minutes=30)

    def test_history(self, repository: Shell) -> None:
        rows = api.history(repository.path, "rf", ascending=True)
        assert [row["ref"] for row in rows] == [
            "rf@v1.2.3",
            "rf@v1.2.4",
            "rf#staging#1",
            "rf#production#2",
            "rf#production#3",
        ]
        assert list(rows[0])[:5] == ["timestamp", "artifact", "event", "priority", "version"]

    def test_check_ref(self, repository: Shell) -> None:
        (event,) = api.check_ref(repository.path, "refs/tags/rf#production#3")
        assert (event.artifact, event.version, event.stage, event.event) == ("rf", "v1.2.3", "production", "assignment")
        assert api.check_ref(repository.path, "main") == []

    def test_parse_tag(self) -> None:
        assert api.parse_tag("dir=rf#prod!#7") == {
            "name": "dir:rf",
            "stage": "prod",
            "action": Action.UNASSIGN,
            "counter": 7,
        }

    def test_stages(self, repository: Shell) -> None:
        assert api.get_stages(repository.path) == ["production", "staging"]
        assert api.get_stages(repository.path, allowed=True) is None

    def test_latest_version(self, repository: Shell) -> None:
        latest = api.find_latest_version(repository.path, "rf")
        assert (latest.version, latest.ref, latest.is_active) == ("v1.2.4", "rf@v1.2.4", True)
        assert [v.version for v in api.find_latest_version(repository.path, "rf", all=True)] == ["v1.2.4", "v1.2.3"]
        with pytest.raises(ArtifactNotFound):
            api.find_latest_version(repository.path, "nix")

    def test_the_version_in_a_stage_is_the_one_assigned_last(self, repository: Shell) -> None:
        """As `show` has it; GTO 1.x named the highest that ever was there."""
        (found,) = api.find_versions_in_stage(repository.path, "rf", "production")
        (highest,) = api.find_versions_in_stage(repository.path, "rf", "production", sort=VersionSort.SemVer)
        assert (found.version, highest.version) == ("v1.2.3", "v1.2.4")
        assert api.find_versions_in_stage(repository.path, "rf", "nix") is None

    def test_describe(self, repository: Shell) -> None:
        assert api.describe(repository.path, "rf") is None
        repository.commit("c3", files={"artifacts.yaml": "rf: {type: model, path: m.pkl, labels: [a]}"})
        found = api.describe(repository.path, "rf")
        assert repr(found) == (
            "Artifact(type='model', path='m.pkl', virtual=True, labels=['a'], description='', custom=None)"
        )
        assert api.describe(repository.path, "rf@latest") is None

    def test_state(self, repository: Shell) -> None:
        state = api._get_state(repository.path)
        assert repr(state) == (
            "BaseRegistryState(artifacts={'rf': "
            "Artifact(versions=['v1.2.3', 'v1.2.4'], stages=['staging', 'production'])})"
        )
        (held,) = state.which("rf", "production")
        assert held.version == "v1.2.3"

    def test_is_gto_repo(self, repository: Shell, tmp_path: Path) -> None:
        empty = new_repository(tmp_path / "empty")
        assert api._is_gto_repo(repository.path)
        assert not api._is_gto_repo(empty.path)
        (empty.path / ".gto").touch()
        assert api._is_gto_repo(empty.path)
        assert not api._is_gto_repo(tmp_path / "nowhere")

    def test_annotations_come_as_enrichments(self, repository: Shell) -> None:
        repository.commit("c3", files={"artifacts.yaml": "rf: {type: model, path: m.pkl}"})
        version = api.register(repository.path, "rf", "HEAD").version
        found = api.find_latest_version(repository.path, "rf")
        (info,) = found.get_enrichments_info
        assert (found.version, info.source, info.get_object().path) == (version, "gto", "m.pkl")
        assert info.get_dict()["type"] == "model"


class TestTheCaller:
    """The library runs inside servers and notebooks."""

    def test_it_prints_only_when_told_to_somebody_who_listens(
        self, repository: Shell, capfd: pytest.CaptureFixture[str]
    ) -> None:
        api.assign(repository.path, "rf", "a", version="v1.2.3", stdout=True)
        with ui.cli_echo():
            api.assign(repository.path, "rf", "b", version="v1.2.3")
        assert capfd.readouterr() == ("", "")
        with ui.cli_echo():
            api.assign(repository.path, "rf", "c", version="v1.2.3", stdout=True)
        assert capfd.readouterr().out == (
            "Created git tag 'rf#c#6' that assigns stage to version 'v1.2.3'\n"
            "To push the changes upstream, run:\n    git push origin 'rf#c#6'\n"
        )

    def test_the_environment_stays_as_it_is(self, repository: Shell) -> None:
        before, folder = dict(os.environ), Path.cwd()
        api.assign(repository.path, "rf", "dev", version="v1.2.3", author="Bo Li", author_email="bo@example.com")
        api.show(repository.path)
        assert (dict(os.environ), Path.cwd()) == (before, folder)

    def test_a_path_that_is_no_repository(self, tmp_path: Path) -> None:
        for path in (tmp_path, str(tmp_path / "nix"), SimpleNamespace(root_dir=str(tmp_path))):
            with pytest.raises(NoRepo, match="No Git repo found in"):
                api.show(path)


def test_the_signatures_are_those_of_gto_1() -> None:
    """Positions and keywords that worked go on working; what is new has no position."""
    promised = {
        "register": "repo name ref version message simple force bump_major bump_minor bump_patch push stdout author "
        "author_email",
        "assign": "repo name stage version ref name_version message simple force push skip_registration stdout author "
        "author_email",
        "unassign": "repo name ref version stage message stdout simple force delete push author author_email",
        "deregister": "repo name ref version message stdout simple force delete push author author_email",
        "deprecate": "repo name ref message stdout simple force delete push author author_email",
        "show": "repo name truncate_hexsha registered_only deprecated assignments_per_version versions_per_stage sort "
        "table",
        "history": "repo artifact ascending table truncate_hexsha",
        "check_ref": "repo ref",
        "parse_tag": "name",
        "get_stages": "repo allowed used",
        "find_latest_version": "repo name all registered",
        "find_versions_in_stage": "repo name stage assignments_per_version versions_per_stage registered_only",
        "describe": "repo name rev",
        "_show_versions": "repo name ref raw registered_only deprecated assignments_per_version versions_per_stage "
        "sort table truncate_hexsha",
        "_get_state": "repo",
        "_is_gto_repo": "repo",
    }
    for name, words in promised.items():
        parameters = inspect.signature(getattr(api, name)).parameters.values()
        positions = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
        assert positions[: len(words.split())] == words.split(), name
    assert set(api.__all__) == {name for name in promised if not name.startswith("_")}
