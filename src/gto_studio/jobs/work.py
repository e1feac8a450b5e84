"""What a kind of job is: the function that does it, and the little that the function may know of the worker.

    def sync(task: Task) -> None:
        repository = …                          # Git first, without a transaction
        task.say("reading", 3, of=10)           # as often as one likes
        with task.writing() as connection:      # the final write, by the holder of the lease only
            …

The function may run twice, or be left in the midst of it at any point. It ends well by returning. A failure is any
exception: it is kept with its code, sentence and hint, and tried again later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gto_studio.errors import LeaseLost, Stopping
from gto_studio.rules.schedule import FOR_EVER, Retry
from gto_studio.store.owned import jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from gto_studio.store.connection import Store

#: How far a job is goes into the database no more often than this.
SAY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of job. The questions get a connection and the subject."""

    do: Callable[[Task], None]
    retry: Retry = FOR_EVER
    #: How soon after it ended well it is wanted again; None: when somebody asks.
    interval: Callable[[Connection, str], float | None] | None = None
    #: What to write, in the same transaction, when it ends after too many tries: (connection, subject, error).
    given_up: Callable[[Connection, str, dict[str, Any]], None] | None = None


@dataclass(slots=True)
class Task:
    """One job in the hands of one worker."""

    store: Store
    claim: jobs.Claim
    #: Set when somebody else has the job by now.
    lost: threading.Event = field(default_factory=threading.Event)
    #: Set when this worker is to end.
    ending: threading.Event = field(default_factory=threading.Event)
    _said: float = 0.0
    _phase: str | None = None

    @property
    def subject(self) -> str:
        return self.claim.subject

    @property
    def attempt(self) -> int:
        """1 the first time, counting on until it ends well."""
        return self.claim.attempts + 1

    def check(self) -> None:
        """Go on only if it is worth it. Raises LeaseLost, and Stopping when the worker is to end."""
        if self.lost.is_set():
            raise LeaseLost(self.claim.kind, self.claim.subject)
        if self.ending.is_set():
            raise Stopping

    def say(self, phase: str, done: int | None = None, of: int | None = None) -> None:
        """Say how far it is, and check. Costs nothing when said often; a new phase is shown at once."""
        self.check()
        now = time.monotonic()
        if phase == self._phase and now - self._said < SAY_SECONDS:
            return
        self._said, self._phase = now, phase
        with self.store.writing() as connection:
            jobs.progress(connection, self.claim, {"phase": phase, "done": done, "of": of})

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that only the holder of the lease can make; nobody takes over before it ends.

        Raises LeaseLost.
        """
        self.check()
        with self.store.writing() as connection:
            jobs.hold(connection, self.claim)
            yield connection
