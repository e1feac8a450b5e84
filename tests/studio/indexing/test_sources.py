"""How a repository is reached follows from its row, the key and the settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gto_studio.errors import LeaseLost, WrongKey
from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.indexing.sources import source_of, sweep, syncing
from gto_studio.jobs.work import Task
from gto_studio.mirrors.credentials import Credentials
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, repositories
from gto_studio.store.owned.repositories import RepositoryRow
from studio.following import follow


def row(username: str | None, secret: bytes | None) -> RepositoryRow:
    return RepositoryRow("R", "T", "https://h.example/o", "o", "git", None, username, secret, None, b"", 0.0)


def test_a_stored_secret_is_opened() -> None:
    secrets = Secrets([new_key()])
    source = source_of(row("jo", secrets.seal("pass")), secrets)
    assert (source.id, source.url, source.credentials) == ("R", "https://h.example/o", Credentials("jo", "pass"))
    assert source_of(row(None, None), secrets).credentials == Credentials()
    with pytest.raises(WrongKey):
        source_of(row("jo", Secrets([new_key()]).seal("pass")), secrets)


def test_the_job_reads_a_repository_and_knows_when_it_is_wanted_again(store: Store, tmp_path: Path) -> None:
    followed = follow(store, tmp_path)
    followed.shell.commit("Train")
    followed.shell.tag("churn@v1.0.0", minute=1)
    work = syncing(Secrets([new_key()]), followed.conditions, 60.0)
    with store.writing() as connection:
        jobs.want(connection, jobs.SYNC, followed.source.id)
        claim = jobs.claim(connection, [jobs.SYNC], "me", lease_seconds=60)
        assert claim is not None
        assert work.interval is not None
        assert work.interval(connection, followed.source.id) == 60.0
        slow = replace(repositories.get(connection, followed.source.id), poll_seconds=7.0)
        repositories.save(connection, slow)
        assert work.interval(connection, followed.source.id) == 7.0
    work.do(Task(store, claim))
    assert [row["tag"] for row in followed.rows("event")] == ["churn@v1.0.0"]
    followed.shell.tag("churn@v2.0.0", minute=2)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE job SET worker = 'another'")
    with pytest.raises(LeaseLost):
        work.do(Task(store, claim))
    assert len(followed.rows("event")) == 1


def test_mirrors_of_removed_repositories_are_thrown_away(store: Store, tmp_path: Path) -> None:
    one, other = follow(store, tmp_path / "one"), follow(store, tmp_path / "other")
    other = replace(other, conditions=one.conditions)
    for followed in (one, other):
        followed.shell.commit("Train")
        followed.sync()
    with store.writing() as connection:
        repositories.remove(connection, other.source.id)
    sweep(store, one.conditions)
    left = {path.name.partition(".")[0] for path in one.conditions.folder.iterdir()}
    assert left & {one.source.id, other.source.id} == {one.source.id}
