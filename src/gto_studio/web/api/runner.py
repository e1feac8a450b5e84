"""What runners ask: is there something to run, and this is how it goes.

A runner is a program of somebody else, on a machine of theirs, with a token of the scope `runner`. It learns what an
editor of its owner's teams queued, and nothing else.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING

from gto_studio.errors import WrongAddress
from gto_studio.identity import proofs
from gto_studio.rules import addresses, storable
from gto_studio.rules.access import Need, decide
from gto_studio.rules.edits.asked import version
from gto_studio.store.owned import jobs, people, projects, queue, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.queue import Queued, tell
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.store.owned.projects import ProjectRow
    from gto_studio.store.owned.queue import QueuedRow

#: A runner that found nothing asks again after so long.
WAIT_SECONDS = 3.0
#: That a runner asked is written down no more often.
SEEN_SECONDS = 30.0


def claim(ask: Ask, wanted: shapes.RunnerClaim) -> shapes.RunnerClaimed:
    """Take the experiment that waits longest, of projects that let runners have theirs."""
    store, now = ask.parts.store, ask.parts.clock()
    with store.reading() as connection:
        found = _of_runner(ask, connection, wanted)
        due = queue.is_due(connection, [project.id for project in found])
    unseen = [one.id for one in found if one.runner_seen is None or one.runner_seen < now - SEEN_SECONDS]
    if not (due or unseen):
        return shapes.RunnerClaimed(work=None, wait_seconds=WAIT_SECONDS)
    with store.writing() as connection:
        projects.runner_seen(connection, unseen, now)
        for row in queue.settle(connection):
            tell(connection, projects.get(connection, row.project), row.id)
        work = _taken(ask, connection, found, wanted.runner)
    return shapes.RunnerClaimed(work=work, wait_seconds=WAIT_SECONDS)


def report(ask: Ask, queued: Queued, told: shapes.RunnerReport) -> shapes.RunnerOrders:
    """How it goes. Refused with `lease-lost` if it is not the runner's any more: then it ends what it started, and
    pushes nothing."""
    lease = ask.parts.settings.runner_lease_seconds
    log = None if told.log is None else storable.text(told.log)
    with ask.parts.store.writing() as connection:
        row = queue.held(connection, queued, told.claim)
        if row.state not in queue.OPEN:  # told twice, since the first answer was lost
            return shapes.RunnerOrders(cancel=row.state == "cancelled", lease_seconds=lease)
        if told.state == "running":
            queue.renew(connection, queued, lease_seconds=lease, log=log)
        elif told.state == "queued":
            queue.give_back(connection, queued)
        else:
            error = None
            if told.error is not None:
                error = {**storable.plain(told.error.model_dump()), "at": ask.parts.clock()}
            ref = None if told.ref is None else storable.text(told.ref)
            queue.end(connection, queued, told.state, log=log, ref=ref, commit=told.commit, error=error)
            if told.state == "done":
                jobs.want(connection, jobs.SYNC, row.repository)
        if log is not None or told.state != "running" or row.state != "running":
            tell(connection, projects.get(connection, row.project), queued)
    return shapes.RunnerOrders(cancel=row.cancel, lease_seconds=lease)


def _of_runner(ask: Asking, connection: Connection, wanted: shapes.RunnerClaim) -> list[ProjectRow]:
    """The projects whose experiments it may have, and wants."""
    found = [
        row
        for row in projects.of_teams(connection, ask.actor.sees)
        if row.runner and row.runner["enabled"] and decide(ask.actor, Need.RUN, row.team) is None
    ]
    if wanted.projects:
        found = [row for row in found if row.id in wanted.projects]
    if wanted.repositories:
        of = repositories.by_ids(connection, {row.repository for row in found})
        found = [row for row in found if any(_same(of[row.repository].url, other) for other in wanted.repositories)]
    return found


def _same(url: str, other: str) -> bool:
    try:
        return addresses.same(addresses.read(url), addresses.told(other))
    except WrongAddress:  # of a remote that Studio would not follow
        return False


def _taken(ask: Asking, connection: Connection, of: list[ProjectRow], runner: str) -> shapes.RunnerWork | None:
    by_id = {row.id: row for row in of}
    lease = ask.parts.settings.runner_lease_seconds
    while row := queue.claim(
        connection, by_id, runner=storable.text(runner), claim=secrets.token_urlsafe(24), lease_seconds=lease
    ):
        project = by_id[row.project]
        if _still_may(connection, row, project):
            break
        error = {
            "code": "not-allowed",
            "message": f"{row.author}, who queued it, is no editor of the team any more",
            "hint": "an editor can queue it again",
            "at": ask.parts.clock(),
        }
        queue.end(connection, row.id, "failed", error=error)
        tell(connection, project, row.id)
    if row is None:
        return None
    settings = shapes.RunnerSettings(**(project.runner or {}))
    queue.set_command(connection, row.id, settings.command)  # as an admin wants it now
    tell(connection, project, row.id)
    return shapes.RunnerWork(
        id=row.id,
        claim=row.claim or "",
        lease_seconds=lease,
        project=project.id,
        project_name=project.name,
        repository_url=repositories.get(connection, row.repository).url,
        directory=project.directory,
        baseline=row.baseline,
        name=row.name,
        params=row.params,
        data={path: shapes.ChosenData(**asdict(version(path, about))) for path, about in row.data.items()},
        command=settings.command,
        time_limit=row.time_limit,
        author=row.author,
        author_email=row.author_email,
        taken_over=row.attempts > 1,
    )


def _still_may(connection: Connection, row: QueuedRow, project: ProjectRow) -> bool:
    """Whether whoever queued it could do so today."""
    if row.person is None:
        return True
    person = people.find(connection, row.person)
    return (
        person is not None
        and not person.disabled
        and decide(proofs.actor_of(connection, person), Need.EDIT, project.team) is None
    )
