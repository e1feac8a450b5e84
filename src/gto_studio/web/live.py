"""Live: what open pages are told, as server-sent events. The id of each is that of its notice.

One thread of the process waits for the database to change (whoever changed it, in this process or another), and wakes
the streams; each then reads what it has not sent yet and its person may see. So however many pages are open, the
database is asked only when there is news.
"""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import msgspec
from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from gto_studio.errors import TooMany
from gto_studio.store import dialects
from gto_studio.store.owned import notices
from gto_studio.store.wakeups import Wakeups
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from gto_studio.store.connection import Store
    from gto_studio.store.owned.notices import NoticeRow

#: A comment this often, so that proxies keep the connection and a page notices that it broke.
HEARTBEAT_SECONDS = 15.0
#: After a broken connection a page waits so long.
RETRY_MILLISECONDS = 2_000
#: A page that was one too many.
COME_BACK_SECONDS = 60.0
#: Whoever waits looks again after this, even if nobody woke him.
PATIENCE_SECONDS = 5.0
#: Then a page connects again, and whether its person may still see all this is looked at anew.
LIFETIME_SECONDS = 600.0
#: A page asks for what it shows, and listens a moment later: what was told so long ago is told to it once more.
BEFORE_SECONDS = 30.0
#: More pages than these are told to come back later: the rest of the server's connections is for whoever has something
#: to say, such as that a training has ended.
LISTENERS_MOST = 700
#: More notices than these a page need not hear one by one: it is told to read everything anew.
BACKLOG_MAX = 1_000


class Bell:
    """Wakes everybody who listens in this process when the database may have changed. Starts with the first of them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set when something may have changed. Who clears it, and looks then, misses nothing."""
        woken = asyncio.Event()
        listener = (asyncio.get_running_loop(), woken)
        with self._lock:
            self._listeners.add(listener)
            if self._thread is None:
                self._thread = threading.Thread(target=self._listen, name="bell", daemon=True)
                self._thread.start()
        try:
            yield woken
        finally:
            with self._lock:
                self._listeners.discard(listener)

    def end(self) -> None:
        """Stop listening and let everybody go."""
        self._ended.set()
        self._ring()

    @property
    def is_full(self) -> bool:
        return len(self._listeners) >= LISTENERS_MOST

    @property
    def has_ended(self) -> bool:
        return self._ended.is_set()

    def _listen(self) -> None:
        wakeups = Wakeups(self._store.engine)
        try:
            while not self._ended.is_set():
                if wakeups.wait(PATIENCE_SECONDS, ended=self._ended):
                    self._ring()
        finally:
            wakeups.close()

    def _ring(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for loop, woken in listeners:
            with suppress(RuntimeError):  # a loop that has ended
                loop.call_soon_threadsafe(woken.set)


async def stream(
    ask: Ask,
    request: Request,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
    since: Annotated[int | None, Query(ge=0, le=1 << 53, description="`Last-Event-ID` of a first connection")] = None,
) -> StreamingResponse:
    """Notices as they come: `repository`, `change`, `run`, `queue` and `alarm` with the ids of what to read again.

    `Last-Event-ID` goes on where a connection broke off; `reset` means that more was missed than is kept. Without it a
    connection begins half a minute ago, so that nothing is missed of what came while a page was read.
    """
    bell: Bell = request.app.state.bell
    if bell.is_full:
        raise TooMany("More pages listen for news than one server can tell", seconds=COME_BACK_SECONDS)
    last = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdigit() else since
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(ask, bell, last), media_type="text/event-stream", headers=headers)


async def _told(ask: Asking, bell: Bell, asked: int | None) -> AsyncIterator[bytes]:
    begun = spoken = time.monotonic()
    last, missed = await run_in_threadpool(_begin, ask, asked)
    yield b"retry: %d\n\n" % RETRY_MILLISECONDS
    yield _event(last, "reset" if missed else "ready", b"{}")
    with bell.listening() as woken:
        while not bell.has_ended and time.monotonic() - begun < LIFETIME_SECONDS:
            woken.clear()
            for row in await run_in_threadpool(_news, ask, last):
                last, spoken = row.id, time.monotonic()
                yield _event(row.id, row.topic, msgspec.json.encode(row.data))
            if time.monotonic() - spoken >= HEARTBEAT_SECONDS:
                spoken = time.monotonic()
                yield b": still here\n\n"
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(woken.wait(), PATIENCE_SECONDS)


def _begin(ask: Asking, last: int | None) -> tuple[int, bool]:
    """Where to go on, and whether something before it is no longer kept."""
    with ask.parts.store.reading() as connection:
        if last is None:
            return notices.newest(connection, before=dialects.now(connection) - BEFORE_SECONDS), False
        newest, oldest = notices.newest(connection), notices.oldest(connection)
    if last > newest or last < oldest - 1 or newest - last > BACKLOG_MAX:
        return newest, True
    return last, False


def _news(ask: Asking, last: int) -> list[NoticeRow]:
    with ask.parts.store.reading() as connection:
        return notices.since(connection, last, teams=ask.actor.sees)


def _event(id: int, topic: str, data: bytes) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (id, topic.encode(), data)
