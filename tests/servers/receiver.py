"""Somebody who subscribed: a plain HTTP server on loopback that checks each signature by the book, and remembers.

The check is written from Standard Webhooks 1.0, not taken from our own code.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Message:
    """What came once. `proved`: which of the receiver's secrets signed it."""

    id: str
    at: int
    body: bytes
    headers: dict[str, str]
    proved: list[str]

    @property
    def said(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """`answers`: what is answered to the next ones, as (status, headers, body), then 204. `before_answer` is called
    first, in the request's own thread."""

    url: str = ""
    secrets: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    before_answer: Callable[[], object] = lambda: None
    came: threading.Condition = field(default_factory=threading.Condition)

    def take(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        id, at = headers["webhook-id"], headers["webhook-timestamp"]
        proved = [secret for secret in self.secrets if signed(secret, f"{id}.{at}.".encode() + body, headers)]
        with self.came:
            self.messages.append(Message(id, int(at), body, headers, proved))
            self.came.notify_all()
            answer = self.answers.pop(0) if self.answers else (204, {}, b"")
        self.before_answer()
        return answer if proved else (401, {}, b"not signed")

    def until(self, count: int) -> list[Message]:
        """All messages, as soon as so many have come."""
        with self.came:
            assert self.came.wait_for(lambda: len(self.messages) >= count, timeout=300), f"{len(self.messages)} came"
            return list(self.messages)

    def first(self, kind: str) -> Message:
        """The first message of a kind, as soon as it has come."""
        with self.came:
            found = [message for message in self.messages if message.said["type"] == kind]
            while not found:
                assert self.came.wait(timeout=300), f"no {kind} came"
                found = [message for message in self.messages if message.said["type"] == kind]
            return found[0]


def signed(secret: str, content: bytes, headers: dict[str, str]) -> bool:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


@contextmanager
def receiving(*secrets: str) -> Iterator[Receiver]:
    """A receiver that knows these secrets, and may be given more."""
    receiver = Receiver(secrets=list(secrets))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers, answer = receiver.take({k.lower(): v for k, v in self.headers.items()}, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_GET(self) -> None:
            raise AssertionError("a redirect was followed")

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/told?by=studio"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
