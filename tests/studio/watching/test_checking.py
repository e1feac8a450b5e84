"""What CI says of commits, from the forge to the rows: with a real repository, a real forge and real jobs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import update

from gto.data.reach import Reach
from gto_studio.forges.contract import Credential
from gto_studio.forges.contract import Forge as Asked
from gto_studio.forges.opening import opened
from gto_studio.jobs.worker import Worker
from gto_studio.rules.checking import overall
from gto_studio.store.connection import Store
from gto_studio.store.owned import checks, jobs, notices, tables
from gto_studio.store.owned.repositories import RepositoryRow
from gto_studio.watching.checking import checking
from servers.forge import Forge
from studio.rows import a_repository

NAME = "team/models"


@dataclass
class Followed:
    """A repository on the forge, its head followed, and a worker that asks."""

    store: Store
    forge: Forge
    id: str
    head: str
    worker: Worker
    token: str

    def ask(self) -> int:
        """Do what is due, after making all that is followed due."""
        with self.store.writing() as connection:
            table = tables.commit_check
            connection.execute(update(table).where(table.c.due.is_not(None)).values(due=1.0))
            jobs.want(connection, jobs.CHECKS, self.id)
        return self.worker.run_due()

    def watch(self, *commits: str) -> None:
        with self.store.writing() as connection:
            checks.watch(connection, self.id, commits)

    def row(self) -> checks.CheckRow:
        with self.store.reading() as connection:
            row = checks.one(connection, self.id, self.head)
        assert row
        return row

    def job(self) -> jobs.JobRow:
        with self.store.reading() as connection:
            return jobs.of(connection, jobs.CHECKS, [self.id])[self.id]

    @property
    def states(self) -> dict[str, str]:
        with self.store.reading() as connection:
            rows = checks.of_repository(connection, self.id)
        return {row.commit: overall(check["state"] for check in row.checks) for row in rows}

    @property
    def error(self) -> str | None:
        error = self.job().error
        return error["code"] if error else None

    def told(self) -> list[list[str]]:
        with self.store.reading() as connection:
            return [row.data["commits"] for row in notices.since(connection, 0) if row.topic == "checks"]


@pytest.fixture
def followed(store: Store, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Followed:
    monkeypatch.setattr("gto_studio.forges.asking.PAUSES", (0.0, 0.0))
    hosted = forge.repository(NAME, private=True, jo="write")
    head = hosted.commit("main", {"readme": "models\n"}, "first")
    token = forge.token("jo")

    @contextmanager
    def opening(_: RepositoryRow) -> Iterator[tuple[Asked, str] | None]:
        asked = opened("gitea", forge.address, Credential("token", token), Reach(private=True))
        try:
            yield asked, NAME
        finally:
            asked.close()

    with store.writing() as connection:
        id = a_repository(connection, url=forge.url(NAME), forge="gitea").id
    worker = Worker(store, {jobs.CHECKS: checking(opening)}, chance=itertools.repeat(0.5).__next__)
    found = Followed(store, forge, id, head, worker, token)
    found.watch(head)
    return found


def test_a_run_is_followed_from_its_beginning_to_its_end(followed: Followed) -> None:
    assert followed.ask() == 1
    assert followed.states == {followed.head: "none"}
    for state, whole in (("running", "running"), ("running", "running"), ("passed", "passed")):
        followed.forge.say(NAME, followed.head, "train", state, "https://ci.example.com/7")
        assert followed.ask() == 1
        assert followed.states == {followed.head: whole}
    assert followed.told() == [[followed.head]] * 3, "pages hear of what is new, and of nothing else"
    row = followed.row()
    assert (row.checks[0]["name"], row.checks[0]["url"]) == ("train", "https://ci.example.com/7")
    assert row.due is not None


def test_it_asks_again_by_itself_as_soon_as_it_is_worth_it(followed: Followed) -> None:
    followed.ask()
    row, job = followed.row(), followed.job()
    assert row.due
    assert row.asked
    assert row.due - row.asked == 15
    assert job.next_at is not None, "the timetable wants it"
    assert row.asked <= job.next_at <= row.due + 2


def test_where_nothing_lets_us_in_nobody_is_asked_again(followed: Followed) -> None:
    @contextmanager
    def nobody(_: RepositoryRow) -> Iterator[None]:
        yield None

    followed.worker = Worker(followed.store, {jobs.CHECKS: checking(nobody)})
    assert followed.ask() == 1
    assert followed.row().due is None
    assert followed.job().next_at is None
    assert followed.forge.questions == []


def test_a_forge_that_wants_to_be_left_alone_is_left_alone(followed: Followed) -> None:
    followed.forge.limit_rate(600)
    followed.ask()
    assert followed.error is None, "that is no failure"
    row, job = followed.row(), followed.job()
    assert row.due
    assert job.finished
    assert job.next_at
    assert job.next_at - job.finished > 500
    followed.forge.heal()
    followed.forge.say(NAME, followed.head, "train", "passed")
    followed.ask()
    assert followed.states == {followed.head: "passed"}


@pytest.mark.parametrize(("what", "code"), [("down", "forge-down"), ("expire", "token-expired")])
def test_what_goes_wrong_is_told_at_the_job_and_what_was_known_stays(followed: Followed, what: str, code: str) -> None:
    followed.forge.say(NAME, followed.head, "train", "running")
    followed.ask()
    if what == "down":
        followed.forge.down()
    else:
        followed.forge.expire(followed.token)
    followed.ask()
    assert followed.error == code
    assert followed.states == {followed.head: "running"}


def test_a_commit_that_the_forge_does_not_have_is_no_failure(followed: Followed) -> None:
    followed.watch("0" * 40)
    followed.forge.say(NAME, followed.head, "train", "passed")
    followed.ask()
    assert followed.error is None
    assert followed.states == {"0" * 40: "none", followed.head: "passed"}
