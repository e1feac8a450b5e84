"""The outer wall: what is turned away before any route is asked."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from gto_studio.errors import CrossSite, TooLarge, WrongHost
from gto_studio.rules.posts import BODY_MOST as POST_MOST

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Nothing that is sent to us is large: forms, and what forges say of a push.
BODY_MOST = 10 * 1024 * 1024
#: But what training jobs tell of themselves, images included.
BODIES_MOST = {"/api/live": POST_MOST}
#: What can be sent by somebody who has not proved anything yet.
SIGN_IN_MOST = 64 * 1024


class Wall:
    """ASGI: a name that is not ours, a page of another site, a body that is too large.

    Another site's page could make a browser use its owner's session, or reach a server on loopback that asks for none.
    Whoever sends a token is no such page: browsers don't add tokens by themselves.
    """

    def __init__(self, app: ASGIApp, *, listens: str, public_url: str | None) -> None:
        self.app = app
        self.listens = listens
        self.public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not is_known_host(host, listens=self.listens, public_url=self.public_url):
            raise WrongHost(host[:200])
        origin = headers.get("origin")
        by_token = "authorization" in headers
        if not by_token and is_cross_site(
            scope["method"], host, origin, headers.get("sec-fetch-site"), self.public_url
        ):
            raise CrossSite((origin or "unknown")[:200])
        most = BODIES_MOST.get(scope["path"], BODY_MOST)
        if scope["path"].startswith(("/api/session", "/api/device-login")):
            most = SIGN_IN_MOST
        declared = headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit() or int(declared) > most:
            raise TooLarge(most)
        taken, begun = 0, False

        async def measured() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            # The framework takes an error in here for a broken connection, so the body ends, and its answer is dropped.
            return {"type": "http.request", "body": b"", "more_body": False} if taken > most else message

        async def checked(message: Message) -> None:
            nonlocal begun
            if taken <= most or begun:
                begun = True
                await send(message)

        await self.app(scope, measured, checked)
        if not begun:
            raise TooLarge(most)


def is_cross_site(method: str, host: str, origin: str | None, fetch_site: str | None, trusted: str | None) -> bool:
    """Whether a page of another site made a browser send this. Programs send neither header, so they pass.

    `host` is the Host header, `trusted` the public address of this server. `same-site` is another origin, too: any
    program on this machine may serve pages on another port.
    """
    if method in SAFE_METHODS:
        return False
    if origin and trusted and origin == origin_of(trusted):
        return False
    if fetch_site:
        return fetch_site not in ("same-origin", "none")
    return bool(origin) and urlsplit(origin or "").netloc.lower() != host.lower()


def origin_of(url: str) -> str:
    """`https://host:port` of an address, as browsers spell it."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port and parts.port != default else ""
    name = parts.hostname or ""
    return f"{parts.scheme}://{f'[{name}]' if ':' in name else name}{port}"


def is_known_host(header: str, *, listens: str, public_url: str | None) -> bool:
    """Whether a Host header names this server. Another name could be a stranger's that he points at us.

    Addresses by number can't be pointed anywhere, so they are all right, and so is localhost.
    """
    try:
        name = urlsplit(f"//{header}").hostname
    except ValueError:
        return False
    if not name:
        return False
    if name in ("localhost", listens) or (public_url and name == urlsplit(public_url).hostname):
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
