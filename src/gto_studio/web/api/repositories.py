"""Repositories: add, change, remove; how each is doing, and how its Git server tells us of a push."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask

#: A repository's id.
Id = Annotated[str, Path(max_length=26)]


def listing(ask: Ask) -> list[shapes.Repository]:
    """Every repository of the teams that the person is in."""
    raise NotImplementedError


def add(ask: Ask, new: shapes.NewRepository, response: Response) -> shapes.Repository:
    """Add a repository by address or path. It is read in the background: `sync` tells how far that is."""
    raise NotImplementedError


def one(ask: Ask, repository: Id) -> shapes.Repository:
    """One repository, and how its last sync went."""
    raise NotImplementedError


def change(ask: Ask, repository: Id, change: shapes.RepositoryChange) -> shapes.Repository:
    """Change its name, its credentials or how often it is asked for news."""
    raise NotImplementedError


def remove(ask: Ask, repository: Id) -> None:
    """Forget a repository and its projects. Nothing changes in Git; adding it again brings everything back."""
    raise NotImplementedError


def sync(ask: Ask, repository: Id) -> shapes.Sync:
    """Look for news now."""
    raise NotImplementedError


def hook(ask: Ask, repository: Id) -> shapes.Hook:
    """How a Git server tells us of a push at once."""
    raise NotImplementedError


def renew_hook(ask: Ask, repository: Id) -> shapes.Hook:
    """A new secret; hooks with the old one are refused from now on."""
    raise NotImplementedError


def problems(ask: Ask, repository: Id) -> list[shapes.Oddity]:
    """Tags and files that could not be taken at their word, and how to mend them. As `gto doctor`."""
    raise NotImplementedError
