"""Where experiments are run: made of what is there, removed whole, and pushed to where nothing is yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gto.errors import CannotEdit
from gto_studio.errors import NotFound, WrongInput
from gto_studio.running import workplaces
from gto_studio.running.server import Work
from shell import Shell, new_repository

PARAMS = "train:\n  lr: 0.1  # careful\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A clone whose remote is beside it."""
    new_repository(tmp_path / "remote.git", "--bare")
    shell = new_repository(tmp_path / "work")
    shell.git("remote", "add", "origin", "../remote.git")
    shell.commit("first", files={"params.yaml": PARAMS, "sub/note.txt": "hello"})
    shell.git("push", "--quiet", "origin", "main")
    return shell


def a_work(shell: Shell, **values: object) -> Work:
    given: dict[str, object] = {
        "id": "1", "claim": "c", "lease_seconds": 60.0, "project": "p", "project_name": "p",
        "repository_url": str(shell.path.parent / "remote.git"), "directory": "",
        "baseline": shell.git("rev-parse", "HEAD"), "name": "half", "params": {}, "data": {}, "command": None,
        "time_limit": 60.0, "author": "Mia", "author_email": "mia@example.com", "taken_over": False,
    }  # fmt: skip
    return Work(**{**given, **values})  # type: ignore[arg-type]


def test_somebodys_clone_is_known_by_its_addresses(shell: Shell, tmp_path: Path) -> None:
    remote = str(tmp_path / "remote.git")
    assert set(workplaces.addresses_of(str(shell.path)).values()) == {str(shell.path), remote}
    work = a_work(shell)
    mine = workplaces.source(work, [str(shell.path)], tmp_path / "kept")
    assert mine == workplaces.Source(str(shell.path), remote, own=False)
    assert not (tmp_path / "kept").exists()
    itself = workplaces.source(a_work(shell, repository_url=str(shell.path)), [str(shell.path)], tmp_path / "kept")
    assert itself.url == str(shell.path)


def test_a_copy_of_our_own_is_kept_and_brought_up_to_date(shell: Shell, tmp_path: Path) -> None:
    for _ in range(2):
        source = workplaces.source(a_work(shell), [], tmp_path / "kept")
        head = shell.git("rev-parse", "HEAD")
        assert source.own
        assert shell.within(Path(source.path)).git("rev-parse", "main") == head
        shell.commit("second", minute=1)
        shell.git("push", "--quiet", "origin", "main")


def test_a_place_is_the_baseline_with_what_is_to_be_changed(shell: Shell, tmp_path: Path) -> None:
    work = a_work(shell, params={"params.yaml": {"train.lr": 0.5}})
    source = workplaces.source(work, [str(shell.path)], tmp_path)
    with workplaces.workplace(work, source, tmp_path) as place:
        workplaces.change(work, place)
        here = shell.within(Path(place.root))
        assert here.git("rev-parse", "HEAD") == work.baseline
        assert (here.path / "params.yaml").read_text() == PARAMS.replace("0.1", "0.5")
        here.git("commit", "--quiet", "--all", "--message", "made")
        assert here.git("show", "--no-patch", "--format=%an <%ae>") == "Mia <mia@example.com>"
        made = here.git("rev-parse", "HEAD")
        here.git("update-ref", work.ref, made)
        assert workplaces.result(place, work.ref) == made
        assert workplaces.there(source, work.ref) is None
        assert workplaces.publish(place, work.ref, made) == made
        # somebody else was quicker: theirs stays
        assert workplaces.publish(place, work.ref, work.baseline) == made
    assert workplaces.there(source, work.ref) == made
    assert list((tmp_path / "runs").iterdir()) == []
    assert shell.git("status", "--porcelain") == ""
    assert shell.git("for-each-ref", "refs/exps") == ""


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"params": {"params.yaml": {"train.lr": "high"}}}, WrongInput),
        ({"params": {"../params.yaml": {"lr": 1}}}, CannotEdit),
        ({"params": {"none.yaml": {"lr": 1}}}, WrongInput),
        ({"data": {"data.csv": {"hash": "a" * 32}}}, WrongInput),
        ({"directory": "nowhere"}, NotFound),
        ({"baseline": "d" * 40}, NotFound),
    ],
)
def test_what_cannot_be_made_leaves_nothing(
    shell: Shell, tmp_path: Path, fields: dict[str, object], error: type[Exception]
) -> None:
    work = a_work(shell, **fields)
    source = workplaces.source(work, [str(shell.path)], tmp_path)
    with pytest.raises(error), workplaces.workplace(work, source, tmp_path) as place:
        workplaces.change(work, place)
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_baseline_that_only_the_remote_has(shell: Shell, tmp_path: Path) -> None:
    other = shell.within(tmp_path / "other")
    shell.git("clone", "--quiet", "../remote.git", other.path)
    made = other.commit("theirs", minute=1)
    other.git("push", "--quiet", "origin", f"{made}:refs/exps/{'0' * 2}/{'0' * 38}/theirs")
    work = a_work(shell, baseline=made)
    source = workplaces.source(work, [str(shell.path)], tmp_path)
    with workplaces.workplace(work, source, tmp_path) as place:
        assert shell.within(Path(place.root)).git("rev-parse", "HEAD") == made


def test_what_a_killed_runner_left_is_removed_and_no_other(shell: Shell, tmp_path: Path) -> None:
    left = tmp_path / "runs" / "left"
    (left / "repository").mkdir(parents=True)
    work = a_work(shell)
    source = workplaces.source(work, [str(shell.path)], tmp_path)
    with workplaces.workplace(work, source, tmp_path) as place:
        code = "import sys; from pathlib import Path; from gto_studio.running import workplaces as w; "
        code += "print(w.clear_leftovers(Path(sys.argv[1])))"
        done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True)
        assert done.stdout == "1\n"
        assert Path(place.root).exists()
    assert list((tmp_path / "runs").iterdir()) == []
