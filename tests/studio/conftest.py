"""Fixtures of Studio's tests: every test that asks for `database` or `store` runs on SQLite and on PostgreSQL.

    def test_something(store):
        with store.writing() as connection: …

`database` is the address of an empty database; `store` has its tables. `GTO_REQUIRE_POSTGRES=1` (as in CI) makes a
failure of a missing PostgreSQL, which is otherwise a reason to skip.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gto_studio.store.connection import Store
from servers.postgres import Postgres, missing_postgres, serving_postgres

ENGINES = ("sqlite", "postgresql")

#: Read before the tests get surroundings of their own.
MUST_HAVE_POSTGRES = bool(os.environ.get("GTO_REQUIRE_POSTGRES"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server, one a test process."""
    if reason := missing_postgres():
        if MUST_HAVE_POSTGRES:
            pytest.fail(reason)
        pytest.skip(reason)
    with serving_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with the tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "studio.db"
    prepared(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def prepared_postgres(postgres: Postgres) -> str:
    """A PostgreSQL database with the tables, to be copied; its name."""
    postgres.run("CREATE DATABASE prepared TEMPLATE template0 ENCODING UTF8")
    prepared(postgres.url("prepared"))
    return "prepared"


def prepared(url: str) -> None:
    store = Store(url)
    store.prepare()
    store.close()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'studio.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database with all its tables, empty, on each engine. Another process may open `store.address`."""
    if request.param == "sqlite":
        path = tmp_path / "studio.db"
        shutil.copyfile(request.getfixturevalue("prepared_sqlite"), path)
        store = Store(f"sqlite:///{path}")
        yield store
        store.close()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create(request.getfixturevalue("prepared_postgres"))
    store = Store(url)
    yield store
    store.close()
    postgres.drop(url)
