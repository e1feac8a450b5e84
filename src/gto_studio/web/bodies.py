"""The body of a request is read as soon as it has come, so that what was sent whole is done, whoever still listens.

A client that has waited long enough closes its connection (DVC after five seconds, forges after ten), and the web
server then forgets of a request what nobody has read. Who sent it will not send it again: the end of a training run
is told once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: A larger body waits for the handler that wants it: whoever sends one has proved more by then.
READ_MOST = 64 * 1024


class ReadAtOnce:
    """ASGI: hands on a request of which all that was announced is there.

    Of one whose length was not announced so much is read as of the others.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_read(Headers(scope=scope)):
            receive = _after(await _whole(receive), receive)
        await self.app(scope, receive, send)


def _is_read(headers: Headers) -> bool:
    announced = headers.get("content-length")
    return "transfer-encoding" in headers if announced is None else 0 < int(announced) <= READ_MOST


async def _whole(receive: Receive) -> Message:
    """The body in one message, or so much of it as is read; or that the client left in the middle of it."""
    body, more = b"", True
    while more and len(body) <= READ_MOST:
        message = await receive()
        if message["type"] != "http.request":
            return message
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return {"type": "http.request", "body": body, "more_body": more}


def _after(first: Message, receive: Receive) -> Receive:
    """What a client says, after what it has said already."""
    said = [first]

    async def receiving() -> Message:
        return said.pop() if said else await receive()

    return receiving


def mapping(body: bytes) -> Mapping[str, Any]:
    """A body as far as it is a JSON object; what is wrong with another one is said by whoever wants its fields."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
