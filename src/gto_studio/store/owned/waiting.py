"""How much work waits, for whoever watches the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from gto_studio.store.owned.tables import job

if TYPE_CHECKING:
    from sqlalchemy import Connection


def due(connection: Connection, now: float) -> tuple[int, float | None]:
    """How many jobs nobody is at, though their time has come, and since when the oldest of them."""
    free = or_(job.c.lease_until.is_(None), job.c.lease_until < now)
    asked = select(func.count(), func.min(job.c.not_before)).where(
        job.c.wanted > job.c.done, job.c.not_before <= now, free
    )
    waiting, oldest = connection.execute(asked).one()
    return waiting, oldest
