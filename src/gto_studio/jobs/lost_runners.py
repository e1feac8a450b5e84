"""What time does to queued experiments: one whose runner was not heard of waits again, and old ones are forgotten.

Runners are looked after here because they cannot look after each other: the only one may be the one that is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto_studio.store import dialects
from gto_studio.store.owned import notices, projects, queue

if TYPE_CHECKING:
    from gto_studio.store.connection import Store


@dataclass(frozen=True, slots=True)
class QueueSweep:
    """`kept_seconds`: how long an experiment stays in the queue after its end."""

    kept_seconds: float

    def run(self, store: Store) -> int:
        """Do what is due; for how many there was something to do."""
        with store.reading() as connection:
            old = dialects.now(connection) - self.kept_seconds
            if not (queue.any_to_settle(connection) or queue.any_ended(connection, before=old)):
                return 0
        with store.writing() as connection:
            gone = queue.clear(connection, before=old)
            lost = queue.settle(connection)
            of = {row.project: projects.find(connection, row.project) for row in lost}
            for row in lost:
                if project := of[row.project]:
                    notices.tell(connection, "queue", {"project": project.id, "id": row.id}, team=project.team)
        return gone + len(lost)
