"""Notes on real remotes: what people write on a page is what `git notes` shows, and nobody else's words are lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from gto_studio.changes import noting
from gto_studio.mirrors import notes
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from gto_studio.store.owned.changes import ChangeRow
from servers import Remote

from .test_carrying import Team, hold_back, kill, lite, nobody_waits, team, time_goes_on

__all__ = ["lite", "nobody_waits", "team", "time_goes_on"]  # fixtures


def write(team: Team, commit: str, text: str) -> ChangeRow:
    return team.do(action="note", commit=commit, text=text)


def said(team: Team, commit: str) -> str | None:
    """What somebody with a clone is told."""
    if commit not in listed(team):
        return None
    return team.remote.git("notes", "show", commit)


def listed(team: Team) -> list[str]:
    lines = team.remote.git("notes", "list").splitlines()
    return [line.split()[1] for line in lines]


def by_hand(team: Team, commit: str, text: str) -> None:
    """As people do it: fetch the notes, add one, push."""
    shell = team.clone.having(team.remote.env)
    shell.git("fetch", "--quiet", team.remote.url, f"+{notes.REF}*:{notes.REF}*")
    shell.git("notes", "add", "-f", "-m", text, commit)
    team.publish(notes.REF)


def test_a_note_is_there_in_the_name_of_who_wrote_it(team: Team) -> None:
    row = write(team, team.first, "Overfits: ü\n\nSee the curve.")
    assert (row.state, row.error, row.tags) == ("done", None, [])
    assert said(team, team.first) == "Overfits: ü\n\nSee the curve.\n"
    commit = team.remote.git("cat-file", "commit", notes.REF)
    assert "\nauthor Ada Example <ada@example.com> " in commit
    assert "\ncommitter Ada Example <ada@example.com> " in commit
    assert row.planned[0]["object"] == team.remote.git("rev-parse", notes.REF).strip()
    with team.desk.store.reading() as connection:
        assert jobs.of(connection, jobs.SYNC, [team.repository])[team.repository].wanted == 2


def test_it_is_changed_and_removed_and_others_stay(team: Team) -> None:
    by_hand(team, team.second, "by hand")
    assert write(team, team.first, "one").state == "done"
    assert write(team, team.first, "two").state == "done"
    assert (said(team, team.first), said(team, team.second)) == ("two\n", "by hand\n")
    before = team.remote.git("rev-parse", notes.REF)
    assert write(team, team.first, "two").state == "done"
    assert team.remote.git("rev-parse", notes.REF) == before, "nothing to do, so nothing is pushed"
    assert write(team, team.first, "").state == "done"
    assert listed(team) == [team.second]
    assert write(team, team.second, "").state == "done"
    assert write(team, team.first, "").state == "done"
    assert listed(team) == []
    assert team.remote.git("rev-list", "--count", notes.REF).strip() == "5"


def test_somebody_who_is_quicker_loses_nothing(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    push, pushes = notes.push, []

    def late(*words: object) -> None:
        pushes.append(words)
        if len(pushes) < 3:
            by_hand(team, team.second, f"by hand {len(pushes)}")
        push(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(notes, "push", late)
    assert write(team, team.first, "from the page").error is None
    assert len(pushes) == 3
    assert (said(team, team.first), said(team, team.second)) == ("from the page\n", "by hand 2\n")


def test_who_is_late_every_time_is_told_so(lite: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    push, pushes = notes.push, []

    def late(*words: object) -> None:
        pushes.append(words)
        by_hand(lite, lite.second, f"by hand {len(pushes)}")
        push(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(notes, "push", late)
    error = write(lite, lite.first, "from the page").error
    assert error is not None
    assert (error["code"], len(pushes), listed(lite)) == ("conflict", noting.TRIES, [lite.second])


@pytest.mark.parametrize(
    ("refuse", "says"),
    [
        (lambda remote: remote.protect(notes.REF, "notes are for the auditors"), "notes are for the auditors"),
        (lambda remote: remote.refuse_pushes("closed for the holidays"), "closed for the holidays"),
    ],
    ids=["protected", "hook"],
)
def test_a_refusal_is_told_in_the_words_of_the_remote(lite: Team, refuse, says: str) -> None:  # type: ignore[no-untyped-def]
    refuse(lite.remote)
    row = write(lite, lite.first, "no")
    assert row.error is not None
    assert (row.state, row.error["code"]) == ("failed", "push-refused")
    assert row.error["message"].startswith(f"The repository refused the note on {lite.first:.7}: ")
    assert says in row.error["message"]
    lite.remote.accept_pushes()
    assert listed(lite) == []
    assert write(lite, lite.first, "yes").state == "done"


def test_credentials_that_may_not_write(store: Store, http_remote: Remote, tmp_path: Path) -> None:
    if not store.is_sqlite:
        pytest.skip("the database has no part in it")
    team = Team(store, http_remote, tmp_path)
    http_remote.configure("http.receivepack", "false")
    error = write(team, team.first, "no").error
    assert error is not None
    assert error["message"].startswith("The repository does not let this server write")
    http_remote.configure("http.receivepack", "true")
    assert write(team, team.first, "yes").state == "done"


def test_a_note_that_the_server_takes_away_again(lite: Team) -> None:
    hook = lite.remote.path / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ngit update-ref -d {notes.REF}\n")
    hook.chmod(0o755)
    error = write(lite, lite.first, "gone").error
    assert error is not None
    assert error["code"] == "not-read-back"


def test_a_commit_that_is_gone(lite: Team) -> None:
    error = write(lite, "c" * 40, "to nobody").error
    assert error is not None
    assert error["code"] == "not-found"


def test_killed_after_the_push_what_was_written_since_stays(team: Team) -> None:
    waiting, free = hold_back(team.remote, "post-receive")
    id = team.ask(action="note", commit=team.first, text="from the page")
    kill(team.begin("one", waiting.exists))
    assert team.row(id).state == "running"
    free.touch()
    team.remote.accept_pushes()
    by_hand(team, team.first, "by hand, later")
    team.work()
    assert (team.row(id).state, team.row(id).error) == ("done", None)
    assert said(team, team.first) == "by hand, later\n"


def test_killed_before_the_push_it_is_written_by_the_next(lite: Team) -> None:
    waiting, free = hold_back(lite.remote, "pre-receive")
    lite.remote.path.joinpath("hooks", "pre-receive").write_text(
        f"#!/bin/sh\ntouch {waiting}\nwhile [ ! -e {free} ]; do sleep 0.02; done\nexit 1\n"
    )
    id = lite.ask(action="note", commit=lite.first, text="from the page")
    kill(lite.begin("one", waiting.exists))
    free.touch()
    lite.until(lambda: not list((lite.remote.path / "objects").glob("tmp_objdir*")))
    lite.remote.accept_pushes()
    lite.work()
    assert (lite.row(id).state, lite.row(id).error) == ("done", None)
    assert said(lite, lite.first) == "from the page\n"
