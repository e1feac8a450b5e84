"""`gto studio rebuild` and `check`: what is stored is what Git gives, or they say what is not."""

from __future__ import annotations

import io
import socketserver
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from gto_studio.cli.main import run
from gto_studio.cli.rebuild import TRIES, of_each
from gto_studio.errors import DatabaseAway
from gto_studio.settings import Settings
from gto_studio.store import connection
from gto_studio.wiring import build
from shell import Shell, new_repository
from studio.rows import a_repository

SILENT = 3


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = new_repository(tmp_path / "models")
    shell.commit("Train")
    shell.tag("churn@v1.0.0", minute=1)
    parts = build(Settings(data=tmp_path / "data"))
    with parts.store.writing() as opened:
        a_repository(opened, str(shell.path), name="models", hook_secret=parts.secrets.seal("hook"))
    parts.close()
    return shell


def studio(shell: Shell, *words: str, code: int = 0) -> str:
    said = shell.gto("studio", *words, "--data", shell.path.parent / "data", code=code)
    return said.out + said.err


def test_what_differs_is_named_and_mended(shell: Shell) -> None:
    assert "event: churn@v1.0.0 is missing" in studio(shell, "check", code=1)
    assert "models: was not as in Git" in studio(shell, "rebuild")
    assert studio(shell, "rebuild", "models") == studio(shell, "check") == "models: is as in Git\n"
    shell.tag("churn#prod", minute=2)
    assert "ref: refs/tags/churn#prod is missing" in studio(shell, "check", "models", code=1)


def test_what_cannot_be_read_is_told(shell: Shell) -> None:
    assert "There is no such repository" in studio(shell, "check", "nobody", code=1)
    gone = shell.path
    gone.rename(gone.with_name("gone"))
    shell = shell.within(gone.with_name("data"))
    for command in ("check", "rebuild"):
        assert f"There is no Git repository at '{gone}'" in studio(shell, command, code=1)


def test_who_waits_for_a_writer_is_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    """Of three repositories one gets in at the third time, and one never."""
    busy = OperationalError("BEGIN", {}, sqlite3.OperationalError("database is locked"))
    left = {"first": [], "second": [busy] * (TRIES - 1), "third": [busy] * TRIES}

    def read(repository: Any) -> str:
        if left[repository.name]:
            raise left[repository.name].pop()
        return "read"

    every: Any = [SimpleNamespace(name=name) for name in left]
    found = {repository.name: given for repository, given in of_each(every, read)}
    assert found == {"first": "read", "second": "read", "third": None}
    assert capsys.readouterr().err == (
        "third: The database does not take this now, and nothing was changed [database-away]\n"
        "hint: try again; if it lasts, look why it says: database is locked\n"
    )


def test_a_database_that_somebody_else_holds(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.0)
    holder = sqlite3.connect(shell.path.parent / "data" / "studio.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    words = ["users", "add", "jane", "--email", "jane@example.com", "--password-stdin"]
    with closing(holder), pytest.raises(DatabaseAway) as refused:
        run([*words, "--data", str(shell.path.parent / "data")])
    assert refused.value.hint == "try again; if it lasts, look why it says: database is locked"


def test_hosts_that_do_not_answer_are_waited_for_side_by_side_and_named(shell: Shell, tmp_path: Path) -> None:
    """Each of them falls silent until the others have been asked, too: in a row, nobody would ever answer."""
    together = threading.Barrier(SILENT)

    class Silent(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(threading.BrokenBarrierError):
                together.wait(90)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            parts = build(Settings(data=tmp_path / "data"))
            with parts.store.writing() as connection:
                for number in range(SILENT):
                    url = f"git://127.0.0.1:{server.server_address[1]}/{number}"
                    a_repository(connection, url, name=f"silent-{number}", hook_secret=parts.secrets.seal("hook"))
            parts.close()
            for command, gave in (("rebuild", "was not as in Git"), ("check", "is as in Git")):
                said = studio(shell, command, code=1)
                assert not together.broken
                assert f"models: {gave}" in said
                assert all(f"silent-{number}: 'git:" in said for number in range(SILENT))
                assert f"{SILENT} repositories could not be read" in said
        finally:
            server.shutdown()
