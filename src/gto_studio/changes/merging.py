"""Pull requests watched until somebody decides; where one asked for a promotion, its merging assigns the stage.

How one stands is asked of its forge, and seen in Git where there is none to ask or it does not answer. A merging that
is noticed twice does no harm: the row ends once, and in that transaction the change is asked for that makes the tag.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gto.errors import GtoError
from gto.registry.names import ArtifactName
from gto.verbs.repository import Repository
from gto_studio.changes.committing import nobody
from gto_studio.errors import LeaseLost, Stopping
from gto_studio.jobs.work import Work
from gto_studio.mirrors.merged import arrived
from gto_studio.rules import promotions
from gto_studio.rules.promotions import Promotion, Seen
from gto_studio.store import dialects
from gto_studio.store.owned import changes, jobs, notices, pull_requests, repositories
from gto_studio.store.owned.changes import ChangeRow
from gto_studio.store.owned.ids import new_id

if TYPE_CHECKING:
    from gto_studio.changes.carrying import Visit
    from gto_studio.changes.committing import AskForge
    from gto_studio.jobs.work import Task
    from gto_studio.mirrors.visiting import Mirror
    from gto_studio.rules.promotions import Became
    from gto_studio.store.owned.pull_requests import PullRequestRow
    from gto_studio.store.owned.repositories import RepositoryRow

#: How often is asked while one is open. Hooks and syncs tell sooner.
LOOK_SECONDS = 60.0


def watching(visit: Visit, ask: AskForge = nobody, look_seconds: float = LOOK_SECONDS) -> Work:
    """Watching the pull requests of a repository as a kind of job."""

    def do(task: Task) -> None:
        look(task, visit, ask)

    def interval(connection: Any, repository: str) -> float | None:
        return look_seconds if pull_requests.any_open(connection, repository) else None

    return Work(do, interval=interval)


def look(task: Task, visit: Visit, ask: AskForge) -> None:
    """See what became of each that is open, and write down those that ended."""
    with task.store.reading() as connection:
        repository = repositories.find(connection, task.subject)
        rows = pull_requests.of_repositories(connection, [task.subject], state="open")
        asked = changes.by_ids(connection, [row.change for row in rows])
    if repository is None or not rows:
        return
    with visit(repository, None) as mirror:
        for row in rows:
            task.check()
            seen = _seen(mirror, row, _said(ask, repository, row, asked[row.change].person))
            became = promotions.became(row.base, seen)
            left = _left(mirror, row) if became.state == "merged" else None
            _write(task, repository, row, became, left)


def _said(ask: AskForge, repository: RepositoryRow, row: PullRequestRow, person: str | None) -> Seen:
    """What its forge says; nothing where it does not answer: then Git tells, and the forge is asked the next time."""
    if row.number is None:
        return Seen()
    try:
        found = ask(repository, person)
        if found is None:
            return Seen()
        try:
            said = found.forge.pull_request(found.name, row.number)
        finally:
            found.forge.close()
    except (LeaseLost, Stopping):
        raise
    except GtoError:
        return Seen()
    return Seen(said.state, said.base)


def _seen(mirror: Mirror, row: PullRequestRow, said: Seen) -> Seen:
    base = mirror.refs.get(f"refs/heads/{row.base}")
    there = f"refs/heads/{row.head}" in mirror.refs
    return replace(said, arrived=arrived(mirror.place, row.head_commit, base), branch_there=there)


@dataclass(frozen=True, slots=True)
class _Left:
    """A promotion that is still to be carried out. `back`: its version had the stage before."""

    promotion: Promotion
    back: bool


def _left(mirror: Mirror, row: PullRequestRow) -> _Left | None:
    """What is to be done yet, by the tags that the repository has now."""
    if row.promotion is None:
        return None
    promotion = Promotion(**row.promotion)
    registry = Repository(mirror.place).read(promotion.artifact).registry
    artifact = registry.artifacts.get(ArtifactName(promotion.artifact))
    if promotions.is_done(promotion, artifact.events if artifact else ()):
        return None
    return _Left(promotion, promotions.is_back(artifact, promotion.version, promotion.stage))


def _write(task: Task, repository: RepositoryRow, row: PullRequestRow, became: Became, left: _Left | None) -> None:
    with task.writing() as connection:
        now = dialects.now(connection)
        if became.state == "open":
            pull_requests.looked_at(connection, row.id, now=now)
            return
        assigning = _assigning(changes.get(connection, row.change), row, left, now) if left else None
        ended = pull_requests.end(
            connection, row.id, became.state, why=became.why, assigning=assigning.id if assigning else None, now=now
        )
        if not ended:
            return
        if assigning:
            changes.add(connection, assigning)
        jobs.want(connection, jobs.SYNC, repository.id)
        told = {"change": assigning.id if assigning else row.change, "repository": repository.id}
        notices.tell(connection, "change", told, team=repository.team, now=now)


def _assigning(asked: ChangeRow, row: PullRequestRow, left: _Left, now: float) -> ChangeRow:
    """What carries a promotion out, in the name of who asked for it."""
    return ChangeRow(
        id=new_id(now),
        repository=row.repository,
        person=asked.person,
        author=asked.author,
        author_email=asked.author_email,
        request=promotions.request(left.promotion, row.number, asked.author, back=left.back),
        state="queued",
        planned=[],
        tags=[],
        error=None,
        created=now,
        ended=None,
    )
