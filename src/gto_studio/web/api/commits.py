"""Commits, for picking one to register or assign."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit, Offset
from gto_studio.web.asking import Ask


def listing(
    ask: Ask,
    request: Request,
    response: Response,
    repository: Annotated[str, Path(max_length=26)],
    artifact: Annotated[str | None, Query(max_length=512, description="Those that hold it come first")] = None,
    q: Annotated[
        str | None, Query(max_length=200, description="Part of a message or author, or of a commit id")
    ] = None,
    ref: Annotated[str | None, Query(max_length=512, description="Only where this branch or tag leads")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> list[shapes.Commit]:
    """Newest first; with `artifact` those whose annotations name it before all others."""
    raise NotImplementedError
