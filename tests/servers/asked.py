"""A question to the test forge's API and its answer, as values; addresses with parts in braces; lists page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, urlencode

from .hosting import Hosting, RefusedError


@dataclass(frozen=True)
class Asked:
    """`path` is what comes after the prefix of the dialect; `login`: whose credential it is, None for nobody's;
    `here`: the address that was asked, without its query."""

    method: str
    path: str
    here: str
    query: Mapping[str, str]
    body: Any
    login: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """`document` None: no body."""

    status: int
    document: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Route:
    """A method and a path such as `/repos/{owner}/{repo}`; a part is up to the next slash, as it was encoded."""

    def __init__(self, method: str, path: str) -> None:
        self.method = method
        self._form = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)))

    def parts(self, asked: Asked) -> dict[str, str] | None:
        found = self._form.fullmatch(asked.path) if asked.method == self.method else None
        return {key: unquote(value) for key, value in found.groupdict().items()} if found else None


Answers = Iterable[tuple[Route, Callable[[Hosting, Asked], Reply]]]


def routed(routes: Answers, hosting: Hosting, asked: Asked) -> Reply:
    """The answer of the first route that fits."""
    for route, answer in routes:
        parts = route.parts(asked)
        if parts is not None:
            return answer(hosting, replace(asked, parts=parts))
    raise RefusedError(404, "Not Found")


def paged(asked: Asked, entries: Sequence[Any], *, size: str, most: int = 50) -> Reply:
    """One page of a list, and where the next one is."""
    number = int(asked.query.get("page") or 1)
    length = max(1, min(int(asked.query.get(size) or 30), most))
    part = entries[(number - 1) * length : number * length]
    headers = {"X-Total-Count": str(len(entries))}
    if number * length < len(entries):
        following = urlencode({**asked.query, "page": str(number + 1)})
        headers["Link"] = f'<{asked.here}?{following}>; rel="next"'
    return Reply(200, list(part), headers)
