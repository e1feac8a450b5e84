"""Edits on real remotes: done means that the commit is there, in the person's name; anything else leaves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from disks import fill_up, small_disk
from gto.data.reach import Reach
from gto_studio.changes.committing import Asked
from gto_studio.forges.contract import Credential
from gto_studio.forges.opening import opened
from gto_studio.mirrors import writing
from gto_studio.store.connection import Store
from gto_studio.store.owned import changes, checks, jobs, pull_requests, repositories
from gto_studio.store.owned.repositories import RepositoryRow
from servers import Remote
from servers.fixtures import PASSWORD
from servers.forge import Forge

from .test_carrying import Team, hold_back, kill, lite, nobody_waits, team, time_goes_on

__all__ = ["lite", "nobody_waits", "team", "time_goes_on"]  # fixtures

DVC_YAML = "# ours\nartifacts:\n  other: {path: other.bin}  # stays\n"
ADDED = f"{DVC_YAML}  churn:\n    path: churn.pkl\n    type: model\n"
CHURN: dict[str, Any] = {"action": "annotate", "base": "main", "type": "model", "path": "churn.pkl"}


def prepared(team: Team) -> Team:
    """With a dvc.yaml on main."""
    commit(team, "dvc.yaml", DVC_YAML)
    return team


def commit(team: Team, path: str, text: str) -> str:
    """Somebody pushes a commit to main."""
    id = team.clone.commit(f"Write {path}", minute=9, files={path: text})
    team.publish("main")
    return id


def head(team: Team, ref: str = "refs/heads/main") -> str | None:
    return team.remote.git("for-each-ref", "--format=%(objectname)", ref).strip() or None


def shown(team: Team, what: str) -> str:
    return team.remote.git("show", what)


def test_a_model_is_annotated_by_a_commit_in_the_name_of_who_asked(team: Team) -> None:
    before = prepared(team) and head(team)
    row = team.do(**CHURN, message="Add churn\n\nAs agreed.")
    assert (row.state, row.error) == ("done", None)
    after = head(team)
    assert row.tags == [{"tag": "refs/heads/main", "object": after, "commit": before}]
    assert shown(team, "main:dvc.yaml") == ADDED
    said = team.remote.git("cat-file", "commit", "main")
    assert "\nauthor Ada Example <ada@example.com> " in said
    assert "\ncommitter Ada Example <ada@example.com> " in said
    assert said.endswith("\n\nAdd churn\n\nAs agreed.\n")
    assert team.remote.git("diff", "--name-only", "main~", "main").split() == ["dvc.yaml"]
    with team.desk.store.reading() as connection:
        assert jobs.of(connection, jobs.SYNC, [team.repository])[team.repository].wanted == 2


def test_onto_a_new_branch_and_over_http_with_a_password(store: Store, http_remote: Remote, tmp_path: Path) -> None:
    http_remote.configure("http.receivepack", "true")
    team = prepared(Team(store, http_remote, tmp_path))
    before = head(team)
    row = team.do(**CHURN, branch="models/churn")
    assert (row.state, row.error) == ("done", None)
    assert shown(team, "models/churn:dvc.yaml") == ADDED
    assert (head(team), shown(team, "main:dvc.yaml")) == (before, DVC_YAML)
    again = team.do(**CHURN, branch="models/churn")
    assert again.error is not None
    assert again.error["message"] == "There is a branch 'models/churn' already"


def test_branches_renames_and_deletions(lite: Team) -> None:
    fox, owl, elk = (f"refs/exps/{lite.first[:2]}/{lite.first[2:]}/{name}" for name in ("fox", "owl", "elk"))
    for ref in (fox, owl):
        lite.publish(f"{lite.second}:{ref}")
    row = lite.do(action="branch", commit=lite.second, branch="from-fox")
    assert (row.error, head(lite, "refs/heads/from-fox")) == (None, lite.second)
    row = lite.do(action="rename-experiment", ref=fox, commit=lite.second, name="elk")
    assert (row.error, head(lite, fox), head(lite, elk)) == (None, None, lite.second)
    taken = lite.do(action="rename-experiment", ref=elk, commit=lite.second, name="owl")
    assert taken.error is not None
    assert head(lite, elk) == lite.second

    lite.publish(f"+{lite.first}:{owl}")
    refs = [{"ref": ref, "commit": lite.second} for ref in (fox, owl, elk)]
    row = lite.do(action="delete-experiments", refs=refs)
    assert row.error is not None
    assert (row.state, row.error["code"]) == ("failed", "partly-done")
    assert row.error["failed"] == {owl: "it was changed meanwhile"}
    assert [one["tag"] for one in row.tags] == [elk], "fox was gone before"
    assert (head(lite, owl), head(lite, elk)) == (lite.first, None)
    lite.remote.refuse_pushes("closed for the holidays")
    refused = lite.do(action="delete-experiments", refs=[{"ref": owl, "commit": lite.first}]).error
    assert refused is not None
    assert (refused["code"], "failed" in refused) == ("push-refused", False)
    assert "refused the experiment 'owl'" in refused["message"]
    lite.remote.accept_pushes()
    assert lite.do(action="delete-experiments", refs=[{"ref": owl, "commit": lite.first}]).state == "done"
    assert lite.remote.git("for-each-ref", "refs/exps") == ""


# --- it is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("obstacle", "says"),
    [
        (lambda remote: remote.protect("refs/heads/main", "main is protected"), "main is protected"),
        (lambda remote: remote.refuse_pushes("closed for the holidays"), "closed for the holidays"),
    ],
    ids=["protected branch", "hook"],
)
def test_a_server_that_refuses(lite: Team, obstacle: Callable[[Remote], None], says: str) -> None:
    before = prepared(lite) and head(lite)
    obstacle(lite.remote)
    row = lite.do(**CHURN)
    assert row.error is not None
    assert (row.state, row.error["code"], row.tags) == ("failed", "push-refused", [])
    assert row.error["message"].startswith("The repository refused the branch 'main': ")
    assert says in row.error["message"]
    lite.remote.accept_pushes()
    assert head(lite) == before
    assert lite.do(**CHURN).state == "done"


def test_credentials_that_may_not_write(http_remote: Remote, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    store.prepare()
    http_remote.configure("http.receivepack", "true")
    team = prepared(Team(store, http_remote, tmp_path))
    http_remote.configure("http.receivepack", "false")
    before = head(team)
    row = team.do(**CHURN)
    assert row.error is not None
    assert row.error["message"].startswith("The repository does not let this server write")
    assert PASSWORD not in str(row)
    assert head(team) == before
    store.close()


@pytest.mark.parametrize(
    ("text", "code"),
    [("artifacts: [\n", "cannot-edit"), ("artifacts:\n  churn: {path: other}\n", "annotation-exists")],
)
def test_a_file_that_cannot_be_edited(lite: Team, text: str, code: str) -> None:
    commit(lite, "dvc.yaml", text)
    row = lite.do(**CHURN, must_be_new=True)
    assert row.error is not None
    assert (row.state, row.error["code"], row.tags) == ("failed", code, [])
    assert shown(lite, "main:dvc.yaml") == text


def test_a_parameter_that_is_another_one_by_now(lite: Team) -> None:
    base = commit(lite, "params.yaml", "lr: 0.1\n")
    run: dict[str, Any] = {
        "action": "experiment", "commit": base, "base": "main", "params": {"params.yaml": {"lr": 0.2}},
    }  # fmt: skip
    moved = commit(lite, "params.yaml", "lr: fast\n")
    row = lite.do(**run)
    assert row.error is not None
    assert (row.state, row.error["code"]) == ("failed", "conflict")
    assert "choose a new branch" in row.error["hint"]
    row = lite.do(**{**run, "commit": moved})
    assert row.error is not None
    assert (row.error["code"], head(lite)) == ("wrong-input", moved)
    assert row.error["message"] == "'lr' of params.yaml cannot be that: it is a text, and not a number"
    assert lite.do(**run, branch="retry").state == "done"
    assert shown(lite, "retry:params.yaml") == "lr: 0.2\n"


def test_a_branch_that_is_gone(lite: Team) -> None:
    row = lite.do(**{**CHURN, "base": "gone"})
    assert row.error is not None
    assert (row.error["code"], row.error["message"]) == ("not-found", "There is no branch 'gone' any more")


def test_a_disk_that_is_full(lite: Team, tmp_path: Path) -> None:
    prepared(lite)
    before = head(lite)
    with small_disk(tmp_path / "disk") as disk:
        lite.desk.folder = disk / "mirrors"
        assert lite.do(action="branch", commit=lite.first, branch="before").state == "done"
        fill_up(disk)
        row = lite.do(**CHURN)
        assert row.error is not None
        assert (row.state, row.error["code"], row.tags) == ("failed", "disk-full", [])
        assert head(lite) == before
        (disk / "filler").unlink()
        row = lite.do(**CHURN)
        assert (row.state, row.error) == ("done", None)
        assert shown(lite, "main:dvc.yaml") == ADDED


# --- with a forge ---------------------------------------------------------------------------------------------------

#: What a pull request says.
WORDS = {"title": "Add churn", "body": "As agreed."}


class Hosted(Team):
    """The same on a forge, which is asked by the token that git uses."""

    def __init__(self, store: Store, forge: Forge, folder: Path) -> None:
        self.forge = forge
        self.hosted = forge.repository("team/models", private=True, ada="write", ann="read")
        self.token = forge.token("ada")
        url = forge.url("team/models")
        remote = Remote("http", forge.url("team/models", self.token), self.hosted.path, {})
        super().__init__(store, remote, folder)
        with store.writing() as connection:
            row = repositories.get(connection, self.repository)
            row = replace(row, url=url, username="ada", secret=self.token.encode(), forge="gitea", web_url=url[:-4])
            repositories.save(connection, row)
        self.desk.ask = self.ask_forge
        #: Whether the token is of who asks.
        self.is_own = True

    def ask_forge(self, row: RepositoryRow, _: str | None) -> Asked:
        credential = Credential("token", (row.secret or b"").decode())
        forge = opened("gitea", self.forge.address, credential, Reach(private=True))
        return Asked(forge, "team/models", as_person=self.is_own)

    def requests(self, change: str) -> list[tuple[int | None, str, str]]:
        """What is written down of the pull requests of a change."""
        with self.desk.store.reading() as connection:
            rows = pull_requests.of_changes(connection, [change]).get(change, [])
        return [(row.number, row.head, row.state) for row in rows]


@pytest.fixture
def hosted(forge: Forge, tmp_path: Path) -> Iterator[Hosted]:
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    store.prepare()
    team = Hosted(store, forge, tmp_path)
    prepared(team)
    yield team
    store.close()


def test_a_pull_request_is_opened_once(hosted: Hosted) -> None:
    row = hosted.do(**CHURN, branch="add-churn", pull_request=WORDS)
    assert (row.state, row.error) == ("done", None)
    (pull,) = hosted.hosted.pulls
    assert (pull.title, pull.body, pull.head, pull.base) == ("Add churn", "As agreed.", "add-churn", "main")
    assert pull.head_commit == head(hosted, "refs/heads/add-churn")
    assert hosted.requests(row.id) == [(1, "add-churn", "open")]
    with hosted.desk.store.reading() as connection:
        assert [one.commit for one in checks.of_repository(connection, hosted.repository)] == [pull.head_commit]
    again = hosted.do(action="branch", commit=pull.head_commit, branch="add-churn", pull_request=WORDS)
    assert (again.state, again.error, hosted.requests(again.id)) == ("done", None, [(1, "add-churn", "open")])
    assert len(hosted.hosted.pulls) == 1


def test_one_that_another_account_opens_says_who_asked(hosted: Hosted) -> None:
    hosted.is_own = False
    assert hosted.do(**CHURN, branch="add-churn", pull_request=WORDS).error is None
    (pull,) = hosted.hosted.pulls
    assert pull.body == "As agreed.\n\nAsked for by Ada Example in Studio."


def test_a_grid_is_a_branch_and_a_pull_request_for_each(hosted: Hosted) -> None:
    base = commit(hosted, "params.yaml", "lr: 0.1  # careful\n")
    grid: dict[str, Any] = {"action": "experiment", "commit": base, "base": "main", "grid": True}
    row = hosted.do(**grid, params={"params.yaml": {"lr": [0.2, 0.3]}}, branch="try", pull_request={"title": "Try"})
    assert (row.state, row.error) == ("done", None)
    assert [pull.title for pull in hosted.hosted.pulls] == ["Try: lr=0.2", "Try: lr=0.3"]
    assert [shown(hosted, f"try-{i}:params.yaml") for i in (1, 2)] == ["lr: 0.2  # careful\n", "lr: 0.3  # careful\n"]
    row = hosted.do(**grid, params={"params.yaml": {"lr": [0.2, 0.3]}})
    assert (row.state, row.error) == ("done", None)
    assert hosted.remote.git("log", "--format=%s", f"{base}..main").splitlines() == [
        "Run with lr=0.3",
        "Run with lr=0.2",
    ]
    assert hosted.remote.git("rev-list", "--count", f"{base}..main").strip() == "2"


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (lambda forge: forge.refuse_api(503), ""),
        (lambda forge: forge.limit_rate(3_000), ""),
        (lambda forge: forge.refuse_api(401), ""),
    ],
    ids=["down", "rate limit", "token expired"],
)
def test_a_forge_that_is_down_after_the_push(hosted: Hosted, trouble: Callable[[Forge], None], says: str) -> None:
    trouble(hosted.forge)
    row = hosted.do(**CHURN, branch="add-churn", pull_request=WORDS)
    assert row.error is not None
    assert (row.state, row.error["code"]) == ("failed", "pull-request-not-opened")
    assert row.error["message"].startswith("'add-churn' is pushed, and its pull request was not opened: ")
    assert says in row.error["message"]
    pushed = head(hosted, "refs/heads/add-churn")
    assert [one["object"] for one in row.tags] == [pushed]
    assert (hosted.hosted.pulls, hosted.requests(row.id)) == ([], [])

    hosted.forge.heal()
    commit(hosted, "notes", "main goes on")
    with hosted.desk.store.writing() as connection:
        changes.again(connection, row.id)
    hosted.work()
    row = hosted.row(row.id)
    assert (row.state, row.error, hosted.requests(row.id)) == ("done", None, [(1, "add-churn", "open")])
    assert (len(hosted.hosted.pulls), head(hosted, "refs/heads/add-churn")) == (1, pushed)


def test_a_token_that_may_not_write_or_is_expired_changes_nothing(hosted: Hosted) -> None:
    before = hosted.remote.git("for-each-ref")
    with hosted.desk.store.writing() as connection:
        row = repositories.get(connection, hosted.repository)
        repositories.save(connection, replace(row, username="ann", secret=hosted.forge.token("ann").encode()))
    refused = hosted.do(**CHURN, branch="add-churn", pull_request=WORDS)
    assert refused.error is not None
    assert refused.error["message"].startswith("The repository does not let this server write")
    with hosted.desk.store.writing() as connection:
        repositories.save(connection, replace(row, username="ada", secret=hosted.token.encode()))
    hosted.forge.expire(hosted.token)
    refused = hosted.do(**CHURN)
    assert refused.error is not None
    assert (refused.state, refused.error["code"]) == ("failed", "no-access")
    assert hosted.remote.git("for-each-ref") == before
    assert hosted.hosted.pulls == []


def test_a_protected_branch_takes_a_pull_request(hosted: Hosted) -> None:
    hosted.hosted.protect("refs/heads/main")
    before = head(hosted)
    refused = hosted.do(**CHURN)
    assert refused.error is not None
    assert (refused.error["code"], head(hosted)) == ("push-refused", before)
    assert "protected" in refused.error["message"]
    row = hosted.do(**CHURN, branch="add-churn", pull_request=WORDS)
    assert (row.state, len(hosted.hosted.pulls)) == ("done", 1)


def test_without_a_forge_the_branch_is_pushed_and_watched(lite: Team) -> None:
    prepared(lite)
    row = lite.do(**CHURN, branch="add-churn", pull_request=WORDS)
    assert (row.state, row.error) == ("done", None)
    with lite.desk.store.reading() as connection:
        (found,) = pull_requests.of_changes(connection, [row.id])[row.id]
    assert (found.number, found.url, found.head_commit) == (None, None, head(lite, "refs/heads/add-churn"))


# --- somebody else is at it, too ------------------------------------------------------------------------------------


def late(team: Team, monkeypatch: pytest.MonkeyPatch, what: Callable[[int], object]) -> list[object]:
    """Somebody does something right before each of our pushes."""
    push, pushes = writing.push, list[object]()

    def pushed(*words: Any, **named: Any) -> dict[str, str | None]:
        pushes.append(words)
        what(len(pushes))
        return push(*words, **named)

    monkeypatch.setattr(writing, "push", pushed)
    return pushes


def test_a_plan_that_is_out_of_date(lite: Team) -> None:
    prepared(lite)
    row = lite.do(**CHURN, expected="0" * 40)
    assert row.error is not None
    assert (row.error["code"], row.tags) == ("changed-meanwhile", [])
    fresh = row.error["plan"]
    assert "+    path: churn.pkl\n" in fresh["commits"][0]["files"][0]["diff"]
    assert shown(lite, "main:dvc.yaml") == DVC_YAML
    assert lite.do(**CHURN, expected=fresh["id"]).state == "done"


def test_somebody_is_quicker_in_the_last_moment(lite: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(lite)
    expected = lite.do(**CHURN, expected="-").error["plan"]["id"]  # type: ignore[index]
    pushes = late(lite, monkeypatch, lambda number: number == 1 and commit(lite, "notes", "meanwhile"))
    row = lite.do(**CHURN, expected=expected)
    assert row.error is not None
    assert (row.error["code"], len(pushes), row.tags) == ("changed-meanwhile", 1, [])
    assert shown(lite, "main:dvc.yaml") == DVC_YAML
    row = lite.do(**CHURN, expected=row.error["plan"]["id"])
    assert (row.state, row.error) == ("done", None)
    assert (shown(lite, "main:dvc.yaml"), shown(lite, "main:notes")) == (ADDED, "meanwhile")


def test_without_a_plan_it_is_made_on_what_is_there(lite: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared(lite)
    pushes = late(lite, monkeypatch, lambda number: number < 3 and commit(lite, "notes", f"meanwhile {number}"))
    assert lite.do(**CHURN).state == "done"
    assert len(pushes) == 3
    assert (shown(lite, "main:dvc.yaml"), shown(lite, "main:notes")) == (ADDED, "meanwhile 2")


# --- a worker is killed ---------------------------------------------------------------------------------------------


def test_killed_between_the_push_and_its_answer(team: Team) -> None:
    """The commit is there, and nobody was told: whoever takes over finds it, and makes no other one."""
    prepared(team)
    before = head(team)
    waiting, free = hold_back(team.remote, "post-receive")
    id = team.ask(**CHURN)
    kill(team.begin("one", waiting.exists))
    assert team.row(id).state == "running"
    free.touch()
    team.work()
    row = team.row(id)
    assert (row.state, row.error, [one["object"] for one in row.tags]) == ("done", None, [head(team)])
    assert team.remote.git("rev-list", "--count", f"{before}..main").strip() == "1"


def test_killed_before_the_push(lite: Team) -> None:
    """It was announced, and nobody has it: it is made again."""
    prepared(lite)
    before = str(head(lite))
    id = lite.ask(**CHURN)
    announced = changes.TagAnnounced(tag="refs/heads/main", object="ab" * 20, commit=before, plan=1)
    with lite.desk.store.writing() as connection:
        changes.announce(connection, id, [announced])
    lite.work()
    row = lite.row(id)
    assert (row.state, row.error) == ("done", None)
    assert lite.remote.git("rev-list", "--count", f"{before}..main").strip() == "1"
    assert shown(lite, "main:dvc.yaml") == ADDED
