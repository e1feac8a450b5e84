"""Alarms: tags that moved or vanished since they were first seen."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask


def listing(
    ask: Ask,
    repository: Annotated[str | None, Query(max_length=26)] = None,
    acknowledged: Annotated[bool, Query(description="Acknowledged ones, too")] = False,
) -> list[shapes.Alarm]:
    """Newest first."""
    raise NotImplementedError


def acknowledge(ask: Ask, alarm: Annotated[str, Path(max_length=26)]) -> shapes.Alarm:
    """Say that somebody has looked at it."""
    raise NotImplementedError
