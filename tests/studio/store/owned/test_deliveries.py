from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.owned import deliveries
from studio.rows import NOW


def test_a_delivery_is_new_once(store: Store) -> None:
    with store.writing() as connection:
        assert deliveries.is_new(connection, "github", "1", now=NOW)
        assert not deliveries.is_new(connection, "github", "1", now=NOW + 1)
        assert deliveries.is_new(connection, "gitlab", "1", now=NOW + 1)
        assert deliveries.clear(connection, before=NOW + 1) == 1
        assert deliveries.is_new(connection, "github", "1", now=NOW + 2)
