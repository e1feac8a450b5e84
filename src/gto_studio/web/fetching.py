"""Files of commits for handlers that show them: what is here at once, and what a worker brings within a few seconds."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from gto_studio.store.derived import files
from gto_studio.store.derived.files import FileRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from gto_studio.store.connection import Store
    from gto_studio.store.derived.files import Place
    from gto_studio.web.live import Bell

#: A page waits so long for what a worker brings; then it hears that it is on its way.
PATIENCE_SECONDS = 5.0
#: Who waits looks again after this, even if nobody woke him.
LOOK_SECONDS = 1.0
#: So many files are asked for at a time.
FILES_MAX = 2_000

PENDING = FileRow()


async def fetched(
    store: Store, bell: Bell, repository: str, wanted: Collection[Place], *, seconds: float | None = None
) -> dict[Place, FileRow]:
    """Every one of the files, as far as it is known by the end of our patience (`seconds`, if given); else PENDING."""
    places = list(dict.fromkeys(wanted))[:FILES_MAX]
    deadline = time.monotonic() + (PATIENCE_SECONDS if seconds is None else seconds)
    with bell.listening() as woken:
        woken.clear()
        found = await run_in_threadpool(_begin, store, repository, places)
        while (left := [place for place in places if found[place].is_pending]) and not bell.has_ended:
            rest = deadline - time.monotonic()
            if rest <= 0:
                break
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(woken.wait(), min(rest, LOOK_SECONDS))
            woken.clear()
            found |= await run_in_threadpool(_look, store, repository, left)
    return {place: found.get(place, PENDING) for place in wanted}


def _begin(store: Store, repository: str, places: list[Place]) -> dict[Place, FileRow]:
    """Look, and ask a worker for what is not here."""
    with store.reading() as connection:
        found = files.find(connection, repository, places)
        again = files.needs_asking(connection, repository, found)
    if again or any(place not in found or found[place].is_pending for place in places):
        with store.writing() as connection:
            files.ask(connection, repository, places)
        return _look(store, repository, places)
    return found


def _look(store: Store, repository: str, places: list[Place]) -> dict[Place, FileRow]:
    with store.reading() as connection:
        return dict.fromkeys(places, PENDING) | files.find(connection, repository, places)
