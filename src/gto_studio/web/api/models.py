"""Models: the dashboard, the page of one, a version, two versions side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask

Repository = Annotated[str, Path(max_length=26)]
Name = Annotated[str, Query(max_length=512, description="The artifact's name, such as `churn` or `folder:churn`")]
At = Annotated[
    str | None, Query(max_length=64, description="As of then: `2026-03-01` (its end), or a time with offset; now")
]
Which = Annotated[str, Query(max_length=256, description="A version, a stage, `latest`, or the id of a commit")]


def listing(ask: Ask, request: Request, filters: Annotated[shapes.ModelFilters, Query()]) -> Response:
    """Every artifact of every repository that the person may see, a row each. Answers 304 where nothing changed."""
    raise NotImplementedError


def facets(ask: Ask, team: Annotated[str | None, Query(max_length=64)] = None) -> shapes.Facets:
    """What there is to filter by, and how many artifacts have each."""
    raise NotImplementedError


def page(ask: Ask, repository: Repository, name: Name, at: At = None) -> shapes.ModelPage:
    """Everything the page of a model shows, now or as of a moment."""
    raise NotImplementedError


def version(ask: Ask, repository: Repository, name: Name, version: Which, at: At = None) -> shapes.VersionDetails:
    """One version, with what its commit's files say."""
    raise NotImplementedError


def comparison(ask: Ask, repository: Repository, name: Name, before: Which, after: Which) -> shapes.Comparison:
    """Two versions side by side, as `gto diff`."""
    raise NotImplementedError
