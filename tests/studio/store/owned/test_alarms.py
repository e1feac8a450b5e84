from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.owned import alarms, notices
from studio.rows import NOW, a_repository


def test_alarms(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        about = {"repository": row.id, "before": "a", "now": NOW}
        moved = alarms.add(connection, kind="moved", tag="x@v1.0.0", after="b", event={"action": "register"}, **about)
        gone = alarms.add(connection, kind="vanished", tag="y@v1.0.0", after=None, event=None, **about)
        assert alarms.count_open(connection, [row.id]) == {row.id: 2}
        assert alarms.acknowledge(connection, moved.id, by="Jo", now=NOW + 1)
        assert not alarms.acknowledge(connection, moved.id, by="Ann", now=NOW + 2)
        assert alarms.of_repositories(connection, [row.id], open_only=True) == [gone]
        found = alarms.find(connection, moved.id)
        assert found
        assert (found.acknowledged_by, found.event) == ("Jo", {"action": "register"})
        assert notices.since(connection, 0)[-1].data == {"alarm": moved.id, "repository": row.id}
