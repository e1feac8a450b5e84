"""Projects: looks at a repository, or at one of its directories."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask

#: A project's id.
Id = Annotated[str, Path(max_length=10)]
Search = Annotated[str | None, Query(max_length=200, description="Part of a name of a project or its repository")]


def listing(
    ask: Ask, q: Search = None, team: Annotated[str | None, Query(max_length=64)] = None
) -> list[shapes.Project]:
    """The projects that the person may see; those that are public for whoever is not signed in."""
    raise NotImplementedError


def add(ask: Ask, new: shapes.NewProject) -> list[shapes.Project]:
    """One project for each directory; with `url` its repository is added, too, unless it is there."""
    raise NotImplementedError


def one(ask: Ask, project: Id) -> shapes.Project:
    """One project."""
    raise NotImplementedError


def change(ask: Ask, project: Id, change: shapes.ProjectChange) -> shapes.Project:
    """Change its name, its directory or who may see it."""
    raise NotImplementedError


def remove(ask: Ask, project: Id) -> None:
    """Forget a project. Its repository stays, and nothing changes in Git."""
    raise NotImplementedError


def import_again(ask: Ask, project: Id) -> shapes.Sync:
    """Throw away what was read of its repository and read it again."""
    raise NotImplementedError
