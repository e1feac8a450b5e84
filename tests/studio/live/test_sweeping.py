"""What time does to runs, on both engines."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import insert

from gto_studio.live.sweeping import DAY, Sweep
from gto_studio.store.connection import Store
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned import notices
from studio.live.posting import BASELINE, done, metrics, plots, start
from studio.live.test_taking import repository, steps, take, there

__all__ = ["repository"]

SWEEP = Sweep(silent_seconds=300, kept_seconds=90 * DAY)
TIP = "c" * 40


def told(store: Store) -> list[Any]:
    with store.reading() as connection:
        return [(row.data["kind"], row.data["runs"]) for row in notices.since(connection, 0) if row.topic == "run"]


def pushed(store: Store, repository: str, *, name: str | None, at: float) -> None:
    """The repository gets a commit; with a name, as an experiment that was pushed."""
    words = dict.fromkeys(["author", "author_email", "committer", "committer_email", "message", "tree"], "")
    numbers = dict.fromkeys(["authored", "authored_offset", "committed_offset"], 0)
    with store.writing() as connection:
        connection.execute(
            insert(derived.commit).values(
                repository=repository, id=TIP, parents=[BASELINE], committed=int(at), **words, **numbers
            )
        )
        if name:
            row = {"repository": repository, "ref": name, "baseline": BASELINE, "name": name, "commit": TIP}
            connection.execute(insert(derived.experiment).values(row))


def test_pages_hear_once_that_nothing_is_heard(store: Store, repository: str) -> None:
    now = time.time()
    take(store, start(), metrics(0), now=now - 301)
    take(store, start("still"), now=now - 200)
    take(store, start("over"), done("over"), now=now - 900)
    run = there(store, repository)["outer-mobs"].id
    assert [SWEEP.run(store), SWEEP.run(store)] == [1, 0]
    assert told(store) == [("silent", [run])]
    take(store, metrics(1), now=now)
    assert SWEEP.run(store) == 0
    take(store, metrics(2), now=now - 400)
    SWEEP.run(store)
    assert told(store) == [("silent", [run])] * 2, "and again when it falls silent again"


@pytest.mark.parametrize("by", ["experiment_rev", "name"])
def test_a_run_gives_way_to_its_commit_and_does_not_come_back(store: Store, repository: str, by: str) -> None:
    now = time.time()
    take(store, start(), metrics(0), done(experiment_rev=TIP if by == "experiment_rev" else None), now=now)
    take(store, start("other"), now=now)
    run = there(store, repository)["outer-mobs"].id
    assert SWEEP.run(store) == 0
    pushed(store, repository, name="outer-mobs" if by == "name" else None, at=now)
    assert SWEEP.run(store) == 1
    assert told(store) == [("replaced", [run])]
    assert set(there(store, repository)) == {"other"}
    with store.writing() as connection:  # somebody removes the experiment from the remote
        connection.execute(derived.experiment.delete())
        connection.execute(derived.commit.delete())
    assert SWEEP.run(store) == 0
    assert set(there(store, repository)) == {"other"}
    take(store, start(), now=now + 1)
    assert set(there(store, repository)) == {"other", "outer-mobs"}, "a new run under the same name"


def test_a_run_whose_end_was_never_told_ends_with_the_commit_that_it_made(store: Store, repository: str) -> None:
    now = time.time()
    take(store, start(), metrics(0), now=now - 100)
    pushed(store, repository, name="outer-mobs", at=now)
    assert SWEEP.run(store) == 1
    assert there(store, repository) == {}


def test_a_run_under_a_name_that_was_pushed_before_is_shown(store: Store, repository: str) -> None:
    now = time.time()
    pushed(store, repository, name="outer-mobs", at=now - 1_000)
    take(store, start(), metrics(0), now=now)
    assert SWEEP.run(store) == 0
    assert set(there(store, repository)) == {"outer-mobs"}


def test_what_has_had_its_day_is_forgotten(store: Store, repository: str) -> None:
    now = time.time()
    take(store, start("old"), plots(0, name="old"), done("old"), now=now - 91 * DAY)
    take(store, start("kept"), done("kept"), now=now - 89 * DAY)
    take(store, start("pushed"), done("pushed", experiment_rev=TIP), now=now - 2 * DAY)
    old = there(store, repository)["old"].id
    pushed(store, repository, name=None, at=now)
    assert SWEEP.run(store) == 2
    assert SWEEP.run(store) == 1
    assert set(there(store, repository)) == {"kept"}
    assert steps(store, old) == {}
