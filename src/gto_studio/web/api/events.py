"""Events: what happened in the registries, read from their tags."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit, Offset
from gto_studio.web.asking import Ask

Repository = Annotated[str, Path(max_length=26)]
Text = Annotated[str | None, Query(max_length=512)]


def of_repository(
    ask: Ask,
    request: Request,
    repository: Repository,
    artifact: Text = None,
    limit: Limit = 5000,
    offset: Offset = 0,
) -> Response:
    """All registry events of a repository, newest first, as `gto history`."""
    raise NotImplementedError


def feed(
    ask: Ask, request: Request, response: Response, question: Annotated[shapes.FeedQuestion, Query()]
) -> list[shapes.FeedEvent]:
    """The events of all repositories that the person may see, newest first. `Link` leads to older ones."""
    raise NotImplementedError


def export(ask: Ask, question: Annotated[shapes.ExportQuestion, Query()]) -> Response:
    """The whole feed that these filters leave, as a file."""
    raise NotImplementedError
