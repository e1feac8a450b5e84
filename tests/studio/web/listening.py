"""A server that really listens, for what a client within the process cannot show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gto_studio.web import server


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """Its address. Ends with the block."""
    bound = server.bind("127.0.0.1", 0)
    ready = threading.Event()
    running = server.Server(server.configured(app, trust_proxy=False), ready.set)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        assert ready.wait(90)
        yield server.address(bound)
    finally:
        running.should_exit = True
        thread.join(90)
        bound.close()
