from __future__ import annotations

import pytest

from gto_studio.errors import NotFound
from gto_studio.store.connection import Store
from gto_studio.store.owned import changes
from studio.rows import NOW, a_change, a_repository


def test_a_change_goes_its_way(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        first, second = a_change(connection, row.id), a_change(connection, row.id)
        tag: changes.TagMade = {"tag": "churn@v1.0.0", "object": "a" * 40, "commit": "b" * 40}
        changes.announce(connection, first.id, [tag])
        assert changes.get(connection, first.id).state == "running"
        assert {one.id for one in changes.under_way(connection, [row.id])} == {first.id, second.id}
        changes.done(connection, first.id, [tag], now=NOW + 1)
        changes.failed(connection, second.id, {"code": "tag-exists"}, now=NOW + 2)
        assert changes.get(connection, first.id).tags == [tag]
        assert changes.under_way(connection, [row.id]) == []
        assert [one.id for one in changes.of_repositories(connection, [row.id], states=["failed"])] == [second.id]
        newest = changes.of_repositories(connection, [row.id], limit=1)
        rest = changes.of_repositories(connection, [row.id], before=newest[0].id)
        assert {newest[0].id, rest[0].id} == {first.id, second.id}
        with pytest.raises(NotFound):
            changes.done(connection, "nobody", [], now=NOW)
