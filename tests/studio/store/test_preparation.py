"""The tables as migrations make them, on both engines."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from gto_studio.errors import DatabaseTooNew
from gto_studio.store import preparation
from gto_studio.store.connection import Store
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned.tables import metadata as owned


def test_migrations_make_the_owned_tables(store: Store) -> None:
    """Whoever changes `owned/tables.py` adds a step to `store/migrations/versions`."""

    def ours(_: Any, name: str | None, kind: str, __: bool, ___: Any) -> bool:
        return kind != "table" or name in owned.tables

    with store.reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": ours, "compare_type": True, "compare_server_default": True},
        )
        assert compare_metadata(context, owned) == []
        there = set(inspect(connection).get_table_names())
    assert there == {*owned.tables, *derived.metadata.tables, "derived_table", "alembic_version"}


def test_the_comparison_sees_a_difference(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text("ALTER TABLE team ADD COLUMN motto TEXT"))
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), owned)


def test_unique_columns_and_references_are_the_same(store: Store) -> None:
    """What the comparison above does not look at on SQLite."""
    with store.reading() as connection:
        there = inspect(connection)
        for table in owned.sorted_tables:
            keys = {tuple(key["column_names"]) for key in there.get_unique_constraints(table.name)}
            wanted = {
                tuple(column.name for column in constraint.columns)
                for constraint in table.constraints
                if type(constraint).__name__ == "UniqueConstraint"
            }
            assert keys == wanted, table.name
            references = {
                (key["constrained_columns"][0], key["referred_table"], key["options"].get("ondelete"))
                for key in there.get_foreign_keys(table.name)
            }
            assert references == {
                (key.parent.name, key.column.table.name, key.ondelete) for key in table.foreign_keys
            }, table.name


def test_preparing_twice_changes_nothing(database: str) -> None:
    store = Store(database)
    store.prepare()
    with store.writing() as connection:
        connection.execute(derived.about.insert().values(repository="r", directories=[], remotes={}, workflows=[]))
    store.prepare()
    with store.reading() as connection:
        assert connection.execute(select(derived.about.c.repository)).scalars().all() == ["r"]
    store.close()


def test_derived_tables_of_another_shape_are_made_anew(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(database)
    store.prepare()
    with store.writing() as connection:
        connection.execute(derived.about.insert().values(repository="r", directories=[], remotes={}, workflows=[]))
        connection.execute(preparation.made.insert().values(name="forgotten", shape="1:old"))
        connection.execute(text("CREATE TABLE forgotten (x INTEGER)"))
    monkeypatch.setattr(derived, "SHAPE", derived.SHAPE + 1)
    store.prepare()
    with store.reading() as connection:
        assert connection.execute(select(derived.about)).all() == []
        assert not inspect(connection).has_table("forgotten")
    store.close()


def test_a_database_of_a_newer_version_is_left_alone(database: str) -> None:
    store = Store(database)
    store.prepare()
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew):
        store.prepare()
    store.close()


def test_processes_that_start_at_once_prepare_once(database: str) -> None:
    script = f"from gto_studio.store.connection import Store; Store({database!r}).prepare()"
    starting = [subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    for process in starting:
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
