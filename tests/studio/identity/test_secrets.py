"""Secrets at rest: sealed, opened, lost and renewed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from gto_studio.errors import WrongKey, WrongSettings
from gto_studio.identity.secrets import Secrets, load, new_key, rotate
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.store.owned import teams
from gto_studio.store.owned.tables import repository

NOW = 1_700_000_000.0


def stored(store: Store, secrets: Secrets) -> None:
    with store.writing() as connection:
        team = teams.first(connection, NOW)
        connection.execute(
            insert(repository).values(
                id="R",
                team=team.id,
                url="https://git.example/r",
                name="r",
                forge="git",
                secret=secrets.seal("pässword"),
                hook_secret=secrets.seal("hook"),
                created=NOW,
            )
        )


def read(store: Store, secrets: Secrets) -> tuple[str, str]:
    with store.reading() as connection:
        row = connection.execute(select(repository.c.secret, repository.c.hook_secret)).one()
    return secrets.open(row.secret), secrets.open(row.hook_secret)


def test_what_was_sealed_is_opened_by_the_next_process_and_read_by_nobody_else(store: Store, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    stored(store, load(settings, store))
    assert read(store, load(settings, store)) == ("pässword", "hook")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with store.reading() as connection:
        assert b"hook" not in connection.scalars(select(repository.c.hook_secret)).one()


def test_a_lost_key_stops_the_start_and_no_new_one_is_made_in_its_place(store: Store, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    stored(store, load(settings, store))
    (tmp_path / "key").unlink()
    with pytest.raises(WrongKey, match="2 stored secrets"):
        load(settings, store)
    assert not (tmp_path / "key").exists()
    with pytest.raises(WrongKey, match="another key"):
        load(Settings(data=tmp_path, secret_key=new_key()), store)


def test_a_key_that_is_none_is_said_to_be_none(store: Store, tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="is not one"):
        load(Settings(data=tmp_path, secret_key="secret"), store)


def test_rotation_renews_the_file_and_who_runs_meanwhile_goes_on(store: Store, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    running = load(settings, store)
    stored(store, running)
    before = (tmp_path / "key").read_text()
    assert rotate(settings, store) == 2
    after = (tmp_path / "key").read_text()
    assert len(after.split()) == 1
    assert after != before
    assert read(store, load(settings, store)) == ("pässword", "hook")
    assert read(store, running) == ("pässword", "hook")


def test_rotation_with_the_key_in_the_settings(store: Store, tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    stored(store, load(Settings(data=tmp_path, secret_key=old), store))
    assert rotate(Settings(data=tmp_path, secret_key=f"{new},{old}"), store) == 2
    assert read(store, load(Settings(data=tmp_path, secret_key=new), store)) == ("pässword", "hook")
    assert not (tmp_path / "key").exists()
