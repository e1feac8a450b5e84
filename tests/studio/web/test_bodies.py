"""What a client sent whole is taken, although it did not wait for the answer; what it sent in part is not."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.requests import ClientDisconnect, Request

from gto_studio.web import server
from gto_studio.web.bodies import READ_MOST, ReadAtOnce


@dataclass
class Place:
    """A server whose application asks for the body only when the client has left; what it finds then is in `found`."""

    came: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)
    found: queue.SimpleQueue[bytes | None] = field(default_factory=queue.SimpleQueue)

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            return
        self.came.set()
        await asyncio.to_thread(self.left.wait)
        try:
            self.found.put(await Request(scope, receive).body())
        except ClientDisconnect:
            self.found.put(None)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def place() -> Iterator[tuple[Place, server.Server, tuple[str, int]]]:
    app, started = Place(), threading.Event()
    bound = server.bind("127.0.0.1", 0)
    running = server.Server(server.configured(ReadAtOnce(app), trust_proxy=False), started.set)
    thread = threading.Thread(target=running.run, args=([bound],))
    thread.start()
    assert started.wait(90)
    yield app, running, bound.getsockname()[:2]
    app.left.set()
    running.should_exit = True
    thread.join(90)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("announced", "sent", "read"),
    [
        (16, [b'{"type": "done"}'], b'{"type": "done"}'),
        (16, [b'{"type":', b' "done"}'], b'{"type": "done"}'),
        (READ_MOST, [b"x" * READ_MOST], b"x" * READ_MOST),
        (16, [b'{"type":'], None),
    ],
    ids=["whole", "in two parts", "as much as is read", "half"],
)
def test_of_a_client_that_left(place, announced: int, sent: list[bytes], read: bytes | None) -> None:
    leave(place, b"Content-Length: %d" % announced, sent)
    assert place[0].found.get(timeout=90) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [([b"4\r\nlast\r\n", b"5\r\n word\r\n", b"0\r\n\r\n"], b"last word"), ([b"4\r\nlast\r\n"], None)],
    ids=["whole", "without its end"],
)
def test_of_one_who_did_not_say_how_much_it_is(place, sent: list[bytes], read: bytes | None) -> None:
    leave(place, b"Transfer-Encoding: chunked", sent)
    assert place[0].found.get(timeout=90) == read


def test_what_is_larger_is_left_to_the_handler(place) -> None:
    app, _, address = place
    app.left.set()
    for head in (b"Content-Length: 300000", b"Transfer-Encoding: chunked"):
        with socket.create_connection(address, timeout=90) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % head)
            chunked = head.startswith(b"T")
            client.sendall((b"493e0\r\n%s\r\n0\r\n\r\n" if chunked else b"%s") % (b"x" * 300_000))
            assert app.found.get(timeout=90) == b"x" * 300_000


def leave(place, head: bytes, sent: list[bytes]) -> None:
    """Send this to a server that does not come round to it, and go; the application looks afterwards."""
    app, running, address = place
    with socket.create_connection(address, timeout=90) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % head)
        for part in sent:
            client.sendall(part)
    assert app.came.wait(90)
    deadline = time.monotonic() + 90
    while running.server_state.connections:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    app.left.set()


def test_of_a_client_that_waits(place) -> None:
    app, _, address = place
    with socket.create_connection(address, timeout=90) as client:
        app.left.set()
        for body in (b"", b"first", b"second"):
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 204")
            assert app.found.get(timeout=90) == body
