"""Deliveries: which hooks were answered, so that none is answered twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from gto_studio.store import dialects
from gto_studio.store.owned.tables import delivery

if TYPE_CHECKING:
    from sqlalchemy import Connection


def is_new(connection: Connection, source: str, id: str, *, now: float) -> bool:
    """Write down that it came; False: it had come before."""
    return dialects.insert_new(connection, delivery, {"source": source, "id": id, "at": now})


def clear(connection: Connection, *, before: float) -> int:
    """Forget those that came before this moment."""
    return connection.execute(delete(delivery).where(delivery.c.at < before)).rowcount
