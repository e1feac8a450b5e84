"""Values that are pushed to a data remote after their commit are read when they are there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from gto.errors import GitFailed
from gto_studio.errors import StillLacking
from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.indexing import lacking
from gto_studio.indexing.lacking import looking_again
from gto_studio.indexing.sources import LACKING_SECONDS, syncing, terms_of
from gto_studio.jobs.work import Task
from gto_studio.jobs.worker import Worker
from gto_studio.store import dialects
from gto_studio.store.connection import Store
from gto_studio.store.derived import readings, rows
from gto_studio.store.owned import jobs, notices, repositories
from studio.following import Followed, follow

SECRETS = Secrets([new_key()])


@dataclass
class Late:
    """A repository whose metrics are pushed to its remote later than its commits."""

    followed: Followed
    remote: Path
    told: int = 0

    @property
    def store(self) -> Store:
        return self.followed.store

    def commit(self, minute: int, text: str) -> str:
        """A training that writes this as its metrics."""
        hash = hashlib.md5(text.encode()).hexdigest()
        out = f"{{path: m.json, hash: md5, md5: {hash}, size: {len(text)}}}"
        return self.followed.shell.commit(str(minute), minute=minute, files={
            "dvc.yaml": "stages: {train: {cmd: x, metrics: [m.json]}}\n",
            ".dvc/config": f"[core]\n    remote = store\n['remote \"store\"']\n    url = {self.remote}\n",
            "dvc.lock": f"schema: '2.0'\nstages: {{train: {{cmd: x, outs: [{out}]}}}}\n",
        })  # fmt: skip

    def push(self, text: str) -> None:
        hash = hashlib.md5(text.encode()).hexdigest()
        place = self.remote / "files/md5" / hash[:2] / hash[2:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def sync(self) -> None:
        with self.store.writing() as connection:
            jobs.want(connection, jobs.SYNC, self.followed.source.id)
        works = {jobs.SYNC: syncing(SECRETS, self.followed.conditions, 60.0)}
        assert Worker(self.store, works).run_due() == 1

    def job(self) -> jobs.JobRow | None:
        with self.store.reading() as connection:
            return jobs.of(connection, jobs.LACKING, [self.followed.source.id]).get(self.followed.source.id)

    def look(self, change: Callable[[], object] = lambda: None) -> None:
        """What the job does, when its time has come; `change` happens before anything is written."""
        with self.store.writing() as connection:
            jobs.want_anew(connection, jobs.LACKING, self.followed.source.id)
            claim = jobs.claim(connection, [jobs.LACKING], "me", lease_seconds=60)
            assert claim is not None
        try:
            looking_again(SECRETS, self.followed.conditions).do(_Interrupted(self.store, claim, change))
        finally:
            with self.store.writing() as connection:
                jobs.give_back(connection, claim)

    def values(self) -> list[object]:
        """What each commit's metrics are, the newest first."""
        with self.store.reading() as connection:
            said = []
            for commit in self.followed.shell.git("log", "--format=%H").split():
                document = readings.document(connection, self.followed.source.id, commit)
                assert document is not None
                cell = document["metrics"]["m.json"]
                said.append(cell["data"] if "data" in cell else cell["error"]["type"])
            return said

    def heard(self) -> list[Any]:
        """What pages were told of changed rows since they were told last."""
        with self.store.reading() as connection:
            found = notices.since(connection, self.told)
        self.told = max([self.told, *(one.id for one in found)])
        return [one.data["changed"] for one in found if "changed" in one.data]

    def differs_from_git(self) -> bool:
        with self.store.reading() as connection:
            row = repositories.get(connection, self.followed.source.id)
        with terms_of(self.store, row, SECRETS, self.followed.conditions) as terms:
            return bool(self.followed.differences(terms=terms))


class _Interrupted(Task):
    """A task during which something happens before its first transaction."""

    def __init__(self, store: Store, claim: jobs.Claim, change: Callable[[], object]) -> None:
        super().__init__(store, claim)
        self.change = change

    def say(self, phase: str, done: int | None = None, of: int | None = None) -> None:
        self.change()
        super().say(phase, done, of)


@pytest.fixture
def late(store: Store, tmp_path: Path) -> Late:
    return Late(follow(store, tmp_path), tmp_path / "remote")


def test_what_is_pushed_later_is_read_then_and_pages_are_told(late: Late) -> None:
    late.commit(0, '{"f1": 1}')
    late.commit(1, '{"f1": 2}')
    late.sync()
    assert late.values() == ["NotInGit", "NotInGit"]
    late.heard()
    with pytest.raises(StillLacking, match="2 commits"):
        late.look()
    assert late.heard() == []
    late.push('{"f1": 2}')
    with pytest.raises(StillLacking, match="1 commits"):
        late.look()
    assert late.values() == [{"f1": 2}, "NotInGit"]
    assert late.heard() == [["part", "reading"]]
    late.push('{"f1": 1}')
    late.look()
    assert late.values() == [{"f1": 2}, {"f1": 1}]
    late.look()  # nothing is left to look for
    assert late.heard() == [["part", "reading"]]
    assert not late.differs_from_git()  # no part is left over, either


def test_no_commit_waits_for_newer_ones_whose_data_are_never_pushed(
    late: Late, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lacking, "CHUNK", 2)
    for number in range(5):
        late.commit(number, f'{{"f1": {number}}}')
    late.sync()
    for number in (0, 3):
        late.push(f'{{"f1": {number}}}')
    late.heard()
    with pytest.raises(StillLacking, match="3 commits"):
        late.look()
    assert late.values() == ["NotInGit", {"f1": 3}, "NotInGit", "NotInGit", {"f1": 0}]
    assert late.heard() == [["part", "reading"]] * 2  # the newest first, and each chunk as it is read


def test_a_sync_that_leaves_some_lacking_has_it_looked_for_soon_and_no_other(late: Late) -> None:
    late.push('{"f1": 1}')
    late.commit(0, '{"f1": 1}')
    late.sync()
    assert late.job() is None
    late.commit(1, '{"f1": 2}')
    late.sync()
    job = late.job()
    with late.store.reading() as connection:
        now = dialects.now(connection)
    assert job is not None
    assert 0 < job.not_before - now <= LACKING_SECONDS
    with late.store.writing() as connection:  # it was looked for in vain
        late_by = job.not_before + 1
        claim = jobs.claim(connection, [jobs.LACKING], "me", lease_seconds=60, now=late_by)
        assert claim is not None
        error = {"code": "still-lacking", "message": "", "hint": None}
        jobs.fail(connection, claim, error, again_at=late_by + 9_000, now=late_by)
    late.sync()  # nothing new in Git, nothing to hurry for
    again = late.job()
    assert again is not None
    assert again.attempts == 1
    late.commit(2, '{"f1": 3}')
    late.sync()
    job = late.job()
    assert job is not None
    assert (job.attempts, job.error) == (0, None)
    assert 0 < job.not_before - now <= 2 * LACKING_SECONDS + 60


def test_it_is_looked_for_ever_more_seldom_and_not_for_ever() -> None:
    days = sum(min(lacking.RETRY.longest_seconds, 30.0 * 2**n) for n in range(lacking.RETRY.tries or 0)) / 86_400
    assert 5 < days < 14


def test_who_is_overtaken_writes_nothing(late: Late) -> None:
    late.commit(0, '{"f1": 1}')
    late.sync()
    late.push('{"f1": 1}')
    late.commit(1, '{"f1": 1}')
    with pytest.raises(GitFailed, match="is being read"):
        late.look(change=late.sync)
    assert late.values() == [{"f1": 1}, "NotInGit"]
    late.look()
    assert late.values() == [{"f1": 1}, {"f1": 1}]


def test_on_other_terms_the_next_sync_reads_it(late: Late) -> None:
    late.commit(0, '{"f1": 1}')
    late.sync()
    late.push('{"f1": 1}')
    with late.store.writing() as connection:
        row = rows.extent(connection, late.followed.source.id)
        assert row is not None
        del row["stamp"]
        rows.reach(connection, late.followed.source.id, row | {"access": "another"})
    late.look()
    assert late.values() == ["NotInGit"]
    late.sync()
    assert late.values() == [{"f1": 1}]


def test_a_machine_that_has_no_mirror_leaves_it_to_the_sync(late: Late, tmp_path: Path) -> None:
    late.commit(0, '{"f1": 1}')
    late.sync()
    elsewhere = replace(late.followed.conditions, folder=tmp_path / "elsewhere")
    with pytest.raises(GitFailed, match="no mirror"):
        Late(replace(late.followed, conditions=elsewhere), late.remote).look()
