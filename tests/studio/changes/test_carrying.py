"""Changes on real remotes: done means that the tags are there; anything else says why, and leaves nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gto_studio.changes import carrying
from gto_studio.mirrors.visiting import Mirror
from gto_studio.rules.schedule import Retry
from gto_studio.store.connection import Store
from gto_studio.store.owned import changes, jobs
from gto_studio.store.owned.changes import ChangeRow
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.repositories import RepositoryRow
from servers import Remote
from servers.fixtures import PASSWORD, USER
from shell import new_repository
from studio.rows import NOW, a_repository

from .desk import Desk


class Team:
    """A repository that people change through Studio: ask, carry out, look."""

    def __init__(self, store: Store, remote: Remote, folder: Path) -> None:
        self.remote = remote
        self.desk = Desk(store, folder / "mirrors")
        self.clone = new_repository(folder / "clone")
        self.first = self.clone.commit("train")
        self.second = self.clone.commit("retrain", minute=1)
        self.publish("main")
        url = remote.path.as_uri() if remote.kind == "file" else remote.url
        secret = {"username": USER, "secret": PASSWORD.encode()} if remote.kind == "http" else {}
        with store.writing() as connection:
            self.repository = a_repository(connection, url, **secret).id

    def publish(self, *refs: str) -> None:
        self.clone.having(self.remote.env).git("push", "--quiet", self.remote.url, *refs)

    def ask(self, **request: Any) -> str:
        """Ask for a change; its id."""
        row = ChangeRow(
            id=new_id(), repository=self.repository, person=None, author="Ada Example", author_email="ada@example.com",
            request={"artifact": "churn", **request}, state="queued", planned=[], tags=[], error=None, created=NOW,
            ended=None,
        )  # fmt: skip
        with self.desk.store.writing() as connection:
            changes.add(connection, row)
        return row.id

    def work(self) -> None:
        """Carry out what is due; what a killed worker had in hand, as soon as its time is up."""

        def nothing_left() -> bool:
            self.desk.worker().run_due()
            with self.desk.store.reading() as connection:
                waiting = [job for job in jobs.every(connection, jobs.CHANGE) if job.wanted > job.done]
            return not any(job.not_before <= time.time() or job.lease_until for job in waiting)

        self.until(nothing_left)

    def row(self, id: str) -> ChangeRow:
        with self.desk.store.reading() as connection:
            return changes.get(connection, id)

    def do(self, **request: Any) -> ChangeRow:
        """Ask for a change, carry it out, and give it as it is afterwards."""
        id = self.ask(**request)
        self.work()
        return self.row(id)

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 300
        while not holds():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def begin(self, name: str, holds: Callable[[], bool]) -> subprocess.Popen[bytes]:
        """A worker that has begun, once something holds."""
        worker = self.desk.elsewhere(name)
        self.until(lambda: holds() or worker.poll() is not None)
        assert worker.poll() is None
        return worker


@pytest.fixture(autouse=True)
def time_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens later is dated later, as it is outside of tests."""
    monkeypatch.delenv("GIT_COMMITTER_DATE")


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "SOMEBODY_WAITS", Retry(first_seconds=0.3, longest_seconds=0.3, tries=5))


@pytest.fixture
def team(store: Store, file_remote: Remote, tmp_path: Path) -> Team:
    return Team(store, file_remote, tmp_path)


@pytest.fixture
def lite(file_remote: Remote, tmp_path: Path) -> Iterator[Team]:
    """For what the database has no part in: one engine is enough."""
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    store.prepare()
    yield Team(store, file_remote, tmp_path)
    store.close()


def kill(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()


# --- it is done -----------------------------------------------------------------------------------------------------


def test_the_tag_is_there_in_the_name_of_who_asked(team: Team) -> None:
    row = team.do(action="register", commit=team.first, message="The first one", expected=["churn@v0.0.1"])
    (tag,) = row.tags
    assert (row.state, row.error, tag["tag"], tag["commit"]) == ("done", None, "churn@v0.0.1", team.first)
    said = team.remote.git("cat-file", "tag", "churn@v0.0.1")
    assert "\ntagger Ada Example <ada@example.com> " in said
    assert said.endswith("\n\nThe first one\n")
    assert tag["object"] == team.remote.git("rev-parse", "churn@v0.0.1").strip()
    with team.desk.store.reading() as connection:
        assert jobs.of(connection, jobs.SYNC, [team.repository])[team.repository].wanted == 2


def test_every_action_is_what_gto_makes_of_it(lite: Team) -> None:
    for request in (
        {"action": "register", "commit": lite.first, "version": "v1.0.0"},
        {"action": "assign", "stage": "dev", "version": "v1.0.0"},
        {"action": "assign", "stage": "prod", "commit": lite.second},
        {"action": "unassign", "stage": "dev", "version": "v1.0.0"},
        {"action": "deregister", "version": "v1.0.0"},
        {"action": "deprecate"},
    ):
        assert lite.do(**request).error is None
    history = lite.clone.having(lite.remote.env).gto("history", "--repo", lite.remote.url, "--plain", "--asc")
    assert [line.split()[3:6] for line in history.lines[1:]] == [
        ["registration", "v1.0.0", "-"],
        ["assignment", "v1.0.0", "dev"],
        ["registration", "v1.0.1", "-"],
        ["assignment", "v1.0.1", "prod"],
        ["unassignment", "v1.0.0", "dev"],
        ["deregistration", "v1.0.0", "-"],
        ["deprecation", "-", "-"],
    ]


def test_over_http_with_a_password(store: Store, http_remote: Remote, tmp_path: Path) -> None:
    http_remote.configure("http.receivepack", "true")
    team = Team(store, http_remote, tmp_path)
    assert team.do(action="register", commit=team.first).state == "done"
    assert http_remote.tags() == ["churn@v0.0.1"]


def test_what_ended_is_not_done_again(lite: Team) -> None:
    id = lite.ask(action="register", commit=lite.first)
    lite.work()
    before = lite.row(id)
    lite.work()
    assert lite.row(id) == before


# --- it is refused --------------------------------------------------------------------------------------------------


def test_what_the_registry_refuses(team: Team) -> None:
    team.do(action="register", commit=team.first)
    row = team.do(action="register", commit=team.first)
    assert row.error is not None
    assert (row.state, row.error["code"], row.tags) == ("failed", "commit-taken", [])
    assert team.remote.tags() == ["churn@v0.0.1"]


def test_a_preview_that_is_out_of_date(lite: Team) -> None:
    lite.do(action="register", commit=lite.first)
    row = lite.do(action="register", commit=lite.second, expected=["churn@v0.0.1"])
    assert row.error is not None
    assert (row.error["code"], row.error["tags"], row.tags) == ("changed-meanwhile", ["churn@v0.0.2"], [])
    assert lite.remote.tags() == ["churn@v0.0.1"]


@pytest.mark.parametrize(
    ("obstacle", "says"),
    [
        (lambda remote: remote.protect("refs/tags/churn@*", "tags are for the release team"), "release team"),
        (lambda remote: remote.refuse_pushes("closed for the holidays"), "closed for the holidays"),
    ],
    ids=["protected tag", "hook"],
)
def test_a_server_that_refuses(lite: Team, obstacle: Callable[[Remote], None], says: str) -> None:
    obstacle(lite.remote)
    row = lite.do(action="register", commit=lite.first)
    assert row.error is not None
    assert row.error["code"] == "push-refused"
    assert row.error["message"].startswith("The repository refused churn@v0.0.1: ")
    assert says in row.error["message"]
    lite.remote.accept_pushes()
    assert lite.remote.tags() == []
    assert lite.do(action="register", commit=lite.first).state == "done"


def test_a_second_tag_that_is_refused_leaves_the_first_and_says_so(lite: Team) -> None:
    lite.remote.protect("refs/tags/churn#*")
    row = lite.do(action="assign", stage="prod", commit=lite.first)
    assert row.error is not None
    assert "The repository refused churn#prod#1" in row.error["message"]
    assert row.error["hint"].startswith("churn@v0.0.1 had been made before and stays; ")
    assert (row.state, [tag["tag"] for tag in row.tags]) == ("failed", ["churn@v0.0.1"])
    assert lite.remote.tags() == ["churn@v0.0.1"]


def test_credentials_that_may_not_write(store: Store, http_remote: Remote, tmp_path: Path) -> None:
    if not store.is_sqlite:
        pytest.skip("the database has no part in it")
    team = Team(store, http_remote, tmp_path)
    http_remote.configure("http.receivepack", "false")
    row = team.do(action="register", commit=team.first)
    assert row.error is not None
    assert row.error["message"].startswith("The repository does not let this server write")
    assert "Git connections" in row.error["hint"]
    assert PASSWORD not in str(row)
    assert http_remote.tags() == []


def test_a_repository_that_is_gone(lite: Team) -> None:
    lite.remote.path.rename(lite.remote.path.with_suffix(".gone"))
    row = lite.do(action="register", commit=lite.first)
    assert row.error is not None
    assert (row.state, row.error["code"]) == ("failed", "no-repository-there")


def test_a_tag_that_the_server_takes_away_again(lite: Team) -> None:
    """It said yes; only reading back tells."""
    hook = lite.remote.path / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ngit update-ref -d refs/tags/churn@v0.0.1\n")
    hook.chmod(0o755)
    row = lite.do(action="register", commit=lite.first)
    assert row.error is not None
    assert (row.state, row.error["code"]) == ("failed", "not-read-back")


# --- somebody else is at it, too ------------------------------------------------------------------------------------


def test_two_people_get_two_versions(team: Team) -> None:
    ids = [team.ask(action="register", commit=commit) for commit in (team.first, team.second)]
    workers = [team.desk.elsewhere(name) for name in ("one", "two")]
    team.until(lambda: all(team.row(id).ended for id in ids))
    for worker in workers:
        kill(worker)
    assert [team.row(id).state for id in ids] == ["done", "done"]
    assert team.remote.tags() == ["churn@v0.0.1", "churn@v0.0.2"]
    made = {team.row(id).tags[0]["commit"]: team.row(id).tags[0]["tag"] for id in ids}
    assert made == {team.remote.git("rev-parse", f"{tag}^{{commit}}").strip(): tag for tag in team.remote.tags()}


def test_two_people_who_confirmed_the_same_number_get_one_version_and_one_refusal(lite: Team) -> None:
    expected = ["churn@v0.0.1"]
    ids = [lite.ask(action="register", commit=commit, expected=expected) for commit in (lite.first, lite.second)]
    workers = [lite.desk.elsewhere(name) for name in ("one", "two")]
    lite.until(lambda: all(lite.row(id).ended for id in ids))
    for worker in workers:
        kill(worker)
    rows = [lite.row(id) for id in ids]
    assert sorted(row.state for row in rows) == ["done", "failed"]
    assert [row.error["code"] for row in rows if row.error] == ["changed-meanwhile"]
    assert lite.remote.tags() == expected


# --- a worker is killed ---------------------------------------------------------------------------------------------


def hold_back(remote: Remote, hook: str) -> tuple[Path, Path]:
    """Let a hook of the remote wait: (the file that says it does, the file that lets it go on)."""
    waiting, free = remote.path.with_suffix(".waiting"), remote.path.with_suffix(".free")
    file = remote.path / "hooks" / hook
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\ntouch {waiting}\nwhile [ ! -e {free} ]; do sleep 0.02; done\n")
    file.chmod(0o755)
    return waiting, free


def test_killed_after_the_push_it_is_found_to_be_done(team: Team) -> None:
    waiting, free = hold_back(team.remote, "post-receive")
    id = team.ask(action="register", commit=team.first)
    kill(team.begin("one", waiting.exists))
    assert team.row(id).state == "running"
    free.touch()
    team.work()
    row = team.row(id)
    assert (row.state, [tag["tag"] for tag in row.tags]) == ("done", ["churn@v0.0.1"])
    assert row.tags[0]["object"] == row.planned[0]["object"] == team.remote.git("rev-parse", "churn@v0.0.1").strip()
    assert team.remote.tags() == ["churn@v0.0.1"]


def test_killed_during_the_push_there_is_one_tag_whoever_makes_it(lite: Team) -> None:
    """The git that the dead worker had started may push yet, while the next worker is at it."""
    waiting, free = hold_back(lite.remote, "pre-receive")
    id = lite.ask(action="register", commit=lite.first)
    kill(lite.begin("one", waiting.exists))
    second = lite.begin("two", lambda: len(lite.row(id).planned) == 2)
    free.touch()
    lite.until(lambda: lite.row(id).ended is not None)
    kill(second)
    row = lite.row(id)
    assert (row.state, [tag["tag"] for tag in row.tags]) == ("done", ["churn@v0.0.1"])
    assert lite.remote.tags() == ["churn@v0.0.1"]
    assert row.tags[0]["object"] == lite.remote.git("rev-parse", "churn@v0.0.1").strip()


def test_killed_between_two_tags_the_second_one_is_made(lite: Team) -> None:
    waiting, free = hold_back(lite.remote, "update")
    (lite.remote.path / "hooks" / "update").write_text(
        f"#!/bin/sh\ncase $1 in *prod*) touch {waiting}; while [ ! -e {free} ]; do sleep 0.02; done; exit 1;; esac\n"
    )
    id = lite.ask(action="assign", stage="prod", commit="main", expected=["churn@v0.0.1", "churn#prod#1"])
    kill(lite.begin("one", waiting.exists))
    free.touch()
    lite.until(lambda: not list((lite.remote.path / "objects").glob("tmp_objdir*")))
    lite.remote.accept_pushes()
    lite.clone.commit("somebody goes on", minute=2)
    lite.publish("main")
    lite.work()
    row = lite.row(id)
    assert (row.error, row.state) == (None, "done")
    assert [tag["tag"] for tag in row.tags] == ["churn@v0.0.1", "churn#prod#1"]
    assert {tag["commit"] for tag in row.tags} == {lite.second}
    assert sorted(lite.remote.tags()) == ["churn#prod#1", "churn@v0.0.1"]


def test_while_nobody_knows_whether_it_was_done_it_is_tried_again(lite: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting, free = hold_back(lite.remote, "post-receive")
    id = lite.ask(action="register", commit=lite.first)
    kill(lite.begin("one", waiting.exists))
    lite.remote.path.rename(lite.remote.path.with_suffix(".away"))
    free.touch()
    lite.work()
    assert lite.row(id).state == "running"
    lite.until(lambda: lite.work() or lite.row(id).state == "failed")
    error = lite.row(id).error
    assert error is not None
    assert error["code"] == "outcome-unknown"
    assert "churn@v0.0.1" in error["message"]


def test_a_repository_that_comes_back_tells_what_became_of_it(lite: Team) -> None:
    waiting, free = hold_back(lite.remote, "post-receive")
    id = lite.ask(action="register", commit=lite.first)
    kill(lite.begin("one", waiting.exists))
    away = lite.remote.path.with_suffix(".away")
    lite.remote.path.rename(away)
    free.touch()
    lite.work()
    assert lite.row(id).state == "running"
    away.rename(lite.remote.path)
    lite.until(lambda: lite.work() or lite.row(id).state == "done")
    assert lite.remote.tags() == ["churn@v0.0.1"]


def test_a_repository_that_moved_on_is_written_to_all_the_same(lite: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror has no files, and git would send some if it did not know what the remote has got meanwhile."""
    files = {"model.txt": "1"}
    tagged = lite.clone.commit("with a file", minute=2, files=files)
    lite.publish("main")
    visit, visits = lite.desk.visit, []

    @contextmanager
    def moving(repository: RepositoryRow, person: str | None = None) -> Iterator[Mirror]:
        with visit(repository, person) as mirror:
            visits.append(mirror)
            if len(visits) == 1:
                lite.clone.commit("meanwhile", minute=3, files={"model.txt": "2"})
                lite.publish("main")
            yield mirror

    monkeypatch.setattr(lite.desk, "visit", moving)
    change = lite.ask(action="register", commit=tagged)
    lite.until(lambda: lite.work() is None and lite.row(change).state in ("done", "failed"))
    assert lite.row(change).error is None
    assert [tag["tag"] for tag in lite.row(change).tags] == ["churn@v0.0.1"]
    assert len(visits) == 1
