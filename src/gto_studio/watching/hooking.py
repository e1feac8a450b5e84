"""Hooks that Studio sets up at forges, and repairs; and what a forge says on the way of rights and protected tags.

Every two hours, and at once when somebody asks, or the secret is another one. What Studio cannot do there for want of a
right is written down, and no failure: the repository is read all the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from gto_studio.forges.contract import Hook
from gto_studio.jobs.work import Work
from gto_studio.rules import checking, webhooks
from gto_studio.store import dialects
from gto_studio.store.owned import forge_states, jobs, repositories
from gto_studio.store.owned.forge_states import ForgeStateRow

if TYPE_CHECKING:
    from gto_studio.forges.contract import Forge
    from gto_studio.identity.secrets import Secrets
    from gto_studio.jobs.work import Task
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.watching.checking import Opening

#: So often hooks are looked at.
REPAIR_SECONDS = 2 * 3_600.0


def begin_hooks(store: Store, repository: str) -> None:
    """Look after the hook of a repository from now on, if a forge has it and nobody does yet."""
    with store.reading() as connection:
        row = repositories.find(connection, repository)
        if row is None or not checking.is_asked(row.forge) or jobs.of(connection, jobs.HOOKS, [repository]):
            return
    with store.writing() as connection:
        jobs.want(connection, jobs.HOOKS, repository)


def hooking(opening: Opening, secrets: Secrets, public_url: str | None) -> Work:
    """The work of keeping a repository's hook right. `public_url`: where forges reach us; None: nowhere."""

    def do(task: Task) -> None:
        with task.store.reading() as connection:
            repository = repositories.get(connection, task.subject)
            before = forge_states.find(connection, repository.id)
            now = dialects.now(connection)
        wanted = _hook(repository, secrets, public_url)
        task.say("asking")
        with opening(repository) as opened:
            if opened is None:
                state = ForgeStateRow(repository.id, "unconnected", None, None, None, now)
            else:
                state = _looked(*opened, repository.id, wanted, before, now)
        with task.writing() as connection:
            forge_states.save(connection, state)

    return Work(do, interval=lambda *_: REPAIR_SECONDS)


def _hook(repository: RepositoryRow, secrets: Secrets, public_url: str | None) -> Hook | None:
    """What the forge is to call; None where it would not reach us."""
    if not public_url:
        return None
    url = f"{public_url.rstrip('/')}/webhook/{webhooks.kind_of(repository.forge)}/{repository.id}"
    return Hook(url, secrets.open(repository.hook_secret))


def _looked(
    forge: Forge, name: str, repository: str, wanted: Hook | None, before: ForgeStateRow | None, now: float
) -> ForgeStateRow:
    rights = forge.rights(name)
    said = asdict(rights)
    if wanted is None or not rights.admin:
        hook = "unreachable" if wanted is None else "no-right"
        return ForgeStateRow(repository, hook, None, said, None, now)
    proof = hashlib.sha256(f"{wanted.url}\n{wanted.secret}".encode()).hexdigest()
    known = before is not None and before.proof is not None
    anew = known and before is not None and before.proof != proof
    hook = forge.ensure_hook(name, Hook(wanted.url, wanted.secret, anew=anew))
    tags = forge.protected_tags(name)
    return ForgeStateRow(repository, hook, proof, said, None if tags is None else list(tags), now)
