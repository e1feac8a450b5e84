"""Rows → shapes, for what several resources show: repositories, projects, syncs, changes, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from gto.registry.events import Moment
from gto_studio.rules.access import Need, decide
from gto_studio.rules.addresses import Links
from gto_studio.rules.headline import headline
from gto_studio.store.derived import models, readings
from gto_studio.store.owned import alarms, jobs, places, projects, repositories, views
from gto_studio.web.api import shapes
from gto_studio.web.api.times import moment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from gto_studio.rules.access import Actor
    from gto_studio.store.owned.changes import ChangeRow
    from gto_studio.store.owned.jobs import JobRow
    from gto_studio.store.owned.projects import ProjectRow
    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.web.asking import Asking


def seconds(at: int | None) -> str | None:
    """A moment of a tag whose offset nobody kept, as ISO 8601."""
    return None if at is None else Moment(at).iso()


def failure(error: Mapping[str, Any] | None) -> shapes.Failure | None:
    """Why work went wrong, as it was stored: `code`, `message`, `hint`, `at`."""
    if error is None:
        return None
    return shapes.Failure(
        code=str(error.get("code", "failed")),
        message=str(error.get("message", "")),
        hint=error.get("hint"),
        at=moment(float(error.get("at") or 0.0)),
        tags=error.get("tags"),
    )


def sync(job: JobRow | None, now: float) -> shapes.Sync:
    """How the last sync went, and the one under way."""
    if job is None:
        return shapes.Sync(state="never")
    state, progress = job.state(now), job.progress or {}
    return shapes.Sync(
        state=state,
        synced_at=moment(job.finished),
        phase=progress.get("phase"),
        done=progress.get("done"),
        of=progress.get("of"),
        error=failure(job.error),
        next_at=None if state in ("running", "queued") else moment(job.next_at),
    )


def links(row: RepositoryRow) -> Links:
    """Its addresses on the forge."""
    return Links(cast("Any", row.forge), row.web_url)


def may_write(actor: Actor, team: str) -> bool:
    return decide(actor, Need.EDIT, team) is None


def shown_repositories(ask: Asking, connection: Connection, rows: Sequence[RepositoryRow]) -> list[shapes.Repository]:
    """In few questions, however many there are."""
    ids, now = [row.id for row in rows], ask.parts.clock()
    about, held = models.about(connection, ids), models.count(connection, ids)
    problems, ringing = models.count_problems(connection, ids), alarms.count_open(connection, ids)
    syncs = jobs.of(connection, jobs.SYNC, ids)
    found = []
    for row in rows:
        facts = about.get(row.id)
        found.append(
            shapes.Repository(
                id=row.id,
                team=row.team,
                name=row.name,
                url=row.url,
                forge=cast("Any", row.forge),
                web_url=row.web_url,
                default_branch=facts.default_branch if facts else None,
                head=facts.head if facts else None,
                allowed_stages=facts.stages if facts else None,
                directories=facts.directories if facts else [],
                models=held.get(row.id, 0),
                problems=problems.get(row.id, 0),
                alarms=ringing.get(row.id, 0),
                poll_seconds=row.poll_seconds,
                has_credentials=row.secret is not None,
                created_at=moment(row.created),
                sync=sync(syncs.get(row.id), now),
            )
        )
    return found


def shown_projects(ask: Asking, connection: Connection, rows: Sequence[ProjectRow]) -> list[shapes.Project]:
    """In few questions, however many there are."""
    ids = {row.repository for row in rows}
    of = repositories.by_ids(connection, ids)
    held, syncs = models.count(connection, ids), jobs.of(connection, jobs.SYNC, ids)
    metrics, opening = readings.metrics_at_heads(connection, ids), views.standard(connection, [row.id for row in rows])
    now = ask.parts.clock()
    return [
        shapes.Project(
            id=row.id,
            team=row.team,
            repository=row.repository,
            repository_name=of[row.repository].name,
            forge=of[row.repository].forge,
            web_url=of[row.repository].web_url,
            name=row.name,
            directory=row.directory,
            public=row.public,
            since=moment(row.since),
            custom=[shapes.CustomFile(**cast("Any", one)) for one in row.custom],
            headline=[
                shapes.Headline(**one._asdict())
                for one in headline(metrics.get(row.repository, {}), row.directory, opening.get(row.id))
            ],
            models=held.get(row.repository, 0),
            runner=shapes.RunnerSettings(**(row.runner or {})),
            runner_seen_at=moment(row.runner_seen),
            created_at=moment(row.created),
            sync=sync(syncs.get(row.repository), now),
        )
        for row in rows
    ]


def shown_changes(connection: Connection, rows: Sequence[ChangeRow]) -> list[shapes.Change]:
    of = repositories.by_ids(connection, {row.repository for row in rows})
    return [change(row, of[row.repository].name) for row in rows]


def change(row: ChangeRow, repository_name: str) -> shapes.Change:
    asked = {name: value for name, value in row.request.items() if name in shapes.Request.model_fields}
    return shapes.Change(
        id=row.id,
        repository=row.repository,
        repository_name=repository_name,
        artifact=str(row.request["artifact"]),
        request=shapes.Request(**asked),
        author=row.author,
        state=row.state,
        tags=[shapes.MadeTag(**made) for made in row.tags],
        error=failure(row.error),
        created_at=moment(row.created),
        ended_at=moment(row.ended),
    )


def page_of(connection: Connection, repository: str) -> str:
    """Where people look at a repository, under the server's address."""
    found = projects.of_repository(connection, repository)
    return f"projects/{found[0].id}" if found else f"models?repository={repository}"


def visible(ask: Asking, connection: Connection, team: str | None = None) -> list[RepositoryRow]:
    """The repositories whose things belong in this person's lists; of one team, by id or slug, if it is named."""
    rows = repositories.of_teams(connection, ask.actor.sees)
    if team is None:
        return rows
    wanted = places.team(connection, team)
    return [row for row in rows if row.team == wanted]
