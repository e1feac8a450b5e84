from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gto_studio.store.connection import Store
from studio.conftest import ENGINES
from studio.web.registered import Registered, make, registered


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two repositories, to be copied."""
    return make(tmp_path_factory.mktemp("made"))


@pytest.fixture
def registry(store: Store, tmp_path: Path, made: Path) -> Iterator[Registered]:
    """Two repositories that were read, on each engine, to be changed."""
    with registered(store, tmp_path, made) as found:
        yield found


@pytest.fixture(params=ENGINES, scope="module")
def seen(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[Registered]:
    """The same, for tests that only look."""
    folder = tmp_path_factory.mktemp("seen")
    with _a_store(request, folder) as store, registered(store, folder, made) as found:
        yield found


@contextmanager
def _a_store(request: pytest.FixtureRequest, folder: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("prepared_sqlite"), folder / "studio.db")
        store = Store(f"sqlite:///{folder / 'studio.db'}")
        yield store
        store.close()
        return
    postgres = request.getfixturevalue("postgres")
    url = postgres.create(request.getfixturevalue("prepared_postgres"))
    store = Store(url)
    yield store
    store.close()
    postgres.drop(url)
