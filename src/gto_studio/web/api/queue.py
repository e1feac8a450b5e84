"""Experiments that a project wants run: asking for them, how they go, and calling them off."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Annotated, Any

from fastapi.params import Path

from gto_studio.errors import Conflict, NotFound, TooMany, WrongInput
from gto_studio.identity.audit import audited
from gto_studio.rules import queueing, storable
from gto_studio.rules.access import LOCAL
from gto_studio.rules.edits.asked import products, version
from gto_studio.store.derived import commits
from gto_studio.store.owned import notices, projects, queue
from gto_studio.store.owned.ids import new_id
from gto_studio.store.owned.queue import QueuedRow
from gto_studio.web.api import forms, shapes
from gto_studio.web.api.projects import Id
from gto_studio.web.api.showing import failure
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from gto_studio.store.owned.projects import ProjectRow

#: Its id.
Queued = Annotated[str, Path(max_length=26)]

#: So many of a project are listed.
LISTED_MOST = 500
#: What an experiment changes, as JSON.
CHANGES_MOST = 64 * 1024
#: When somebody has filled the queue.
FULL_SECONDS = 60.0


def listing(ask: Ask, project: Id) -> list[shapes.QueuedExperiment]:
    """The experiments that were queued, the newest first."""
    with ask.parts.store.reading() as connection:
        return [_shown(row) for row in queue.of_project(connection, project, limit=LISTED_MOST)]


def one(ask: Ask, project: Id, queued: Queued) -> shapes.QueuedWithLog:
    """How it goes, with the end of what its program printed."""
    with ask.parts.store.reading() as connection:
        row = queue.get(connection, queued, project=project)
        return shapes.QueuedWithLog(**_shown(row).model_dump(), log=queue.log(connection, queued))


def add(ask: Ask, project: Id, new: shapes.NewQueued) -> list[shapes.QueuedExperiment]:
    """Have experiments run by the next runner that is free: one, or with `grid` every combination of the values."""
    now = ask.parts.clock()
    params, data = _changes(new.params), _versions(ask, project, new.data)
    with ask.parts.store.writing() as connection:
        of = projects.get(connection, project)
        settings = shapes.RunnerSettings(**(of.runner or {}))
        if not settings.enabled:
            raise Conflict(
                "Experiments of this project are not run by runners",
                hint="an admin of the team can turn that on in the project's settings",
            )
        baseline = commits.resolve(connection, of.repository, new.commit)
        if baseline is None:
            raise NotFound("There is no such commit", hint="name a branch, a tag, or the beginning of an id")
        sets: Sequence[Any] = products(params) if new.grid else [params]
        taken = queue.taken_names(connection, of.repository, baseline)
        if queue.count_open(connection, project) + len(sets) > queueing.WAITING_MOST:
            raise TooMany(
                f"At most {queueing.WAITING_MOST} experiments of a project wait or run at once", seconds=FULL_SECONDS
            )
        names = queueing.names(new.name, len(sets), taken, secrets.randbits(32))
        rows = [
            QueuedRow(
                id=new_id(now),
                project=project,
                repository=of.repository,
                person=None if ask.actor.person == LOCAL else ask.actor.person,
                author=ask.actor.name,
                author_email=ask.actor.email,
                baseline=baseline,
                name=name,
                params=one,
                data=data,
                command=settings.command,
                time_limit=_limit(new.time_limit, settings.time_limit),
                state="queued",
                cancel=False,
                runner=None,
                claim=None,
                lease_until=None,
                attempts=0,
                ref=None,
                commit=None,
                error=None,
                created=now,
                started=None,
                ended=None,
            )
            for name, one in zip(names, sets, strict=True)
        ]
        queue.add(connection, rows)
        audited(connection, ask.actor, "queue.add", of.name, {"commit": baseline, "names": names}, team=of.team)
        for row in rows:
            tell(connection, of, row.id)
    return [_shown(row) for row in rows]


def cancel(ask: Ask, project: Id, queued: Queued) -> shapes.QueuedExperiment:
    """Call it off. If a runner has it, the runner is told, and ends what it started."""
    with ask.parts.store.writing() as connection:
        of = projects.get(connection, project)
        row = queue.get(connection, queued, project=project)
        queue.cancel(connection, row)
        audited(connection, ask.actor, "queue.cancel", of.name, {"name": row.name}, team=of.team)
        tell(connection, of, queued)
        return _shown(queue.get(connection, queued))


def remove(ask: Ask, project: Id, queued: Queued) -> None:
    """Forget one that has ended, its log with it. What it pushed stays in Git."""
    with ask.parts.store.writing() as connection:
        of = projects.get(connection, project)
        row = queue.get(connection, queued, project=project)
        if not queue.remove(connection, queued):
            raise Conflict(f"'{row.name}' has not ended yet", hint="cancel it first")
        audited(connection, ask.actor, "queue.remove", of.name, {"name": row.name, "state": row.state}, team=of.team)
        tell(connection, of, queued)


def tell(connection: Connection, project: ProjectRow, queued: str) -> None:
    """Pages that show the project ask again."""
    notices.tell(connection, "queue", {"project": project.id, "id": queued}, team=project.team)


def _limit(asked: float | None, most: float | None) -> float:
    """Nobody's run lasts longer than an admin allows; where nobody said anything, a day."""
    return min(asked or most or queueing.DAY, most or queueing.TIME_LIMIT_MOST)


def _versions(ask: Ask, project: str, data: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Versions of data, with the sizes that commits tell: a runner writes them as a commit of Studio's would."""
    named = {path: version(path, hash).hash for path, hash in data.items()}
    if not named:
        return {}
    with ask.parts.store.reading() as connection:
        return forms.known(connection, projects.get(connection, project).repository, named)


def _changes(values: Any) -> Any:
    """What is to be changed, as it can be stored. WrongInput."""
    try:
        text = json.dumps(values, allow_nan=False)
    except ValueError:
        raise WrongInput("A value is no number", fields={"params": "NaN and infinity are none"}) from None
    if len(text) > CHANGES_MOST:
        raise WrongInput("More is changed than one experiment takes", fields={"params": f"{CHANGES_MOST:,} bytes"})
    return storable.plain(values)


def _shown(row: QueuedRow) -> shapes.QueuedExperiment:
    return shapes.QueuedExperiment(
        id=row.id,
        project=row.project,
        repository=row.repository,
        author=row.author,
        baseline=row.baseline,
        name=row.name,
        params=row.params,
        data={path: version(path, about).hash for path, about in row.data.items()},
        command=row.command,
        time_limit=row.time_limit,
        state=row.state,
        cancel=row.cancel,
        runner=row.runner,
        attempts=row.attempts,
        ref=row.ref,
        commit=row.commit,
        error=failure(row.error),
        created_at=moment(row.created),
        started_at=moment(row.started),
        ended_at=moment(row.ended),
    )
