"""Builds the program from its settings. The only place that chooses parts; no logic."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gto.data.reach import Reach
from gto_studio.changes.carrying import changing
from gto_studio.changes.committing import Asked
from gto_studio.changes.merging import watching
from gto_studio.identity import providers, secrets
from gto_studio.identity.acting import acting
from gto_studio.identity.connecting import trying
from gto_studio.identity.local import local_owner, settle
from gto_studio.indexing.files import bringing
from gto_studio.indexing.lacking import looking_again
from gto_studio.indexing.sources import source_of, syncing
from gto_studio.jobs.lost_runners import QueueSweep
from gto_studio.live.sweeping import DAY, Sweep
from gto_studio.mirrors.visiting import Conditions, visit
from gto_studio.rules.access import LOCAL
from gto_studio.rules.people import is_loopback
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs
from gto_studio.telling.sending import telling
from gto_studio.watching.checking import checking
from gto_studio.watching.hooking import hooking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from gto_studio.forges.contract import Forge
    from gto_studio.identity.providers import Provider
    from gto_studio.identity.secrets import Secrets
    from gto_studio.jobs.work import Work
    from gto_studio.mirrors.visiting import Mirror
    from gto_studio.rules.access import Actor
    from gto_studio.settings import Settings
    from gto_studio.store.owned.repositories import RepositoryRow


@dataclass(frozen=True, slots=True)
class Parts:
    """What a web process or a worker is made of."""

    settings: Settings
    store: Store
    secrets: Secrets
    owner: Actor | None = None
    #: Ways to sign in elsewhere.
    providers: Mapping[str, Provider] = field(default_factory=dict)
    #: Seconds since 1970 UTC.
    clock: Callable[[], float] = time.time

    @property
    def reach(self) -> Reach:
        return reach(self.settings)

    @property
    def conditions(self) -> Conditions:
        """Where this machine's mirrors are, and where they may come from."""
        return Conditions(self.settings.mirrors, self.reach, own_ssh=not self.settings.accounts)

    def visit(self, repository: RepositoryRow, person: str | None = None) -> AbstractContextManager[Mirror]:
        """A repository's mirror, up to date; what a person pushes there, they push by their right. Workers only."""
        source = source_of(self.store, repository, self.secrets, self.conditions, person)
        return visit(source, self.conditions)

    def forge(self, repository: RepositoryRow, person: str | None) -> Asked | None:
        """A repository's forge, to be asked by a person's right (None: the local owner's); None: it cannot be asked.
        Whoever asks closes it. Workers only."""
        return self._forge(repository, person or LOCAL)

    @contextmanager
    def forge_open(self, repository: RepositoryRow) -> Iterator[tuple[Forge, str] | None]:
        """The same within a block, in nobody's own name: by what the repository is read by; on a server without
        accounts, by the owner's right. Workers only."""
        found = self._forge(repository, LOCAL if self.owner is not None else None)
        try:
            yield (found.forge, found.name) if found is not None else None
        finally:
            if found is not None:
                found.forge.close()

    def _forge(self, repository: RepositoryRow, person: str | None) -> Asked | None:
        found = acting(self.store, self.secrets, self.reach, repository, person)
        forge, right = found.forge(self.reach), found.right
        return Asked(forge, right.name, right.is_own(alone=self.owner is not None)) if forge is not None else None

    def close(self) -> None:
        self.store.close()


def build(settings: Settings) -> Parts:
    """The parts of a process, its data folder and its tables made where they are missing."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = Store(settings.database_url)
    store.prepare()
    parts = Parts(settings, store, secrets.load(settings, store), owner(settings), providers.configured(settings))
    settle(store, parts.owner, parts.clock())
    return parts


def reach(settings: Settings) -> Reach:
    """Where this server may go for repositories."""
    local = settings.allow_local_paths
    return Reach(
        private=settings.allow_private_addresses or is_loopback(settings.host),
        local=not settings.accounts if local is None else local,
    )


def works(parts: Parts) -> dict[str, Work]:
    """What a worker does, by kind of job."""
    return {
        jobs.SYNC: syncing(parts.secrets, parts.conditions, parts.settings.poll_seconds),
        jobs.FILES: bringing(parts.secrets, parts.conditions),
        jobs.LACKING: looking_again(parts.secrets, parts.conditions),
        jobs.TELL: telling(parts.secrets, parts.reach),
        jobs.CHANGE: changing(parts.visit, parts.forge),
        jobs.PULLS: watching(parts.visit, parts.forge),
        jobs.CHECKS: checking(parts.forge_open),
        jobs.HOOKS: hooking(parts.forge_open, parts.secrets, parts.settings.public_url),
        jobs.CONNECTION: trying(parts.secrets, parts.reach),
    }


def lanes(parts: Parts) -> list[list[str]]:
    """What a worker does at the same time. Nobody's action waits for a sync, nor all syncs for a slow one, nor all
    subscribers."""
    return [[kind] for kind in works(parts) for _ in range(2 if kind in (jobs.SYNC, jobs.TELL) else 1)]


def chores(parts: Parts) -> list[Callable[[Store], object]]:
    """What every worker sees to, again and again."""
    settings = parts.settings
    kept = settings.live_run_days * DAY
    return [Sweep(settings.silent_minutes * 60, kept).run, QueueSweep(kept).run]


def owner(settings: Settings) -> Actor | None:
    """Who everybody is on a server without accounts; None where people have them."""
    return None if settings.accounts else local_owner(settings.owner_name, settings.owner_email)
