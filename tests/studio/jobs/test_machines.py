"""Several machines on one PostgreSQL: two servers, three workers with mirrors of their own, twenty repositories."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gto_studio.identity.secrets import new_key
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from servers.postgres import Postgres
from shell import GTO, Shell, new_repository
from studio.cli.running import running

REPOSITORIES = 20


@pytest.mark.slow
def test_they_share_the_work_and_nothing_is_read_twice(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.create()
    for name, value in {"DATABASE": address, "SECRET_KEY": new_key(), "POLL_SECONDS": "3600"}.items():
        monkeypatch.setenv(f"GTO_STUDIO_{name}", value)
    remotes = some_remotes(tmp_path / "remotes")
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running("serve", "--port", "0", "--workers", "0", "--data", tmp_path / f"web{number}"))
            for number in range(2)
        ]
        for number in range(3):
            stack.enter_context(working(tmp_path / f"worker{number}"))
        for number, remote in enumerate(remotes):
            servers[number % 2].post("/api/repositories", {"url": str(remote)})
        answers = [
            server.until("/api/repositories", lambda found: all(one["sync"]["state"] == "ok" for one in found))
            for server in servers
        ]
        assert answers[0] == answers[1]
        assert {one["url"] for one in answers[0]} == set(map(str, remotes))
        for one in answers[0]:
            events = servers[0].get(f"/api/repositories/{one['id']}/events")
            assert [event["tag"] for event in events] == [f"model-{Path(one['url']).name}@v1.0.0", "churn@v1.0.0"]
    each_was_read_once(address, tmp_path)
    postgres.drop(address)


def some_remotes(folder: Path) -> list[Path]:
    """Repositories that have a commit and a version in common, and a version of their own."""
    first = new_repository(folder / "first")
    first.commit("first", files={"model.txt": "1"})
    first.tag("churn@v1.0.0")
    found = []
    for number in range(REPOSITORIES):
        remote = folder / f"{number}"
        shutil.copytree(first.path, remote)
        Shell(remote).tag(f"model-{number}@v1.0.0", minute=1)
        found.append(remote)
    return found


def working(data: Path) -> Any:
    """A worker on a machine of its own."""

    class Working:
        def __enter__(self) -> None:
            self.process = subprocess.Popen([GTO, "studio", "worker", "--data", data], stdout=subprocess.PIPE)

        def __exit__(self, *_: object) -> None:
            assert self.process.stdout
            self.process.stdout.readline()  # others may have done all the work before this one has even started
            self.process.terminate()
            assert self.process.wait(300) == 0
            self.process.stdout.close()

    return Working()


def each_was_read_once(address: str, folder: Path) -> None:
    store = Store(address)
    with store.reading() as connection:
        rows = jobs.every(connection)
    store.close()
    assert [(row.wanted, row.done, row.attempts) for row in rows] == [(1, 1, 0)] * REPOSITORIES
    heads = [path for number in range(3) for path in (folder / f"worker{number}" / "mirrors").glob("*/HEAD")]
    mirrors = Counter(path.parent.stem for path in heads)
    assert mirrors == Counter(row.subject for row in rows)
