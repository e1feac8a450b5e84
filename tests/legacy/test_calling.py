"""With a repository in front, or without one: which of the two a call is, and what is refused as neither."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from gto import api
from gto.errors import AmbiguousArg, NoRepo
from gto.legacy.calling import repository_may_be_left_out
from shell import Shell, new_repository


@repository_may_be_left_out(complete=("repo", "name", "ref"), short=("name", "path"))
def register(
    repo: Any, name: str, ref: str = "HEAD", version: str | None = None, *, path: str | None = None
) -> dict[str, Any]:
    return {key: value for key, value in locals().items() if value not in (None, "HEAD")}


@repository_may_be_left_out()
def assign(repo: Any, name: str, stage: str, version: str | None = None) -> dict[str, Any]:
    return {key: value for key, value in locals().items() if value is not None}


@repository_may_be_left_out()
def show(repo: Any, name: str | None = None) -> dict[str, Any]:
    return {key: value for key, value in locals().items() if value is not None}


def call(*args: Any, **options: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, options


@pytest.mark.parametrize(
    ("function", "given", "meant"),
    [
        # complete as GTO 1.x wants it: the repository is in front
        (register, call("a", "b", "c"), {"repo": "a", "name": "b", "ref": "c"}),
        (register, call("a", "b", ref="c"), {"repo": "a", "name": "b", "ref": "c"}),
        (register, call("a", "b", "c", "v1"), {"repo": "a", "name": "b", "ref": "c", "version": "v1"}),
        (assign, call("a", "b", "c"), {"repo": "a", "name": "b", "stage": "c"}),
        (assign, call("a", "b", stage="c"), {"repo": "a", "name": "b", "stage": "c"}),
        (assign, call("a", stage="c", name="b"), {"repo": "a", "name": "b", "stage": "c"}),
        (show, call("a"), {"repo": "a"}),
        (show, call("a", "b"), {"repo": "a", "name": "b"}),
        # not complete: the current folder
        (register, call("b"), {"repo": ".", "name": "b"}),
        (register, call("b", "p"), {"repo": ".", "name": "b", "path": "p"}),
        (register, call("b", ref="c"), {"repo": ".", "name": "b", "ref": "c"}),
        (register, call(name="b", path="p"), {"repo": ".", "name": "b", "path": "p"}),
        (assign, call("b", "c"), {"repo": ".", "name": "b", "stage": "c"}),
        (assign, call("b", stage="c", version="v1"), {"repo": ".", "name": "b", "stage": "c", "version": "v1"}),
        (show, call(), {"repo": "."}),
        (show, call(name="b"), {"repo": ".", "name": "b"}),
        # the repository by its name
        (register, call("b", repo="a"), {"repo": "a", "name": "b"}),
        (register, call(repo="a", name="b", path="p"), {"repo": "a", "name": "b", "path": "p"}),
        (assign, call("b", "c", repo="a"), {"repo": "a", "name": "b", "stage": "c"}),
        (show, call("b", repo="a"), {"repo": "a", "name": "b"}),
    ],
)
def test_the_shape_decides(function: Any, given: Any, meant: dict[str, Any]) -> None:
    args, options = given
    assert function(*args, **options) == meant


def test_what_lies_on_the_disk_decides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the artifact's name is no reason to take it for a repository."""
    (tmp_path / "churn").mkdir()
    monkeypatch.chdir(tmp_path)
    assert register("churn", "model.pkl") == {"repo": ".", "name": "churn", "path": "model.pkl"}


@pytest.mark.parametrize(
    "repository",
    [
        ".",
        "..",
        Path("churn"),
        SimpleNamespace(root_dir="churn"),
        "git@example.com:churn.git",
        "https://example.com/churn",
    ],
    ids=str,
)
def test_a_repository_is_no_name(repository: Any) -> None:
    """Whoever puts a repository in front and forgets the ref does not get an artifact of that name."""
    with pytest.raises(AmbiguousArg, match=r"is a repository; with one in front, register\(\) needs `ref`"):
        register(repository, "churn")


def test_the_top_folder_of_a_repository_is_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_repository(tmp_path / "churn")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AmbiguousArg) as refused:
        assign("churn", "prod")
    assert refused.value.hint == "if an artifact is meant, name the arguments: assign(name=…)"
    assert assign(name="churn", stage="prod") == {"repo": ".", "name": "churn", "stage": "prod"}


def test_a_name_with_a_folder_is_no_address() -> None:
    """`cv:net` could be a host and a path; with a user it is."""
    assert register("cv:net", "net.pt") == {"repo": ".", "name": "cv:net", "path": "net.pt"}


def test_behind_a_named_repository_a_second_position_can_be_two_things() -> None:
    with pytest.raises(AmbiguousArg, match="'x' can be the `ref` or the `path`") as refused:
        register("churn", "x", repo=".")
    assert refused.value.hint == "say which: ref='x' or path='x'"


@pytest.mark.parametrize(
    ("function", "given", "says"),
    [
        (register, call(), "missing 1 required positional argument: 'name'"),
        (register, call("b", name="b"), "multiple values for argument 'name'"),
        (assign, call("b"), "missing 1 required positional argument: 'stage'"),
        (assign, call("b", color="red", stage="c"), "unexpected keyword argument 'color'"),
        (show, call("a", "b", "c"), "takes 1 arguments beside `repo`, not 3"),
    ],
)
def test_what_fits_neither_form_is_a_type_error(function: Any, given: Any, says: str) -> None:
    args, options = given
    with pytest.raises(TypeError, match=says.replace("(", r"\(")):
        function(*args, **options)


class TestInPractice:
    @pytest.fixture
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
        shell = new_repository(tmp_path)
        shell.commit("c1")
        shell.tag("churn@v1.0.0", minute=1)
        shell.tag("churn#prod#1", minute=2)
        monkeypatch.chdir(tmp_path)
        return shell

    def test_every_function_does_without_a_repository(self, here: Shell) -> None:
        assert list(api.show()) == ["churn"]
        assert len(api.show(name="churn")) == 1
        assert len(api.history()) == 2
        assert len(api.history(artifact="churn")) == 2
        assert len(api.check_ref("churn#prod#1")) == 1
        assert api.get_stages() == ["prod"]
        assert api.get_stages(used=True) == ["prod"]
        assert api.find_latest_version("churn").version == "v1.0.0"
        assert api.find_versions_in_stage("churn", "prod")[0].version == "v1.0.0"
        assert api.describe("churn") is None
        assert list(api._get_state().artifacts) == ["churn"]
        assert api._is_gto_repo()
        assert api.unassign("churn", version="v1.0.0", stage="prod").tag == "churn#prod!#2"
        assert api.deregister("churn", version="v1.0.0").tag == "churn@v1.0.0!"
        assert api.deprecate("churn").tag == "churn@deprecated"

    def test_an_artifact_where_the_repository_goes(self, here: Shell) -> None:
        """`show` with one argument always takes it for the repository; the error knows what may have been meant."""
        with pytest.raises(NoRepo, match="No Git repo found in 'churn'") as refused:
            api.show("churn")
        assert refused.value.hint == "the first argument is the repository; an artifact: name='churn'"
