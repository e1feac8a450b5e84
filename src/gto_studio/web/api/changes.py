"""Changes: what an action would do, and asking for it to be done."""

from __future__ import annotations

from typing import Annotated

from fastapi import Response
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.api.paging import Limit
from gto_studio.web.asking import Ask

Repository = Annotated[str, Path(max_length=26)]


def preview(ask: Ask, repository: Repository, request: shapes.Request) -> shapes.Preview:
    """What an action would do, decided by the same rules as the command line's. Nothing is changed."""
    raise NotImplementedError


def ask(ask: Ask, repository: Repository, new: shapes.NewChange, response: Response) -> shapes.Change:
    """Ask for an action. It is carried out on the remote in the background; `Location` tells how it goes."""
    raise NotImplementedError


def listing(ask: Ask, repository: Repository, limit: Limit = 100) -> list[shapes.Change]:
    """The newest first."""
    raise NotImplementedError


def one(ask: Ask, change: Annotated[str, Path(max_length=26)]) -> shapes.Change:
    """How it goes."""
    raise NotImplementedError
