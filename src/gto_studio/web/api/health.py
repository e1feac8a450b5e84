"""Whether the server can answer, and whether its work is being done."""

from __future__ import annotations

from gto.version import __version__
from gto_studio.store.owned import waiting
from gto_studio.web.api.shapes import Health
from gto_studio.web.asking import Ask


def read(ask: Ask) -> Health:
    """Answers only when the database does."""
    now = ask.parts.clock()
    with ask.parts.store.reading() as connection:
        jobs, oldest = waiting.due(connection, now)
    return Health(
        status="ok",
        version=__version__,
        database="sqlite" if ask.parts.store.is_sqlite else "postgresql",
        waiting=jobs,
        oldest_seconds=None if oldest is None else max(0.0, now - oldest),
    )
