"""What clients sent, remembered for a while, so that whoever waits in vain for a run can see what came, if anything.

Nothing waits for this: what is not written down because there is too much of it will come again.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gto.errors import GtoError
from gto_studio.errors import WrongAddress
from gto_studio.identity.proofs import digest
from gto_studio.rules import addresses
from gto_studio.rules.tokens import HINT_LENGTH, looks_like_token
from gto_studio.store.owned import arrivals, tokens
from gto_studio.store.owned.arrivals import ArrivalRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from gto_studio.store.connection import Store

log = logging.getLogger(__name__)

#: The same thing is written down no more often than this; and of all that is refused, so much in a second.
AGAIN_SECONDS, REFUSED_MOST = 10.0, 20
#: What is known to have been written down is forgotten when it is so much.
KNOWN_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """`header`: Authorization as it came; `url`: of the repository as it came, with any password that is in it."""

    path: str
    header: str
    url: str
    error: GtoError | None = None


class Arrivals:
    """What a web process remembers. Safe in threads."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[tuple[str, ...], float] = {}
        self._refused = (0, 0)  # in which second, and how many

    def is_news(self, arrival: Arrival) -> bool:
        """Whether it is to be written down: cheap to ask."""
        now = time.monotonic()
        key = (arrival.path, arrival.header, arrival.url, arrival.error.code if arrival.error else "")
        with self._lock:
            if now < self._known.get(key, 0.0):
                return False
            if arrival.error:
                second, count = self._refused
                self._refused = (int(now), count + 1 if second == int(now) else 1)
                if self._refused[1] > REFUSED_MOST:
                    return False
            if len(self._known) >= KNOWN_MOST:
                self._known.clear()
            self._known[key] = now + AGAIN_SECONDS
        return True

    def note(self, arrival: Arrival) -> None:
        """Write it down."""
        secret = arrival.header.partition(" ")[2].strip()
        error = arrival.error
        try:
            with self._store.writing() as connection:
                token = tokens.find_any(connection, digest(secret)) if looks_like_token(secret) else None
                arrivals.note(
                    connection,
                    ArrivalRow(
                        hint=token.hint if token else _shown(secret)[:HINT_LENGTH],
                        url=_stripped(arrival.url),
                        path=arrival.path,
                        code=error.code if error else "",
                        says=_shown(error.message)[:500] if error else "",
                        person=token.person if token else None,
                        token=token.name if token else None,
                        at=self._clock(),
                    ),
                )
        except Exception:
            log.exception("what arrived was not written down")


def _stripped(url: str) -> str:
    try:
        return addresses.told(url).url if url else ""
    except WrongAddress:
        return addresses.without_secret(url[: addresses.LENGTH_MAX])


def _shown(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)
