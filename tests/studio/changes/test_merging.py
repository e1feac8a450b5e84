"""Pull requests on real remotes, merged in every way that people have: one tag each, or a reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import pytest

from gto_studio.changes import merging
from gto_studio.changes.carrying import changing
from gto_studio.changes.committing import Asked
from gto_studio.errors import HostUnreachable
from gto_studio.forges.contract import PullRequest
from gto_studio.jobs.worker import Worker
from gto_studio.rules.promotions import Promotion, Seen, path
from gto_studio.store.owned import changes, jobs, pull_requests
from gto_studio.store.owned.changes import ChangeRow
from gto_studio.store.owned.pull_requests import PullRequestRow
from studio.rows import a_pull_request

from .test_carrying import Team, lite, nobody_waits, team, time_goes_on

__all__ = ["lite", "nobody_waits", "team", "time_goes_on"]  # fixtures

HEAD = "promote/churn/v1.1.0-to-prod"


@dataclass
class Told:
    """A forge that says this of every pull request."""

    said: Seen

    def pull_request(self, _: str, number: int) -> PullRequest:
        return PullRequest(number, "", "", self.said.said or "open", HEAD, self.said.into or "main", None, None)

    def close(self) -> None:
        pass


class Requests:
    """A team whose `prod` has v1.0.0, and that is asked to have v1.1.0 there. `said`: what the forge answers."""

    def __init__(self, team: Team) -> None:
        self.team, self.shell = team, team.clone
        self.said: Seen | Exception | None = None
        self.shell.gto("register", "churn", team.first, "--version", "v1.0.0")
        self.shell.gto("register", "churn", team.second, "--version", "v1.1.0")
        self.shell.gto("assign", "churn", "--version", "v1.0.0", "--stage", "prod")
        self.team.publish("--tags")
        self.asked = Promotion("churn", "v1.1.0", team.second, "prod", held="v1.0.0", by="churn#prod#1")

    def open(self, **values: Any) -> PullRequestRow:
        """Push the report on a branch of its own, as the request does."""
        self.shell.git("switch", "--quiet", "--create", HEAD, "main")
        head = self.shell.commit("Promote churn", minute=10, files={path(self.asked): "# v1.0.0 to v1.1.0\n"})
        self.shell.git("switch", "--quiet", "main")
        self.team.publish(HEAD)
        change = self.team.ask(action="assign", version="v1.1.0", stage="staging")  # any will do
        self.team.work()
        with self.team.desk.store.writing() as connection:
            given = {"head": HEAD, "head_commit": head, "promotion": self.asked.row()} | values
            return a_pull_request(connection, self.team.repository, change, **given)

    def merge(self, *words: str) -> None:
        self.shell.git("merge", "--quiet", *words, HEAD)
        if "--squash" in words:
            self.shell.git("commit", "--quiet", "--message", "Promote churn (#1)")
        self.team.publish("main")

    def look(self) -> PullRequestRow:
        """Let a worker look, and do what comes of it; the request as it is then."""
        store = self.team.desk.store

        def ask(*_: object) -> Any:
            if isinstance(self.said, Exception):
                raise self.said
            return self.said and Asked(cast("Any", Told(self.said)), "team/models", as_person=True)

        with store.writing() as connection:
            jobs.want(connection, jobs.PULLS, self.team.repository)
        works = {jobs.PULLS: merging.watching(self.team.desk.visit, ask), jobs.CHANGE: changing(self.team.desk.visit)}
        Worker(store, works).run_due()
        with store.reading() as connection:
            (row,) = pull_requests.of_repositories(connection, [self.team.repository])
        return row

    def promoted(self) -> list[str]:
        """The tags that `prod` has on the remote."""
        return self.team.remote.git("tag", "--list", "churn#prod*").split()

    def change(self, row: PullRequestRow) -> ChangeRow:
        assert row.assigning is not None
        with self.team.desk.store.reading() as connection:
            return changes.get(connection, row.assigning)


@pytest.fixture
def requests(team: Team) -> Requests:
    return Requests(team)


@pytest.fixture
def on_sqlite(lite: Team) -> Requests:
    return Requests(lite)


def test_merged_it_makes_one_tag_in_the_name_of_who_asked(requests: Requests) -> None:
    requests.open()
    row = requests.look()
    assert (row.state, requests.promoted()) == ("open", ["churn#prod#1"])
    assert row.looked is not None
    requests.merge("--no-ff", "--no-edit")
    row = requests.look()
    assert (row.state, row.why) == ("merged", None)
    assert [tag["tag"] for tag in requests.change(row).tags] == requests.promoted()[1:]
    (tag,) = requests.promoted()[1:]
    said = requests.team.remote.git("cat-file", "tag", tag)
    assert f"object {requests.team.second}\n" in said
    assert "\ntagger Ada Example <ada@example.com> " in said
    assert "pull request #1, asked for by Ada Example" in said
    requests.look()  # noticed again
    assert requests.promoted() == ["churn#prod#1", tag]


@pytest.mark.parametrize("words", [["--ff-only"], ["--squash"]], ids=["fast-forward", "squash"])
def test_however_it_is_merged(on_sqlite: Requests, words: list[str]) -> None:
    on_sqlite.open(number=None)
    if words == ["--squash"]:
        on_sqlite.shell.commit("Something else", minute=11, files={"README.md": "# Churn\n"})
    on_sqlite.merge(*words)
    on_sqlite.shell.commit("And on", minute=12, files={"README.md": "# All about churn\n"})
    on_sqlite.team.publish("main", f":{HEAD}")
    row = on_sqlite.look()
    assert row.state == "merged"
    assert len(on_sqlite.promoted()) == 2


def test_two_workers_that_notice_at_once_make_one_tag(on_sqlite: Requests) -> None:
    """The row ends once, whoever read it before."""
    stale = on_sqlite.open()
    on_sqlite.merge("--no-ff", "--no-edit")
    row = on_sqlite.look()
    store = on_sqlite.team.desk.store
    with store.writing() as connection:
        assert not pull_requests.end(connection, stale.id, "merged", assigning="x" * 26, now=1.0)
        assert jobs.of(connection, jobs.CHANGE, [row.assigning or ""])[row.assigning or ""].wanted == 1
    assert len(on_sqlite.promoted()) == 2


def test_what_a_workflow_or_a_person_did_meanwhile_is_not_done_again(on_sqlite: Requests) -> None:
    on_sqlite.open()
    on_sqlite.merge("--no-ff", "--no-edit")
    on_sqlite.shell.gto("assign", "churn", "--version", "v1.1.0", "--stage", "prod")
    on_sqlite.team.publish("--tags")
    before = on_sqlite.promoted()
    row = on_sqlite.look()
    assert (row.state, row.assigning, on_sqlite.promoted()) == ("merged", None, before)


def test_the_forge_is_believed_where_it_answers(on_sqlite: Requests) -> None:
    on_sqlite.open()
    on_sqlite.said = Seen("closed", "main")
    row = on_sqlite.look()
    assert (row.state, row.why) == ("closed", "it was closed without being merged")
    assert on_sqlite.promoted() == ["churn#prod#1"]
    on_sqlite.said = Seen("merged", "main")
    assert on_sqlite.look().state == "closed", "what ended has ended"


def test_merged_into_another_branch_it_came_to_nothing(on_sqlite: Requests) -> None:
    on_sqlite.open()
    on_sqlite.said = Seen("merged", "sandbox")
    row = on_sqlite.look()
    assert (row.state, row.why) == ("closed", "it was merged into sandbox, and not into main")
    assert on_sqlite.promoted() == ["churn#prod#1"]


def test_where_the_forge_is_silent_git_tells(on_sqlite: Requests) -> None:
    on_sqlite.open()
    on_sqlite.said = HostUnreachable("The forge does not answer")
    assert on_sqlite.look().state == "open"
    on_sqlite.merge("--no-ff", "--no-edit")
    assert on_sqlite.look().state == "merged"
    assert len(on_sqlite.promoted()) == 2


def test_a_branch_that_was_deleted_came_to_nothing(on_sqlite: Requests) -> None:
    on_sqlite.open(number=None)
    on_sqlite.team.publish(f":{HEAD}")
    row = on_sqlite.look()
    assert (row.state, row.why) == ("closed", "its branch was deleted without being merged")
    assert on_sqlite.promoted() == ["churn#prod#1"]


def test_a_version_that_was_taken_back_meanwhile_is_not_assigned(on_sqlite: Requests) -> None:
    on_sqlite.open()
    on_sqlite.shell.gto("deprecate", "churn", "v1.1.0")
    on_sqlite.team.publish("--tags")
    on_sqlite.merge("--no-ff", "--no-edit")
    row = on_sqlite.look()
    change = on_sqlite.change(row)
    assert (row.state, change.state) == ("merged", "failed")
    assert change.error is not None
    assert "v1.1.0" in change.error["message"]
    assert on_sqlite.promoted() == ["churn#prod#1"]


def test_a_version_that_had_the_stage_before_is_brought_back(on_sqlite: Requests) -> None:
    on_sqlite.shell.gto("assign", "churn", "--version", "v1.1.0", "--stage", "prod")
    on_sqlite.team.publish("--tags")
    back = replace(on_sqlite.asked, version="v1.0.0", commit=on_sqlite.team.first, held="v1.1.0", by="churn#prod#2")
    on_sqlite.open(promotion=back.row())
    on_sqlite.merge("--ff-only")
    row = on_sqlite.look()
    assert (row.state, on_sqlite.change(row).error) == ("merged", None)
    (tag,) = set(on_sqlite.promoted()) - {"churn#prod#1", "churn#prod#2"}
    assert on_sqlite.team.remote.git("rev-parse", f"{tag}^{{}}").strip() == on_sqlite.team.first


def test_one_without_a_promotion_only_ends(on_sqlite: Requests) -> None:
    on_sqlite.open(promotion=None)
    on_sqlite.merge("--ff-only")
    row = on_sqlite.look()
    assert (row.state, row.assigning) == ("merged", None)
    assert on_sqlite.promoted() == ["churn#prod#1"]
    with on_sqlite.team.desk.store.reading() as connection:
        assert jobs.of(connection, jobs.SYNC, [on_sqlite.team.repository])[on_sqlite.team.repository].wanted > 0
        assert not pull_requests.any_open(connection, on_sqlite.team.repository)


def test_promotions_are_asked_for_as_they_are_stored(on_sqlite: Requests) -> None:
    assert Promotion(**replace(on_sqlite.asked, message="At last").row()).message == "At last"
