"""The server itself."""

from __future__ import annotations

from typing import Literal

from gto_studio.web.api.shapes.shape import Shape


class Health(Shape):
    status: Literal["ok"]
    version: str
    database: Literal["sqlite", "postgresql"]
    waiting: int  # jobs that are due
    oldest_seconds: float | None  # how long the oldest of them has been due
