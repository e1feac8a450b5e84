"""Whoever owes us the rest of a request is cut off after a while; whoever waits for us is not."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from gto_studio.web import patience, server

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"


@dataclass
class Talk:
    """A connection to a server that reads the whole body, thinks until `thought` is set, and answers."""

    client: socket.socket
    server: server.Server
    thinking: threading.Event
    thought: threading.Event


@contextmanager
def serving(app: Any) -> Iterator[tuple[server.Server, Any]]:
    """A server that runs in a thread, and its address."""
    started = threading.Event()
    bound = server.bind("127.0.0.1", 0)
    running = server.Server(server.configured(app, trust_proxy=False), started.set)
    thread = threading.Thread(target=running.run, args=([bound],))
    thread.start()
    try:
        assert started.wait(90)
        yield running, bound.getsockname()
    finally:
        running.should_exit = True
        thread.join(90)
    assert not thread.is_alive()


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience ends at once."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(patience, "BODY_SECONDS", 0.3)


@pytest.fixture
def talk() -> Iterator[Talk]:
    thinking, thought = threading.Event(), threading.Event()

    async def app(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            return
        while (await receive()).get("more_body"):
            pass
        thinking.set()
        await asyncio.to_thread(thought.wait)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    with serving(app) as (running, address):
        with socket.create_connection(address, timeout=90) as connection:
            yield Talk(connection, running, thinking, thought)
        thought.set()


def rest(client: socket.socket) -> bytes:
    """What is said until the connection ends."""
    said = b""
    try:
        while chunk := client.recv(1 << 16):
            said += chunk
    except ConnectionResetError:
        pass
    return said


@pytest.mark.parametrize(
    "sent", [b"", b"GET", HEAD, HEAD + b"\r\n", HEAD + b"\r\n12345"], ids=["nothing", "word", "head", "no body", "half"]
)
@pytest.mark.usefixtures("soon")
def test_who_stops_halfway_is_cut_off(talk: Talk, sent: bytes) -> None:
    talk.client.sendall(sent)
    assert rest(talk.client) == b""


@pytest.mark.usefixtures("soon")
def test_who_drips_is_cut_off(talk: Talk) -> None:
    """Each byte is no new beginning."""
    for byte in HEAD * 100:
        try:
            talk.client.sendall(bytes([byte]))
        except OSError:
            return
        threading.Event().wait(0.02)
    pytest.fail("it went on listening")


def test_an_answer_takes_as_long_as_it_takes(talk: Talk) -> None:
    """No clock runs while somebody waits for us."""
    for _ in range(2):
        talk.client.sendall(HEAD + b"\r\n1234567890")
        assert talk.thinking.wait(90)
        assert clocks(talk) == [None]
        talk.thinking.clear()
        talk.thought.set()
        answer = b""
        while not answer.endswith(b"ok"):
            chunk = talk.client.recv(1 << 16)
            assert chunk, answer
            answer += chunk
        assert answer.startswith(b"HTTP/1.1 200")
        talk.thought.clear()


def test_who_was_in_time_is_heard_although_we_stood_still(talk: Talk) -> None:
    """As on a machine that stops for seconds: the clock has run out before the loop sees what waits for it."""
    assert talk.client.send(HEAD)
    (loop,) = {one.loop for one in connections(talk.server)}
    stands, goes_on = threading.Event(), threading.Event()

    def stand_still() -> None:
        stands.set()
        assert goes_on.wait(90)
        for one in connections(talk.server):  # what a loop does that saw its clock before its sockets
            one._look()

    loop.call_soon_threadsafe(stand_still)
    assert stands.wait(90)
    talk.client.sendall(b"\r\n1234567890")
    talk.thought.set()
    goes_on.set()
    assert talk.client.recv(1 << 16).startswith(b"HTTP/1.1 200")


def test_a_body_that_waits_for_us_is_not_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock runs out while the handler has other things to do than to read."""
    looked, read_on = threading.Event(), threading.Event()
    real = patience.Patient._give_up

    def giving_up(one: patience.Patient) -> None:
        real(one)
        looked.set()

    monkeypatch.setattr(patience.Patient, "_give_up", giving_up)

    async def app(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            return
        await asyncio.to_thread(read_on.wait)
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"7")]})
        await send({"type": "http.response.body", "body": b"%d" % size})

    with serving(app) as (running, address), socket.create_connection(address, timeout=90) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n")
        sending = threading.Thread(target=client.sendall, args=[b"x" * 1_000_000])
        sending.start()
        (one,) = connections(running)
        until(lambda: one.flow.read_paused)
        one.loop.call_soon_threadsafe(one._look)
        assert looked.wait(90)
        read_on.set()
        assert rest(client).endswith(b"1000000")
        sending.join(90)


def connections(running: server.Server) -> list[patience.Patient]:
    """Those of the server, as soon as it has one."""
    until(lambda: bool(running.server_state.connections))
    return [one for one in list(running.server_state.connections) if isinstance(one, patience.Patient)]


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def clocks(talk: Talk) -> list[object]:
    """The clock of each connection; None: it is stopped."""
    return [one._clock for one in talk.server.server_state.connections if isinstance(one, patience.Patient)]
