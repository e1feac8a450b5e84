"""Backup and restore as people type them."""

from __future__ import annotations

from pathlib import Path

from gto_studio.store.connection import Store
from gto_studio.store.owned import repositories
from shell import Shell
from studio.rows import a_repository


def test_a_backup_goes_into_another_folder(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "one").mkdir()
    store = Store(f"sqlite:///{tmp_path / 'one' / 'studio.db'}")
    store.prepare()
    with store.writing() as connection:
        row = a_repository(connection)
    store.close()
    assert shell.gto("studio", "backup", "--data", "one", "kept").out == "Wrote kept\n"
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o600
    assert "to read again: 1" in shell.gto("studio", "restore", "--data", "two", "kept").out
    restored = Store(f"sqlite:///{tmp_path / 'two' / 'studio.db'}")
    with restored.reading() as connection:
        assert repositories.of_teams(connection) == [row]
    restored.close()
    assert "empty database only" in shell.gto("studio", "restore", "--data", "two", "kept", code=1).err


def test_a_file_that_is_no_backup(tmp_path: Path) -> None:
    assert "no backup" in Shell(tmp_path).gto("studio", "restore", "--data", "two", __file__, code=1).err
