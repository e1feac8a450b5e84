"""Whoever owes us the rest of a request is cut off after a while; whoever waits for us is not."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

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


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Patience ends at once."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(patience, "BODY_SECONDS", 0.3)


@pytest.fixture
def talk() -> Iterator[Talk]:
    started, thinking, thought = threading.Event(), threading.Event(), threading.Event()

    async def app(scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            return
        while (await receive()).get("more_body"):
            pass
        thinking.set()
        await asyncio.to_thread(thought.wait)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    bound = server.bind("127.0.0.1", 0)
    running = server.Server(server.configured(app, trust_proxy=False), started.set)
    thread = threading.Thread(target=running.run, args=([bound],))
    thread.start()
    assert started.wait(90)
    with socket.create_connection(bound.getsockname(), timeout=90) as connection:
        yield Talk(connection, running, thinking, thought)
    thought.set()
    running.should_exit = True
    thread.join(90)
    assert not thread.is_alive()


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


def clocks(talk: Talk) -> list[object]:
    """The clock of each connection; None: it is stopped."""
    return [one._clock for one in talk.server.server_state.connections if isinstance(one, patience.Patient)]
