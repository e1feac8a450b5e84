"""Whether the server can answer, and whether its work is being done."""

from __future__ import annotations

from gto.version import __version__
from gto_studio.store.owned import jobs
from gto_studio.web.api.shapes import Health
from gto_studio.web.asking import Ask


def read(ask: Ask) -> Health:
    """Answers only when the database does."""
    with ask.parts.store.reading() as connection:
        waiting, oldest = jobs.waiting(connection)
    return Health(
        status="ok",
        version=__version__,
        database="sqlite" if ask.parts.store.is_sqlite else "postgresql",
        waiting=waiting,
        oldest_seconds=oldest,
    )
