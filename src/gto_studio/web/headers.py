"""What every answer tells browsers not to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Our own scripts and styles, our own server, no frames; nothing inline, nothing evaluated.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)

ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}

YEAR = 31_536_000


class Headers:
    """ASGI: adds the headers to every answer, and keeps answers of `/api` out of shared caches."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.always = dict(ALWAYS)
        if https:
            self.always["Strict-Transport-Security"] = f"max-age={YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.always.items():
                    headers.setdefault(name, value)  # a file out of a repository is locked up more strictly
                if scope["path"].startswith(("/api", "/auth")):
                    headers.setdefault("Cache-Control", "private, no-cache")
                    headers.add_vary_header("Cookie, Authorization")
            await send(message)

        await self.app(scope, receive, dressed)
