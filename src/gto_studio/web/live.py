"""Live: what open pages are told, as server-sent events."""

from __future__ import annotations

from fastapi import Request, Response

from gto_studio.web.asking import Ask


async def stream(ask: Ask, request: Request) -> Response:
    """Notices as they come; `Last-Event-ID` goes on where a connection broke off."""
    raise NotImplementedError
