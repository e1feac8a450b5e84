"""A server with accounts, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gto_studio.rules.people import FREE
from gto_studio.store.connection import Store
from studio.web.serving import Site, a_site


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Site]:
    with a_site(store, tmp_path / "data") as found:
        yield found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer failures are forgiven, because each takes the time of a hash."""
    monkeypatch.setitem(FREE, "person", 2)
    monkeypatch.setitem(FREE, "address", 3)
