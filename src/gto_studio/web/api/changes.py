"""Changes: what an action would do, and asking for it to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Response
from fastapi.params import Path

from gto.errors import RefNotFound
from gto.registry import tags
from gto.registry.decide import Known
from gto.registry.listing import is_commit_id
from gto.registry.names import CommitId, StageName, check_artifact
from gto.registry.requests import Assign, Deregister, Register, Unassign
from gto.registry.state import fold
from gto_studio.errors import Conflict, NotFound
from gto_studio.identity.audit import audited
from gto_studio.rules import actions
from gto_studio.rules.access import LOCAL
from gto_studio.rules.preview import Preview
from gto_studio.rules.preview import preview as foresee
from gto_studio.rules.workflows import Workflow, matches
from gto_studio.store.derived import commits, events, models
from gto_studio.store.owned import changes, notices, repositories
from gto_studio.store.owned.changes import ChangeRow
from gto_studio.store.owned.ids import new_id
from gto_studio.web.api import shapes
from gto_studio.web.api.commits import holding
from gto_studio.web.api.paging import Limit
from gto_studio.web.api.showing import change as shown_change
from gto_studio.web.api.showing import shown_changes
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from gto.registry.requests import Request
    from gto_studio.store.owned.repositories import RepositoryRow

Repository = Annotated[str, Path(max_length=26)]


def preview(ask: Ask, repository: Repository, request: shapes.Request) -> shapes.Preview:
    """What an action would do, decided by the same rules as the command line's. Nothing is changed."""
    now = ask.parts.clock()
    with ask.parts.store.reading() as connection:
        row = repositories.get(connection, repository)
        wanted = actions.wanted(request.model_dump())
        found = foreseen(connection, repository, wanted, int(now))
        remarks = [*found.remarks, *_remarks(connection, repository, wanted, found)]
        about = models.about(connection, [repository]).get(repository)
    refusal = found.refusal
    return shapes.Preview(
        tags=[
            shapes.PlannedTag(tag=one.tag, commit=one.commit, message=one.message, version=one.version)
            for one in found.tags
        ],
        command=actions.command(wanted, repo=row.url),
        suggested=found.suggested,
        falls_back=found.falls_back,
        starts=_started(about.workflows if about else [], [one.tag for one in found.tags]),
        remarks=remarks,
        refusal=None
        if refusal is None
        else shapes.Failure(code=refusal.code, message=refusal.message.strip(), hint=refusal.hint, at=moment(now)),
    )


def ask(ask: Ask, repository: Repository, new: shapes.NewChange, response: Response) -> shapes.Change:
    """Ask for an action. It is carried out on the remote in the background; `Location` tells how it goes."""
    now = ask.parts.clock()
    document = new.model_dump(exclude_none=True)
    with ask.parts.store.writing() as connection:
        row = repositories.get(connection, repository)
        found = foreseen(connection, repository, actions.wanted(document), int(now))
        if found.refusal is not None:
            raise found.refusal
        planned = [one.tag for one in found.tags]
        if new.expected is not None and new.expected != planned:
            raise Conflict(
                f"It would make {', '.join(planned)} by now, and not {', '.join(new.expected) or 'nothing'}",
                hint="somebody was quicker: look at it again, and ask again",
            )
        made = of_somebody(ask, row, document, now)
        changes.add(connection, made)
        audited(connection, ask.actor, f"change.{new.action}", new.artifact, {"tags": planned}, team=row.team)
        notices.tell(connection, "change", {"change": made.id, "repository": row.id}, team=row.team)
    response.headers["Location"] = f"/api/changes/{made.id}"
    return shown_change(made, row.name)


def listing(ask: Ask, repository: Repository, limit: Limit = 100) -> list[shapes.Change]:
    """The newest first."""
    with ask.parts.store.reading() as connection:
        return shown_changes(connection, changes.of_repositories(connection, [repository], limit=limit))


def one(ask: Ask, change: Annotated[str, Path(max_length=26)]) -> shapes.Change:
    """How it goes."""
    with ask.parts.store.reading() as connection:
        row = changes.get(connection, change)
        if changes.is_note(row) or changes.is_edit(row):
            raise NotFound("There is no such change")
        return shown_changes(connection, [row])[0]


def of_somebody(ask: Asking, row: RepositoryRow, document: dict[str, object], now: float) -> ChangeRow:
    """What whoever asks wants done, as it is stored."""
    actor = ask.actor
    return ChangeRow(
        id=new_id(now),
        repository=row.id,
        person=None if actor.person == LOCAL else actor.person,
        author=actor.name,
        author_email=actor.email,
        request=document,
        state="queued",
        planned=[],
        tags=[],
        error=None,
        created=now,
        ended=None,
    )


def foreseen(connection: Connection, repository: str, wanted: Request, now: int) -> Preview:
    """What a request would do, as the last sync saw the repository."""
    try:
        known = _known(connection, repository, wanted)
    except RefNotFound as error:
        return Preview(refusal=error)
    return foresee(known, wanted, now=now)


def _known(connection: Connection, repository: str, wanted: Request) -> Known:
    """What the decision rests on, as the last sync saw it. The worker decides again, on what the remote has then."""
    name = check_artifact(wanted.artifact)
    about = models.about(connection, [repository]).get(repository)
    registry = fold(events.of_artifact(connection, repository, name))
    spelled = tags.in_tag(name)
    return Known(
        artifact=registry.artifacts.get(name),
        names=events.tag_names(connection, repository, [f"{spelled}@", f"{spelled}#"]),
        stages=None if about is None or about.stages is None else tuple(map(StageName, about.stages)),
        commit=_commit(connection, repository, getattr(wanted, "ref", None)),
    )


def _commit(connection: Connection, repository: str, ref: str | None) -> CommitId | None:
    """Where a ref leads. A whole id that nobody has read yet is taken at its word. RefNotFound."""
    found = commits.resolve(connection, repository, ref or "HEAD")
    if found is None and ref is not None and ref != "HEAD":
        if not is_commit_id(ref):
            raise RefNotFound(ref, hint="sync the repository if it was pushed just now, or give the whole commit id")
        found = ref
    return CommitId(found) if found else None


def _remarks(connection: Connection, repository: str, wanted: Request, found: Preview) -> list[str]:
    """What a person should know before the click, of the commit that gets a version."""
    if not found.tags or isinstance(wanted, Unassign | Deregister) or not isinstance(wanted, Register | Assign):
        return []
    commit = found.tags[0].commit
    row = commits.by_ids(connection, repository, [commit]).get(commit)
    if row is None:
        return [f"Commit {commit:.7} has not been read yet; whether it exists shows when the tag is made"]
    if len(found.tags) > 1 or isinstance(wanted, Register):
        sets = holding(connection, repository, wanted.artifact)
        if sets and row.annotations not in sets:
            return [f"The annotations of commit {commit:.7} do not name {wanted.artifact}"]
    return []


def _started(rows: Sequence[dict[str, Any]], planned: Sequence[str]) -> list[str]:
    """The CI workflows that any of these tags starts, as far as their files tell."""
    found = []
    for row in rows:
        workflow = Workflow(row["file"], row["name"], row["forge"], None if row["tags"] is None else tuple(row["tags"]))
        if any(matches(workflow, tag) for tag in planned):
            same = workflow.name == workflow.file
            found.append(workflow.file if same else f"{workflow.name} ({workflow.file})")
    return found
