"""Hooks: a Git server tells of a push. It is believed where its proof is right, and all it does is make us look."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Annotated

from fastapi import Request
from fastapi.params import Path
from starlette.concurrency import run_in_threadpool

from gto_studio.errors import UnprovedHook
from gto_studio.live.finding import repositories_at
from gto_studio.rules import addresses, webhooks
from gto_studio.store.derived import commits
from gto_studio.store.owned import checks, deliveries, jobs, pull_requests, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.showing import page_of
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from gto_studio.store.owned.repositories import RepositoryRow

Repository = Annotated[str, Path(max_length=26)]


async def github(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """GitHub, proved by `X-Hub-Signature-256`."""
    return await _heard(ask, request, "github", repository)


async def gitlab(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """GitLab, proved by `X-Gitlab-Token`."""
    return await _heard(ask, request, "gitlab", repository)


async def bitbucket(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """Bitbucket, proved by `X-Hub-Signature`."""
    return await _heard(ask, request, "bitbucket", repository)


async def gitea(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """Gitea, Forgejo or Gogs, proved by `X-Gitea-Signature`, `X-Forgejo-Signature` or `X-Gogs-Signature`."""
    return await _heard(ask, request, "gitea", repository)


async def git(ask: Ask, request: Request, repository: Repository) -> shapes.Heard:
    """Any Git server, proved by `Authorization: Bearer SECRET`; what else it says does not matter."""
    return await _heard(ask, request, "git", repository)


async def github_anywhere(ask: Ask, request: Request) -> shapes.Heard:
    """GitHub, of whichever repository the news names: one hook for a whole organisation or app."""
    return await _heard(ask, request, "github", None)


async def gitlab_anywhere(ask: Ask, request: Request) -> shapes.Heard:
    """GitLab, of whichever repository the news names: one hook for a whole group."""
    return await _heard(ask, request, "gitlab", None)


async def bitbucket_anywhere(ask: Ask, request: Request) -> shapes.Heard:
    """Bitbucket, of whichever repository the news names: one hook for a whole workspace."""
    return await _heard(ask, request, "bitbucket", None)


async def gitea_anywhere(ask: Ask, request: Request) -> shapes.Heard:
    """Gitea or Forgejo, of whichever repository the news names: one hook for a whole organisation."""
    return await _heard(ask, request, "gitea", None)


def dvc(ask: Ask, told: shapes.RefsTold) -> shapes.SeenPage:
    """DVC, after `dvc exp push` or `dvc exp remove -g`, proved by the person's token."""
    with ask.parts.store.reading() as connection:
        found = repositories_at(connection, ask.actor, told.repo_url)
        page = page_of(connection, found[0].id)
    with ask.parts.store.writing() as connection:
        for id in sorted(row.id for row in found):  # in one order, so that two who tell never wait for each other
            jobs.want(connection, jobs.SYNC, id)
    return shapes.SeenPage(url=f"{ask.base_url}/{page}")


async def _heard(ask: Asking, request: Request, kind: webhooks.Kind, repository: str | None) -> shapes.Heard:
    body = await request.body()
    return await run_in_threadpool(_hear, ask, kind, repository, dict(request.headers), body)


def _hear(
    ask: Asking, kind: webhooks.Kind, repository: str | None, headers: Mapping[str, str], body: bytes
) -> shapes.Heard:
    """Believe it or not, and look. Whether a repository exists is told to nobody without a proof."""
    with ask.parts.store.reading() as connection:
        if repository is None:
            told = webhooks.meant(kind, body)
            rows = [row for row in repositories.of_teams(connection) if _is_at(row, told)] if told else []
        else:
            found = repositories.find(connection, repository)
            rows = [found] if found else []
    common = ask.parts.settings.hook_secret if repository is None else None
    proved = []
    for row in rows:
        known = [ask.parts.secrets.open(row.hook_secret), *([common.get_secret_value()] if common else [])]
        verdicts = [webhooks.judge(kind, headers, body, secret) for secret in known]
        proved += [(row, verdict) for verdict in verdicts if verdict.is_proved][:1]
    if not proved:
        raise UnprovedHook
    wanted, commit = False, webhooks.commit_of(kind, body)
    with ask.parts.store.writing() as connection:
        for row, verdict in proved:  # several teams may follow one repository, and share the secret of its hook
            delivery = verdict.delivery or (sha256(body).hexdigest() if kind != "git" else None)
            is_watched = verdict.is_pull and pull_requests.any_open(connection, row.id)
            if not (verdict.is_push or verdict.is_check or is_watched) or (
                delivery and not deliveries.is_new(connection, f"{kind}:{row.id}", delivery, now=ask.parts.clock())
            ):
                continue
            if verdict.is_push:
                jobs.want(connection, jobs.SYNC, row.id)
            if verdict.is_check:
                _hurry(connection, row.id, commit)
            if is_watched:
                jobs.want(connection, jobs.PULLS, row.id)
            wanted = True
    return shapes.Heard(wanted=wanted)


def _hurry(connection: Connection, repository: str, commit: str | None) -> None:
    """CI has news of a commit, or of we don't know which: those that are followed are asked about soon."""
    if commit is None:
        checks.hurry_all(connection, repository)
    elif not checks.hurry(connection, repository, commit) and commits.by_ids(connection, repository, [commit]):
        checks.watch(connection, repository, [commit])


def _is_at(row: RepositoryRow, told: tuple[addresses.Address, ...]) -> bool:
    here = addresses.read(row.url)
    return any(addresses.same(here, there) for there in told)
