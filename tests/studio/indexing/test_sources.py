"""How a repository is reached follows from its row, the key and the settings."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from gto_studio.errors import LeaseLost, WrongKey
from gto_studio.identity.secrets import Secrets, new_key
from gto_studio.indexing.sources import source_of, sweep, syncing
from gto_studio.jobs.work import Task
from gto_studio.mirrors.credentials import Credentials
from gto_studio.store.connection import Store
from gto_studio.store.derived import readings, rows
from gto_studio.store.owned import jobs, repositories
from studio.following import Followed, conditions, follow
from studio.rows import a_repository


def test_a_stored_secret_is_opened(store: Store, tmp_path: Path) -> None:
    secrets, other = Secrets([new_key()]), Secrets([new_key()])
    with store.writing() as connection:
        row = a_repository(connection, "https://h.example/o", username="jo", secret=secrets.seal("pass"))
    source = source_of(store, row, secrets, conditions(tmp_path))
    assert (source.id, source.url, source.credentials) == (row.id, "https://h.example/o", Credentials("jo", "pass"))
    nothing = replace(row, username=None, secret=None)
    assert source_of(store, nothing, secrets, conditions(tmp_path)).credentials == Credentials()
    with pytest.raises(WrongKey):
        source_of(store, replace(row, secret=other.seal("pass")), secrets, conditions(tmp_path))


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


def values(followed: Followed) -> list[tuple[object, bool]]:
    """What each commit's metrics are, the newest first, and whether something was lacking."""
    with followed.store.reading() as connection:
        lacks = {row["commit"]: row["lacks"] for row in rows.read(connection, followed.source.id, "reading")}
        said = []
        for commit in followed.shell.git("log", "--format=%H").split():
            document = readings.document(connection, followed.source.id, commit)
            assert document is not None
            cell = document["metrics"]["m.json"]
            said.append((cell["data"] if "data" in cell else cell["error"]["type"], lacks[commit]))
    return said


def test_values_that_dvc_keeps_elsewhere_are_read_as_soon_as_they_are_to_be_had(store: Store, tmp_path: Path) -> None:
    def kept(where: Path, text: str) -> str:
        hash = hashlib.md5(text.encode()).hexdigest()
        place = where / "files/md5" / hash[:2] / hash[2:]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
        return hash

    def config(where: Path) -> str:
        return f"[core]\n    remote = store\n['remote \"store\"']\n    url = {where}\n"

    def lock(hash: str) -> str:
        out = f"{{path: m.json, hash: md5, md5: {hash}, size: 9}}"
        return f"schema: '2.0'\nstages: {{train: {{cmd: x, outs: [{out}]}}}}\n"

    near, far = tmp_path / "near", tmp_path / "far"
    followed = follow(store, tmp_path)
    followed.shell.commit("1", files={
        "dvc.yaml": "stages: {train: {cmd: x, metrics: [m.json]}}\n", ".dvc/config": config(near),
        "dvc.lock": lock(kept(near, '{"f1": 1}')),
    })  # fmt: skip
    followed.shell.commit("2", minute=1, files={"dvc.lock": lock(kept(far, '{"f1": 2}'))})
    work = syncing(Secrets([new_key()]), followed.conditions, 60.0)

    def sync() -> None:
        with store.writing() as connection:
            jobs.want(connection, jobs.SYNC, followed.source.id)
            claim = jobs.claim(connection, [jobs.SYNC], "me", lease_seconds=60)
        assert claim is not None
        work.do(Task(store, claim))
        with store.writing() as connection:
            jobs.finish(connection, claim, next_at=None, now=0.0)

    sync()
    assert values(followed) == [("NotInGit", True), ({"f1": 1}, False)]
    followed.shell.commit("3", minute=2, files={".dvc/config": config(far)})
    sync()
    assert values(followed) == [({"f1": 2}, False), ({"f1": 2}, False), ({"f1": 1}, False)]
    assert [row["complete"] for row in followed.rows("extent")] == [True]
