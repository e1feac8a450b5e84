"""Hooks: a Git server tells of a push. The body is only believed where its proof is right, and only makes us look."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request
from fastapi.params import Path

from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask

#: Vendors send up to 25 MB; what we need of it is its signature.
BYTES_MAX = 25 * 1024 * 1024
Repository = Annotated[str, Path(max_length=26)]


async def github(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """GitHub, proved by `X-Hub-Signature-256`."""
    raise NotImplementedError


async def gitlab(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """GitLab, proved by `X-Gitlab-Token`."""
    raise NotImplementedError


async def bitbucket(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """Bitbucket, proved by `X-Hub-Signature`."""
    raise NotImplementedError


async def gitea(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """Gitea, Forgejo or Gogs, proved by `X-Gitea-Signature` or `X-Gogs-Signature`."""
    raise NotImplementedError


async def git(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """Any Git server, proved by `Authorization: Bearer SECRET`; the body is not read."""
    raise NotImplementedError


def dvc(ask: Ask, told: shapes.RefsTold) -> shapes.SeenPage:
    """DVC, after `dvc exp push`: proved by the person's token."""
    raise NotImplementedError
