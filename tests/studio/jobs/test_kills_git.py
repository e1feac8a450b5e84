"""Real syncs and real changes, while the workers that do them and the web processes that are asked for them are killed:
Git remotes, mirrors, tags and all.

Whatever a web process said yes to is there. Every change ends; one that is done has exactly its tags on the remote, one
that failed has none, and no tag is there that no change made. Every repository's rows are what Git has.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from pydantic import SecretStr

from gto_studio.indexing.sources import source_of
from gto_studio.indexing.syncing import differences
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.store.owned import changes, jobs, repositories
from gto_studio.store.owned.changes import ChangeRow
from gto_studio.store.owned.ids import new_id
from gto_studio.wiring import Parts, build
from servers.ports import a_port
from shell import Shell, new_repository
from studio.jobs import nursery
from studio.jobs.minding import Nursery
from studio.rows import a_repository

KILLS = 50
#: So many of these are web processes.
WEB_KILLS = 12
MACHINES = 3
REMOTES = 2
DEADLINE = 150.0


@pytest.mark.slow
def test_kills_make_no_tag_twice_and_leave_no_row_wrong(store: Store, tmp_path: Path) -> None:
    chance = random.Random(20260302)
    parts = build(Settings(data=tmp_path / "here", database=store.address, secret_key=SecretStr(nursery.KEY)))
    remotes = [a_remote(tmp_path / f"remote{number}") for number in range(REMOTES)]
    with store.writing() as connection:
        hook = parts.secrets.seal("hook")
        ids = [a_repository(connection, str(remote.path), hook_secret=hook).id for remote in remotes]
    place = Nursery(store, tmp_path)
    web = Web(place, a_port())
    try:
        for number in range(MACHINES):
            place.bring_up(f"studio machine{number}")
        until_all_is_done(store)
        for kill, victim in enumerate(chance.sample(["web"] * WEB_KILLS + ["studio"] * (KILLS - WEB_KILLS), KILLS)):
            number = kill % REMOTES
            if kill % 3 == 0:
                something_happens(store, ids[number], remotes[number], chance, kill)
            if victim == "web":
                web.is_killed_while_asked(ids[number], remotes[number], chance)
            else:
                time.sleep(chance.uniform(0.05, 0.4))
                place.bring_up(place.kill(chance.choice([*place.those_who("studio")])))
        left = until_all_is_done(store)
    finally:
        place.close()
    assert [row for row in left if row.worker or row.lease_until or row.error] == []
    with store.reading() as connection:
        asked = changes.of_repositories(connection, ids, limit=1_000)
    assert Counter(change.state for change in asked)["done"] > KILLS / 3
    assert {change.id for change in asked} >= set(web.promised)
    assert len(web.promised) >= WEB_KILLS
    for id, remote in zip(ids, remotes, strict=True):
        every_tag_is_of_one_change(remote, [change for change in asked if change.repository == id])
        nothing_differs(parts, id)
    parts.close()


@dataclass
class Web:
    """Web processes one after the other, at one port, and what they said yes to: ids of changes."""

    place: Nursery
    port: int
    promised: list[str] = field(default_factory=list)
    asked: int = 0

    def is_killed_while_asked(self, repository: str, remote: Shell, chance: random.Random) -> None:
        self.place.bring_up(f"web {self.port}")
        commit = remote.git("rev-list", "--max-parents=0", "HEAD")
        self.until_it_answers(repository, commit)
        asking = threading.Thread(target=self.ask, args=(repository, commit))
        asking.start()
        time.sleep(chance.uniform(0.0, 0.03))
        pid = next(pid for pid, role in self.place.alive.items() if role.startswith("web"))
        self.place.kill(pid)
        asking.join()
        until_it_is_gone(pid)  # the next one wants its port

    def ask(self, repository: str, commit: str) -> str | None:
        """The change that was promised; None: nobody answered, and nobody knows."""
        self.asked += 1
        wish = {"action": "register", "artifact": f"web-{self.asked}", "commit": commit}
        url = f"http://127.0.0.1:{self.port}/api/repositories/{repository}/changes"
        question = Request(url, json.dumps(wish).encode(), {"Content-Type": "application/json"})
        try:
            with urlopen(question, timeout=90) as answer:
                made: str = json.load(answer)["id"]
        except HTTPError as refused:
            raise AssertionError(refused.read()) from None
        except (OSError, HTTPException):
            return None
        self.promised.append(made)
        return made

    def until_it_answers(self, repository: str, commit: str) -> None:
        deadline = time.monotonic() + DEADLINE
        while self.ask(repository, commit) is None:
            assert time.monotonic() < deadline, "no web process answers"
            time.sleep(0.02)


def until_it_is_gone(pid: int) -> None:
    """What was killed ends when the system comes round to it."""
    deadline = time.monotonic() + DEADLINE
    with suppress(ProcessLookupError):
        while True:
            os.kill(pid, 0)
            assert time.monotonic() < deadline, "still there"
            time.sleep(0.01)


def a_remote(folder: Path) -> Shell:
    work = new_repository(folder)
    work.commit("first", files={"artifacts.yaml": "churn:\n  type: model\n  path: model.txt\n", "model.txt": "1"})
    work.git("config", "receive.denyCurrentBranch", "ignore")
    return work


def something_happens(store: Store, id: str, remote: Shell, chance: random.Random, number: int) -> None:
    """Somebody pushes a commit, and two ask for something at once."""
    commit = remote.commit(f"work {number}", minute=number, files={"model.txt": f"{number}"})
    wishes = [
        {"action": "register", "artifact": "churn", "commit": commit},
        {"action": "assign", "artifact": "churn", "commit": commit, "stage": chance.choice(["dev", "prod"])},
        {"action": "register", "artifact": f"model-{number}", "commit": commit},
    ]
    for wish in chance.sample(wishes, 2):
        change = new_id()
        with store.writing() as connection:
            asked = ChangeRow(
                id=change, repository=id, person=None, author="Jo", author_email="jo@example.com",
                request={**wish, "message": change}, state="queued", planned=[], tags=[], error=None,
                created=time.time(), ended=None,
            )  # fmt: skip
            changes.add(connection, asked)
            jobs.want(connection, jobs.SYNC, id)


def until_all_is_done(store: Store) -> list[jobs.JobRow]:
    deadline = time.monotonic() + DEADLINE
    while True:
        with store.reading() as connection:
            rows = jobs.every(connection)
        if all(row.wanted == row.done and row.worker is None for row in rows):
            return rows
        assert time.monotonic() < deadline, [row for row in rows if row.wanted != row.done or row.worker]
        time.sleep(0.1)


def every_tag_is_of_one_change(remote: Shell, asked: list[ChangeRow]) -> None:
    lines = remote.git("for-each-ref", "--format=%(refname:strip=2) %(objectname)", "refs/tags").splitlines()
    there = sorted(tuple(line.split()) for line in lines)
    made = sorted((tag["tag"], tag["object"]) for change in asked for tag in change.tags)
    assert there == made
    for change in asked:
        assert change.state == ("done" if change.tags else "failed"), change
        # an assignment registers the version first, if the commit has none
        assert len(change.tags) <= (2 if change.request["action"] == "assign" else 1), change
        assert change.error is None or change.error["code"] in REFUSALS, change


#: What is rightly refused: somebody else registered the commit meanwhile, or it is in that stage already.
REFUSALS = {"commit-taken"}


def nothing_differs(parts: Parts, id: str) -> None:
    with parts.store.reading() as connection:
        repository = repositories.get(connection, id)
    assert (
        differences(parts.store, source_of(parts.store, repository, parts.secrets, parts.conditions), parts.conditions)
        == {}
    )
