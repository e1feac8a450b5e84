"""Ports for servers that have to know theirs before they start, or come back to it. All others listen on port 0."""

from __future__ import annotations

import random
import socket


def a_port() -> int:
    """A free one, and one that no system gives to whoever asks for any: nobody else has it while its server is away."""
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
