"""Pages of a list: which part is wanted, the headers that lead on, and the answer 304 where nothing changed."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

import msgspec
from fastapi import Query
from fastapi.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def page_headers(request: Request, *, count: int, offset: int, limit: int) -> dict[str, str]:
    """`X-Total-Count`, and `Link` if there are more rows behind this page."""
    headers = {"X-Total-Count": str(count)}
    if offset + limit < count:
        headers["Link"] = next_link(request, {"offset": offset + limit, "limit": limit})
    return headers


def answer(request: Request, rows: Sequence[Any], *, count: int, offset: int, limit: int) -> Response:
    """Rows as JSON, encoded once and without validating what is ours; 304 where the browser has these bytes."""
    return unless_known(
        request, msgspec.json.encode(rows), page_headers(request, count=count, offset=offset, limit=limit)
    )


def unless_known(request: Request, content: bytes, headers: Mapping[str, str]) -> Response:
    """JSON with an ETag of its content."""
    tag = f'"{blake2b(content, digest_size=16).hexdigest()}"'
    all_headers = {**headers, "ETag": tag}
    if is_known(request, tag):
        return Response(status_code=304, headers=all_headers)
    return Response(content, media_type="application/json", headers=all_headers)


def is_known(request: Request, tag: str) -> bool:
    """Whether whoever asks has the answer with this ETag."""
    return tag in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
