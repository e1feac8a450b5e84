"""The web server: one socket, one process, an end within seconds."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from typing import TYPE_CHECKING

import uvicorn

from gto_studio.errors import StudioError
from gto_studio.web.patience import Patient

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from starlette.types import ASGIApp

#: More connections than this are answered with 503; a page that listens for news has one all the time.
CONNECTIONS_MOST = 900
#: A request line with its headers.
HEAD_BYTES_MOST = 32 * 1024
#: An idle connection is kept so long; so long may answers take when the server is to end.
IDLE_SECONDS = 15
ENDING_SECONDS = 2


class CannotListen(StudioError):
    """The address or port to listen on cannot be had."""

    code = "cannot-listen"

    def __init__(self, host: str, port: int, error: OSError) -> None:
        taken = error.errno == errno.EADDRINUSE
        why = "another program has it" if taken else error.strerror or str(error)
        super().__init__(
            f"Cannot listen on port {port} of {host}: {why}",
            hint="--port 0 picks a free one" if taken else "--host takes an address of this machine",
        )


def bind(host: str, port: int) -> socket.socket:
    """A socket at this address, on which nobody is heard yet. CannotListen."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotListen(host, port, error) from None
    family, kind, protocol, _, address = found[0]
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise CannotListen(host, port, error) from None
    return bound


def address(bound: socket.socket) -> str:
    """Where a browser on this machine finds the server: `http://127.0.0.1:8788/`."""
    host, port = bound.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: ASGIApp, bound: socket.socket, *, trust_proxy: bool, ready: Callable[[], None]) -> None:
    """Answer until the process is told to end. `ready` is called as soon as requests are answered."""
    # uvicorn ends well on a signal and then raises it again; who called us has work left to do
    earlier = signal.signal(signal.SIGTERM, _interrupt)
    try:
        Server(configured(app, trust_proxy=trust_proxy), ready).run(sockets=[bound])
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, earlier)


def configured(app: ASGIApp, *, trust_proxy: bool) -> uvicorn.Config:
    """How we have uvicorn: HTTP/1.1 by h11, quiet, with limits to size, number and time."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # what clients do wrong is theirs to know
    return uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=trust_proxy,
        forwarded_allow_ips="*" if trust_proxy else None,
        limit_concurrency=CONNECTIONS_MOST,
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=ENDING_SECONDS,
        h11_max_incomplete_event_size=HEAD_BYTES_MOST,
    )


class Server(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
