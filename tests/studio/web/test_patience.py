"""Whoever owes us the rest of a request is cut off after a while; whoever waits for us is not."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from gto_studio.web import patience, server

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n"


async def app(scope, receive, send) -> None:
    """Reads the whole body, thinks for longer than anybody may take to send, and answers."""
    if scope["type"] == "lifespan":
        return
    while (await receive()).get("more_body"):
        pass
    await asyncio.sleep(0.5)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(patience, "BODY_SECONDS", 0.3)
    bound = server.bind("127.0.0.1", 0)
    started = threading.Event()
    config = server.configured(app, trust_proxy=False)
    running = server.Server(config, started.set)
    thread = threading.Thread(target=running.run, args=([bound],))
    thread.start()
    assert started.wait(60)
    with socket.create_connection(bound.getsockname(), timeout=60) as connection:
        yield connection
    running.should_exit = True
    thread.join(60)
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
def test_who_stops_halfway_is_cut_off(client: socket.socket, sent: bytes) -> None:
    client.sendall(sent)
    assert rest(client) == b""


def test_who_drips_is_cut_off(client: socket.socket) -> None:
    """Each byte is no new beginning."""
    for byte in HEAD * 100:
        try:
            client.sendall(bytes([byte]))
        except OSError:
            return
        threading.Event().wait(0.02)
    pytest.fail("it went on listening")


def test_an_answer_takes_as_long_as_it_takes(client: socket.socket) -> None:
    for _ in range(2):
        client.sendall(HEAD + b"\r\n1234567890")
        answer = b""
        while not answer.endswith(b"ok"):
            chunk = client.recv(1 << 16)
            assert chunk, answer
            answer += chunk
        assert answer.startswith(b"HTTP/1.1 200")
