"""Pages of a list: which part is wanted, and the headers that lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

#: The most rows of one page.
ROWS_MAX = 5_000

Limit = Annotated[int, Query(ge=1, le=ROWS_MAX, description="How many rows at most")]
Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many rows to leave out at the beginning")]


def next_link(request: Request, changes: Mapping[str, str | int]) -> str:
    """The header `Link` for the page after this one: the same question with other parameters."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key not in changes]
    query = urlencode([*kept, *((key, str(value)) for key, value in changes.items())])
    return f'<{request.url.path}?{query}>; rel="next"'
