"""HTTP/1.1 with an end to patience: who sends a request too slowly is cut off, so that nobody can hold our connections.

Answering takes as long as it takes (a page that is told of news listens for hours); only what the client has to send
is waited for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

#: From the first byte (or the connection) to the end of the headers, and from there to the end of the body.
HEAD_SECONDS = 30.0
BODY_SECONDS = 60.0
#: When a clock has run out, what came meanwhile is read first: it may have been us who stood still.
GLANCE_SECONDS = 0.1


class Patient(H11Protocol):
    """One connection. A clock runs while the client owes us something."""

    _clock: asyncio.TimerHandle | None = None
    _owed: object = None
    _answered = False

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        self._answered = True
        super().on_response_complete()
        self._watch()

    def connection_lost(self, error: Exception | None) -> None:
        self._stop()
        super().connection_lost(error)

    def _watch(self) -> None:
        """Start the clock when a client begins to owe us something else than before; stop it when it owes nothing."""
        state = self.conn.their_state
        begun = not self._answered or bool(self.conn.trailing_data[0])  # else it is merely idle
        owed = state if state is h11.SEND_BODY or (state is h11.IDLE and begun) else None
        if owed is self._owed:
            return
        self._stop()
        if owed is not None:
            self._owed = owed
            self._clock = self.loop.call_later(HEAD_SECONDS if owed is h11.IDLE else BODY_SECONDS, self._look)

    def _stop(self) -> None:
        self._owed = None
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _look(self) -> None:
        self._clock = self.loop.call_later(GLANCE_SECONDS, self._give_up)

    def _give_up(self) -> None:
        self._clock = None
        if self.flow.read_paused:  # the rest waits for us
            self._clock = self.loop.call_later(BODY_SECONDS, self._look)
        elif not self.transport.is_closing():
            self.transport.abort()
