"""The intake of a web process: posts that arrive together become one transaction, and each sender hears of its end.

A disk takes a few hundred transactions a second and SQLite one at a time, while training jobs post by the thousand.
So while one transaction is written, what arrives waits, and is the next one.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from concurrent import futures
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto_studio.errors import StudioError
from gto_studio.live import taking
from gto_studio.live.taking import News, Taken, Told
from gto_studio.store.owned import notices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from gto_studio.rules.access import Actor
    from gto_studio.rules.posts import Post
    from gto_studio.store.connection import Store

log = logging.getLogger(__name__)

#: So many posts, and so many bytes of images, in one transaction.
BATCH_MOST = 200
BATCH_BYTES_MOST = 64_000_000
#: While posts come in crowds, so long is waited for some more of them: a transaction of ten costs little more than one
#: of one, and other writers of the database get their turn.
GATHER_SECONDS = 0.01
#: Pages hear of new data of a run no more often than this.
TELL_SECONDS = 0.5
#: The thread ends when nothing came for so long; the next post starts another.
IDLE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    told: Told
    answer: Future[Taken]


class Intake:
    """Takes posts of runs, from any thread."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._waiting: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._running = self._busy = False
        self._last: Future[Taken] | None = None
        self._pages = _Pages()

    def take(self, actor: Actor, post: Post) -> Future[Taken]:
        """Its result is there once the post is in the database. Errors: those of `taking.take`, and of the database."""
        waiting = _Waiting(Told(actor, post), Future())
        waiting.answer.set_running_or_notify_cancel()  # it is written down, whoever still waits to hear of it
        with self._lock:
            self._waiting.put(waiting)
            self._last = waiting.answer
            if not self._running:
                self._running = True
                threading.Thread(target=self._run, name="intake", daemon=True).start()
        return waiting.answer

    def settle(self, seconds: float) -> bool:
        """Wait until all that was taken so far is in the database, but no longer than this; whether it is."""
        with self._lock:
            last = self._last
        return last is None or not futures.wait([last], seconds).not_done

    def _run(self) -> None:
        while True:
            batch = self._next(self._pages.seconds_left())
            if batch:
                self._take(batch)
            elif self._pages.seconds_left() is not None:
                self._tell_rest()
            else:
                with self._lock:
                    if self._waiting.empty():
                        self._running = False
                        return

    def _next(self, seconds: float | None) -> list[_Waiting]:
        """All that waits; if nothing does, what comes within so many seconds."""
        batch: list[_Waiting] = []
        size = 0
        with suppress(queue.Empty):
            batch.append(self._waiting.get(timeout=IDLE_SECONDS if seconds is None else max(0.001, seconds)))
            if self._busy:
                time.sleep(GATHER_SECONDS)
            while len(batch) < BATCH_MOST and (size := size + _size(batch[-1])) < BATCH_BYTES_MOST:
                batch.append(self._waiting.get_nowait())
        self._busy = len(batch) > 1
        return batch

    def _take(self, batch: Sequence[_Waiting]) -> None:
        try:
            found = taking.take(self._store, [one.told for one in batch], self._clock(), tell=self._pages.tell)
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits has to hear of it
            if len(batch) == 1:
                batch[0].answer.set_exception(error)
                return
            for one in batch:  # a post that breaks the database must not take the others with it
                self._take([one])
            return
        for one, answer in zip(batch, found, strict=True):
            if isinstance(answer, StudioError):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)

    def _tell_rest(self) -> None:
        try:
            with self._store.writing() as connection:
                self._pages.tell(connection, [])
        except Exception:
            log.exception("pages were not told of new data")
            self._pages.forget()


class _Pages:
    """What pages were told, and what they are still to hear: of data, only so often, and of many runs at once."""

    def __init__(self) -> None:
        self._due = 0.0
        self._left: dict[tuple[str, str], dict[str, None]] = {}

    def seconds_left(self) -> float | None:
        """Until something is to be told; None: nothing is."""
        return max(0.0, self._due - time.monotonic()) if self._left else None

    def tell(self, connection: Connection, news: Sequence[News]) -> None:
        for one in news:
            if one.kind == "data":
                self._left.setdefault((one.team, one.repository), {})[one.run] = None
            else:
                data = {"repository": one.repository, "runs": [one.run], "kind": one.kind}
                notices.tell(connection, "run", data, team=one.team)
        now = time.monotonic()
        if self._left and now >= self._due:
            for (team, repository), runs in self._left.items():
                notices.tell(
                    connection, "run", {"repository": repository, "runs": list(runs), "kind": "data"}, team=team
                )
            self.forget()
            self._due = now + TELL_SECONDS

    def forget(self) -> None:
        self._left = {}


def _size(waiting: _Waiting) -> int:
    return sum(map(len, waiting.told.post.images.values()))
