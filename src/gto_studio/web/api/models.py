"""Models: the dashboard, the page of one, a version, two versions side by side.

The rows of the dashboard go out as they come from SQL, encoded once; the rest is a few values. A page is folded from
the artifact's events by the library's own rules, now or as of a moment, so it cannot say anything else than `gto show`.
"""

from __future__ import annotations

import shlex
import threading
from collections import OrderedDict
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
from fastapi import Query, Request, Response
from fastapi.params import Path

from gto.errors import ArtifactNotFound, RefNotFound
from gto.registry import listing as rows
from gto.registry.dates import parse_date
from gto.registry.events import Moment, until
from gto.registry.names import ArtifactName, CommitId
from gto.registry.state import Artifact
from gto_studio.errors import WrongInput
from gto_studio.rules import dashboard, sides
from gto_studio.rules.access import Need, decide
from gto_studio.store.derived import commits, events, models, readings
from gto_studio.store.owned import changes, notices, projects, repositories
from gto_studio.web.api import commits as picker
from gto_studio.web.api import shapes
from gto_studio.web.api.paging import page_headers, unless_known
from gto_studio.web.api.showing import (
    links,
    may_write,
    seconds,
    shown_changes,
    shown_projects,
    shown_repositories,
    visible,
)
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from sqlalchemy import Connection

    from gto.registry.events import Event
    from gto.registry.state import Version, VersionStage
    from gto_studio.rules.addresses import Links
    from gto_studio.store.derived.models import ArtifactRow, AssignmentRow
    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.web.asking import Asking

Repository = Annotated[str, Path(max_length=26)]
Name = Annotated[str, Query(max_length=512, description="The artifact's name, such as `churn` or `folder:churn`")]
At = Annotated[
    str | None, Query(max_length=64, description="As of then: `2026-03-01` (its end), or a time with offset; now")
]
Which = Annotated[str, Query(max_length=256, description="A version, `latest`, a stage, or a commit, branch or tag")]

COMMITS_MAX = 50
#: Boards are kept for so many kinds of persons, those who see and may do the same.
BOARDS_MAX = 16


# --- the dashboard ------------------------------------------------------------------------------------------------


def listing(ask: Ask, request: Request, filters: Annotated[shapes.ModelFilters, Query()]) -> Response:
    """Every artifact of every repository that the person may see, a row each. Answers 304 where nothing changed."""
    with ask.parts.store.reading() as connection:
        board = _board(ask, request, connection, filters.team)
    chosen = dashboard.chosen(board.rows, _filters(filters))
    ordered = dashboard.ordered(chosen, filters.sort, descending=filters.direction == "desc")
    page = ordered[filters.offset : filters.offset + filters.limit]
    headers = page_headers(request, count=len(ordered), offset=filters.offset, limit=filters.limit)
    content = b"[" + b",".join(board.shown(row.number) for row in page) + b"]"
    return unless_known(request, content, headers)


def facets(ask: Ask, request: Request, team: Annotated[str | None, Query(max_length=64)] = None) -> shapes.Facets:
    """What there is to filter by, and how many artifacts in effect have each."""
    with ask.parts.store.reading() as connection:
        board = _board(ask, request, connection, team)
    return shapes.Facets(**dashboard.facets(row for row in board.rows if row.active))


def _board(ask: Asking, request: Request, connection: Connection, team: str | None) -> Board:
    """The board of this person, made anew only if pages were told of anything since."""
    actor = ask.actor
    who = (actor.is_server_admin, frozenset(actor.roles.items()), actor.scopes, actor.team)
    boards: Boards = request.app.state.boards
    return boards.get((notices.newest(connection), team, who), lambda: Board(ask, connection, team))


class Boards:
    """The boards that were looked at last. Whatever changes one also tells the pages, so the newest notice dates it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Board] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Board]) -> Board:
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > BOARDS_MAX:
                self._kept.popitem(last=False)
        return made


class Board:
    """All artifacts that a person may see, with what their rows show. Whole once made; each row is encoded once."""

    def __init__(self, ask: Asking, connection: Connection, team: str | None) -> None:
        self._repositories = {row.id: row for row in visible(ask, connection, team)}
        ids = list(self._repositories)
        self._artifacts = models.artifacts(connection, ids)
        self._assignments: dict[tuple[str, str], dict[str, AssignmentRow]] = {}
        for one in models.assignments(connection, ids):
            self._assignments.setdefault((one.repository, one.artifact), {})[one.stage] = one
        self.rows = [self._row(number, artifact) for number, artifact in enumerate(self._artifacts)]
        self._encoded: list[bytes | None] = [None] * len(self.rows)
        about = models.about(connection, ids)
        used = models.stages_in_use(connection, ids)
        self._usable: dict[str, list[str]] = {}
        for id in ids:
            allowed = about[id].stages if id in about else None
            self._usable[id] = used.get(id, []) if allowed is None else allowed
        self._writable = {id: may_write(ask.actor, row.team) for id, row in self._repositories.items()}
        self._running: dict[tuple[str, str], list[Any]] = {}
        for change in shown_changes(connection, changes.under_way(connection, ids)):
            self._running.setdefault((change.repository, change.artifact), []).append(change.model_dump())

    def shown(self, number: int) -> bytes:
        """A row as JSON, in the fields of `shapes.Model`."""
        found = self._encoded[number]
        if found is None:
            found = self._encoded[number] = msgspec.json.encode(self._shown(self._artifacts[number]))
        return found

    def _shown(self, artifact: ArtifactRow) -> dict[str, Any]:
        repository, key = self._repositories[artifact.repository], (artifact.repository, artifact.name)
        held = self._assignments.get(key, {})
        return {
            "name": artifact.name,
            "repository": repository.id,
            "repository_name": repository.name,
            "repository_url": repository.url,
            "web_url": repository.web_url,
            "forge": repository.forge,
            "latest": artifact.latest,
            "stages": {stage: one.version for stage, one in held.items()},
            "assignments": {stage: _assigned(one) for stage, one in held.items()},
            "usable_stages": self._usable[repository.id],
            "type": artifact.type,
            "labels": artifact.labels,
            "description": artifact.description,
            "active": artifact.active,
            "registered": artifact.registered,
            "last_registered_at": seconds(artifact.last_registered),
            "last_assigned_at": seconds(artifact.last_assigned),
            "running": self._running.get(key, []),
            "may_write": self._writable[repository.id],
        }

    def _row(self, number: int, artifact: ArtifactRow) -> dashboard.Row:
        return dashboard.Row(
            number,
            artifact.name,
            artifact.repository,
            self._repositories[artifact.repository].name,
            artifact.latest,
            self._assignments.get((artifact.repository, artifact.name), {}).keys(),
            artifact.type,
            artifact.labels,
            artifact.description,
            artifact.active,
            artifact.last_registered,
            artifact.last_assigned,
        )


def _filters(filters: shapes.ModelFilters) -> dashboard.Filters:
    return dashboard.Filters(
        q=filters.q or "",
        stages=frozenset(filters.stage),
        repositories=frozenset(filters.repository),
        labels=frozenset(filters.label),
        types=frozenset(filters.type),
        deprecated=filters.deprecated,
    )


def _assigned(one: AssignmentRow) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "version": one.version,
        "commit": one.commit,
        "tag": one.tag,
        "author": one.author,
        "author_email": one.author_email,
        "at": Moment(one.seconds, one.offset).iso(),
        "message": one.message,
    }


# --- the page of one ----------------------------------------------------------------------------------------------


def page(ask: Ask, repository: Repository, name: Name, at: At = None) -> shapes.ModelPage:
    """Everything the page of a model shows, now or as of a moment."""
    moment = _moment(at)
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        written = models.artifact(connection, repository, name)
        artifact = _folded(connection, repository, name, moment)
        refusal = decide(ask.actor, Need.EDIT, row.team)
        linked = links(row)
        return shapes.ModelPage(
            name=name,
            repository=shown_repositories(ask, connection, [row])[0],
            at=moment.iso() if moment else None,
            active=artifact.is_active,
            registered=artifact.is_registered,
            latest=artifact.latest.text if artifact.latest else None,
            annotation=_annotation_of_page(connection, repository, artifact, moment, written),
            versions=[_version(artifact, version, linked) for version in artifact.ranked(deregistered=True)],
            assignments=[_assignment(held[0]) for held in _stages(artifact).values()],
            stages=_known_stages(connection, repository, artifact),
            history=[_event(artifact, event) for event in reversed(artifact.events)],
            projects=shown_projects(ask, connection, _projects(ask, connection, row)),
            running=_running(connection, repository, name),
            may_write=refusal is None,
            why_not=refusal.message if refusal else None,
            commands=_commands(artifact, row.url),
        )


def version(ask: Ask, repository: Repository, name: Name, version: Which, at: At = None) -> shapes.VersionDetails:
    """One version, with what its commit's files say. A commit without one is shown as an unregistered version."""
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        artifact = _folded(connection, repository, name, _moment(at))
        return _details(connection, row, artifact, version)


def comparison(ask: Ask, repository: Repository, name: Name, before: Which, after: Which) -> shapes.Comparison:
    """Two versions side by side, as `gto diff`."""
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        artifact = _folded(connection, repository, name, None)
        old, new = (_details(connection, row, artifact, which) for which in (before, after))
        ahead = commits.between(connection, repository, old.commit, new.commit, most=COMMITS_MAX)
        between = commits.by_ids(connection, repository, ahead)
        found = [between[id] for id in ahead]
        linked = links(row)
        written = [side.annotation.model_dump() if side.annotation else None for side in (old, new)]
        return shapes.Comparison(
            artifact=name,
            before=old,
            after=new,
            commits=picker.shown(connection, repository, found, linked, artifact=name),
            params=_differences(sides.value_differences(old.params, new.params)),
            metrics=_differences(sides.value_differences(old.metrics, new.metrics)),
            data=_differences(sides.data_differences(old.data, new.data)),
            annotation=_differences(sides.written_differences(*written)),
            command=shlex.join(["gto", "diff", name, before, after, "--repo", row.url]),
            diff_url=linked.difference(old.commit, new.commit),
        )


def _moment(at: str | None) -> Moment | None:
    if at is None:
        return None
    found = parse_date(at)
    if found is None:
        raise WrongInput("That is no date", fields={"at": "2026-03-01, or 2026-03-01T14:00:00+01:00"})
    return found


def _folded(connection: Connection, repository: str, name: str, at: Moment | None) -> Artifact:
    """The artifact as its events make it; now also with what annotations at the head add. ArtifactNotFound."""
    found = events.of_artifact(connection, repository, name)
    if at is not None:
        found = until(found, at.seconds)
    artifact = Artifact(ArtifactName(name), found)
    if at is None:
        for commit in models.only_written(connection, repository, name):
            artifact.discover(CommitId(commit))
    if not artifact.versions and not artifact.events:
        raise ArtifactNotFound(name)
    return artifact


def _stages(artifact: Artifact) -> Mapping[Any, list[VersionStage]]:
    """Which version counts in each stage; none of a deprecated artifact."""
    return artifact.stages() if artifact.is_active else {}


def _version(artifact: Artifact, version: Version, linked: Links) -> shapes.Version:
    source = version.authoring
    return shapes.Version(
        version=version.text,
        commit=version.commit,
        registered=version.is_registered,
        active=version.is_active,
        tag=source.tag if source else None,
        author=source.author if source else None,
        author_email=source.author_email if source else None,
        at=source.at.iso() if source else None,
        message=source.message if source else None,
        stages=sorted(str(stage) for stage, held in _stages(artifact).items() if held[0].version is version),
        commit_url=linked.commit(version.commit),
    )


def _assignment(held: VersionStage) -> shapes.Assignment:
    source = held.authoring
    return shapes.Assignment(
        stage=held.stage,
        version=held.version.text,
        commit=held.version.commit,
        tag=source.tag,
        author=source.author,
        author_email=source.author_email,
        at=source.at.iso(),
        message=source.message,
    )


def _event(artifact: Artifact, event: Event) -> shapes.Event:
    row = rows.event_row(artifact, event)
    return shapes.Event(
        event=cast("Any", event.word),
        artifact=event.artifact,
        version=row.version,
        stage=event.stage,
        tag=event.tag,
        commit=event.commit,
        author=event.author,
        author_email=event.author_email,
        message=event.message,
        created_at=event.at.iso(),
    )


def _known_stages(connection: Connection, repository: str, artifact: Artifact) -> list[str]:
    """Those that `.gto` allows, or else those in use in the repository; then all that the artifact ever had."""
    about = models.about(connection, [repository]).get(repository)
    allowed = about.stages if about else None
    if allowed is None:
        allowed = models.stages_in_use(connection, [repository]).get(repository, [])
    held = sorted({str(event.stage) for event in artifact.events if event.stage is not None})
    return list(dict.fromkeys([*allowed, *held]))


def _projects(ask: Asking, connection: Connection, row: RepositoryRow) -> list[projects.ProjectRow]:
    of = projects.of_repository(connection, row.id)
    insider = decide(ask.actor, Need.VIEW, row.team) is None
    return [project for project in of if project.public or insider]


def _running(connection: Connection, repository: str, name: str) -> list[shapes.Change]:
    under_way = changes.under_way(connection, [repository])
    return [change for change in shown_changes(connection, under_way) if change.artifact == name]


def _commands(artifact: Artifact, url: str) -> dict[str, str]:
    name = artifact.name
    get = ["dvc", "artifacts", "get", url, name]
    if artifact.latest:
        get += ["--rev", artifact.latest.text]
    return {
        "show": shlex.join(["gto", "show", name, "--repo", url]),
        "history": shlex.join(["gto", "history", name, "--repo", url]),
        "get": shlex.join(get),
    }


# --- what is written, and what files say ----------------------------------------------------------------------------


def _annotation_of_page(
    connection: Connection, repository: str, artifact: Artifact, at: Moment | None, written: ArtifactRow | None
) -> shapes.Annotation | None:
    """Now: what stands at the head of the default branch. Then: at the commit of the version that was the latest."""
    if at is not None:
        latest = artifact.latest
        return _annotation(connection, repository, artifact.name, latest.commit) if latest else None
    about = models.about(connection, [repository]).get(repository)
    if written is None or not written.annotated or about is None or about.head is None:
        return None
    return _annotation(connection, repository, artifact.name, about.head)


def _annotation(connection: Connection, repository: str, name: str, commit: str) -> shapes.Annotation | None:
    row = commits.by_ids(connection, repository, [commit]).get(commit)
    if row is None or row.annotations is None:
        return None
    document = models.annotation_sets(connection, repository, [row.annotations]).get(row.annotations)
    said = next((a for a in (document or {}).get("annotations", ()) if a.get("artifact") == name), None)
    if said is None:
        return None
    return shapes.Annotation(**{field: said.get(field) for field in shapes.Annotation.model_fields})


def _details(connection: Connection, row: RepositoryRow, artifact: Artifact, which: str) -> shapes.VersionDetails:
    """A version with what its commit's files say; what was not read is None. RefNotFound."""
    commit = sides.commit_of(artifact, which) or commits.resolve(connection, row.id, which)
    if commit is None:
        raise RefNotFound(which, hint=f"name a version or a stage of '{artifact.name}', `latest`, or a commit")
    linked = links(row)
    named = artifact.version(which)
    version = named or artifact.at(CommitId(commit)) or Artifact(artifact.name).discover(CommitId(commit))
    written = _annotation(connection, row.id, artifact.name, commit)
    reading = readings.document(connection, row.id, commit)
    about = commits.by_ids(connection, row.id, [commit]).get(commit)
    return shapes.VersionDetails(
        **_version(artifact, version, linked).model_dump(),
        annotation=written,
        annotation_url=linked.file(commit, written.source) if written else None,
        params=sides.flat(reading["params"]) if reading else None,
        metrics=sides.flat(reading["metrics"]) if reading else None,
        data=reading["outs"] if reading else None,
        problems=[_problem(one) for one in sides.problems(reading)] if reading else [],
        commit_message=about.message if about else None,
        commit_author=about.author if about else None,
        commit_at=about.committed_at if about else None,
    )


def _problem(one: Mapping[str, Any]) -> shapes.Oddity:
    return shapes.Oddity(
        code="unreadable", subject=str(one["file"]), says=str(one["msg"]), repair="mend the file and commit it"
    )


def _differences(found: list[sides.Difference]) -> list[shapes.Difference]:
    return [shapes.Difference(**asdict(one)) for one in found]
