"""A repository's row and the server's key → where its mirror comes from; and the job that keeps it up to date."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gto_studio.dvc.asking import Parsed
from gto_studio.dvc.held import Sources
from gto_studio.identity.acting import acting
from gto_studio.indexing.outside import outside_of
from gto_studio.indexing.syncing import sync
from gto_studio.indexing.walking import REMEMBERED_BYTES, Terms
from gto_studio.jobs.work import Work
from gto_studio.mirrors.visiting import Source, forget, mirrored
from gto_studio.rules import addresses
from gto_studio.store.derived import models, rows
from gto_studio.store.owned import jobs, projects, pull_requests, remote_secrets, repositories
from gto_studio.watching.checking import follow_news
from gto_studio.watching.hooking import begin_hooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from gto_studio.identity.secrets import Secrets
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Conditions
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.repositories import RepositoryRow

#: How often a worker looks for mirrors that nobody needs any more.
SWEEP_SECONDS = 3_600.0
#: How soon after a sync values are looked for that were not to be had.
LACKING_SECONDS = 30.0
#: What a sync finds of data remotes may give values to the next one, at once.
ROUNDS = 2


def source_of(
    store: Store, repository: RepositoryRow, secrets: Secrets, conditions: Conditions, person: str | None = None
) -> Source:
    """Where a repository is, and what lets a person in; None: what it is read by. WrongKey, TokenExpired, ForgeDown."""
    found = acting(store, secrets, conditions.reach, repository, person)
    return Source(repository.id, repository.url, found.git, found.git_anew, acting=person is not None)


@contextmanager
def terms_of(
    store: Store, repository: RepositoryRow, secrets: Secrets, conditions: Conditions, parsed: Parsed | None = None
) -> Iterator[Terms]:
    """On what terms the commits of a repository are read, good within the block: with the files that its projects name,
    and what its data remotes give. WrongKey if what lets us in there cannot be opened."""
    with store.reading() as connection:
        named = projects.custom_files(connection, repository.id)
    found = {kind: tuple(path for of, path in named if of == kind) for kind in ("params", "metrics")}
    access = access_of(store, repository.id)
    with outside_of(store, repository, secrets, conditions) as outside:
        yield Terms(Sources(**found), outside, access, parsed or Parsed(REMEMBERED_BYTES))


def access_of(store: Store, repository: str) -> str:
    """A digest of the data remotes that the last sync found, and of what was attached to them; nothing if none was."""
    with store.reading() as connection:
        remotes = models.remotes(connection, repository)
        attached = [
            (row.name, row.address, row.changed) for row in remote_secrets.of_repository(connection, repository)
        ]
    if not remotes:
        return ""
    return hashlib.sha256(json.dumps([remotes, attached], sort_keys=True).encode()).hexdigest()[:40]


def sweep(store: Store, conditions: Conditions) -> None:
    """Throw away the mirrors of repositories that were removed."""
    here = mirrored(conditions.folder)  # before the question, so that none is taken for removed that is being added
    with store.reading() as connection:
        followed = repositories.by_ids(connection, here)
    for id in here:
        if id not in followed:
            forget(conditions.folder, id)


def _look_at_pull_requests(task: Task) -> None:
    """What was pushed may be the merging of one that is watched."""
    with task.store.reading() as connection:
        if not pull_requests.any_open(connection, task.subject):
            return
    with task.writing() as connection:
        jobs.want(connection, jobs.PULLS, task.subject)


def _look_again_later(task: Task, terms: Terms) -> None:
    """Data may be pushed later than the commits that were read just now."""
    with task.store.reading() as connection:
        repository = repositories.get(connection, task.subject)
        somewhere = terms.access or addresses.read(repository.url).is_local
        if not somewhere or not rows.lacking(connection, repository.id, limit=1):
            return
    with task.writing() as connection:
        jobs.want_anew(connection, jobs.LACKING, repository.id, seconds=LACKING_SECONDS)


def syncing(secrets: Secrets, conditions: Conditions, poll_seconds: float) -> Work:
    """The work of bringing a repository's rows up to date, again and again."""

    swept = 0.0
    lane = threading.local()

    def do(task: Task) -> None:
        nonlocal swept
        with task.store.reading() as connection:
            repository = repositories.get(connection, task.subject)
        if not hasattr(lane, "parsed"):  # what one sync parsed the next one need not
            lane.parsed = Parsed(REMEMBERED_BYTES)
        changed: set[str] = set()
        for _ in range(ROUNDS):
            with terms_of(task.store, repository, secrets, conditions, lane.parsed) as terms:
                synced = sync(
                    task.store,
                    source_of(task.store, repository, secrets, conditions),
                    conditions,
                    terms=terms,
                    tell=task.say,
                    hold=lambda connection: jobs.hold(connection, task.claim),
                )
            changed |= synced.changed
            if access_of(task.store, repository.id) == terms.access:
                break
        if "reading" in changed:
            _look_again_later(task, terms)
        _look_at_pull_requests(task)
        follow_news(task.store, repository.id)
        begin_hooks(task.store, repository.id)
        if time.monotonic() - swept > SWEEP_SECONDS:
            swept = time.monotonic()
            sweep(task.store, conditions)

    def interval(connection: Connection, id: str) -> float:
        repository = repositories.find(connection, id)
        return poll_seconds if repository is None or repository.poll_seconds is None else repository.poll_seconds

    return Work(do, interval=interval)
