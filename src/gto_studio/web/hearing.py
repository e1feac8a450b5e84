"""What programs tell us: each thing once, and they wait only so long for an answer.

So it is heard although the database is away for a moment, and what became of it is remembered for the page that finds
out why nothing arrives.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from gto.errors import GtoError
from gto_studio.live.arriving import Arrival
from gto_studio.rules.addresses import LENGTH_MAX
from gto_studio.store.connection import is_busy
from gto_studio.web.bodies import READ_MOST, mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.requests import Request
    from starlette.responses import Response

    from gto_studio.live.arriving import Arrivals

    Answer = Callable[[Request], Coroutine[Any, Any, Response]]

#: It is tried for so long while the database is away, each time after a pause.
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.25


def patient(answer: Answer) -> Answer:
    """The same answer, tried again while the database is away: who asked may have left since, and not come again."""

    async def trying(request: Request) -> Response:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return await answer(request)
            except Exception as error:
                if not is_busy(error) or time.monotonic() >= until:
                    raise
            await asyncio.sleep(PAUSE_SECONDS)

    return trying


def remembered(answer: Answer) -> Answer:
    """The same answer, and what became of the question is written down."""

    async def remembering(request: Request) -> Response:
        try:
            response = await answer(request)
        except GtoError as error:
            await _remember(request, error)
            raise
        await _remember(request, None)
        return response

    return remembering


async def _remember(request: Request, error: GtoError | None) -> None:
    arrivals: Arrivals = request.app.state.arrivals
    url = getattr(request.state, "repository", None)
    if url is None and int(request.headers.get("content-length", "0")) <= READ_MOST:
        url = mapping(await request.body()).get("repo_url")
    header = request.headers.get("authorization", "")[:300]
    arrival = Arrival(request.url.path, header, url[:LENGTH_MAX] if isinstance(url, str) else "", error)
    if arrivals.is_news(arrival):  # and nobody waits until it is written
        asyncio.get_running_loop().run_in_executor(None, arrivals.note, arrival)
