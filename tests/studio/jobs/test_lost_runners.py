"""The queue is swept by every worker, whether any runner asks or not."""

from __future__ import annotations

from gto_studio.jobs.lost_runners import QueueSweep
from gto_studio.store import dialects
from gto_studio.store.connection import Store
from gto_studio.store.owned import notices, projects, queue
from studio.rows import NOW, a_queued, a_repository


def test_what_is_lost_waits_again_and_what_is_old_is_forgotten(store: Store) -> None:
    sweep = QueueSweep(kept_seconds=60)
    assert sweep.run(store) == 0
    with store.writing() as connection:
        now = dialects.now(connection)
        of = a_repository(connection)
        project = projects.add(
            connection, team=of.team, repository=of.id, name="p", directory="", public=False, now=NOW
        )
        lost = a_queued(connection, project.id, of.id, state="running", claim="x", lease_until=now - 1, attempts=1)
        held = a_queued(connection, project.id, of.id, state="running", claim="y", lease_until=now + 3_600)
        a_queued(connection, project.id, of.id, state="done", ended=now - 61)
        fresh = a_queued(connection, project.id, of.id, state="done", ended=now + 3_600)
    assert sweep.run(store) == 2
    assert sweep.run(store) == 0
    with store.reading() as connection:
        found = {row.id: row.state for row in queue.of_project(connection, project.id, limit=9)}
        told = [row.data for row in notices.since(connection, 0)]
    assert found == {lost.id: "queued", held.id: "running", fresh.id: "done"}
    assert told == [{"project": project.id, "id": lost.id}]
