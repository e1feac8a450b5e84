"""Edits: what one would do to files, branches and experiments, and asking for it to be done."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Request, Response
from fastapi.params import Path
from starlette.concurrency import run_in_threadpool

from gto.errors import GtoError
from gto_studio.errors import Conflict, NotFound, NotHereYet, WrongInput
from gto_studio.identity.acting import right_of
from gto_studio.identity.audit import audited
from gto_studio.rules.access import LOCAL
from gto_studio.rules.annotation_sets import reading
from gto_studio.rules.edits.asked import asked
from gto_studio.rules.edits.commands import command, request_to_pull
from gto_studio.rules.edits.planning import plan as foresee
from gto_studio.rules.edits.plans import NOWHERE, Plan
from gto_studio.rules.edits.seen import ROUNDS, NotSeen, Seen
from gto_studio.rules.refusals import PullRequestNotOpened
from gto_studio.store.derived import commits, models
from gto_studio.store.owned import changes, notices, pull_requests, repositories
from gto_studio.web.api import forms, promotions, shapes
from gto_studio.web.api.changes import Repository, of_somebody
from gto_studio.web.api.paging import Limit
from gto_studio.web.api.showing import failure, links
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking
from gto_studio.web.fetching import fetched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from gto_studio.identity.acting import Right
    from gto_studio.rules.edits.asked import Edit
    from gto_studio.store.derived.files import FileRow
    from gto_studio.store.owned.changes import ChangeRow
    from gto_studio.store.owned.repositories import RepositoryRow

#: A person waits for a plan; the first of a repository takes a worker some round trips.
PATIENCE_SECONDS = 15.0
#: Of a pull request that an app or somebody else's token opens.
NAMED = "The pull request is opened by another account than yours; its text says that you asked for it"


async def plan(ask: Ask, request: Request, repository: Repository, edit: shapes.Edit) -> shapes.EditPlan:
    """What an edit would do: the commits with their differences, the refs, the pull request. Nothing is changed."""
    row = await run_in_threadpool(_row, ask, repository)
    line = None
    try:
        wanted = asked(await run_in_threadpool(_document, ask, row, edit))
    except GtoError as error:
        found = Plan(refusal=error)
    else:
        found = await _planned(ask, request, row, wanted)
        seen = await run_in_threadpool(_seen, ask, repository)
        line = None if found.refusal else command(wanted, row.url, seen.default_branch)
    right = await run_in_threadpool(_right, ask, row)
    shown = _shown_plan(found.document(), row, right, ask.parts.clock(), found, line)
    alone = ask.parts.owner is not None
    if any(one.possible for one in shown.pull_requests) and not right.is_own(alone=alone):
        shown.remarks.append(NAMED)
    return shown


async def ask(
    ask: Ask, request: Request, repository: Repository, edit: shapes.Edit, response: Response
) -> shapes.EditChange:
    """Ask for an edit. It is carried out on the remote in the background; `Location` tells how it goes."""
    row = await run_in_threadpool(_row, ask, repository)
    document = await run_in_threadpool(_document, ask, row, edit)
    found = await _planned(ask, request, row, asked(document))
    if found.refusal is not None:
        raise found.refusal
    if edit.expected is not None and edit.expected != found.id:
        raise Conflict("The edit would be another one by now", hint="look at its new plan, and ask again")
    made = await run_in_threadpool(_ask, ask, row, document, found)
    response.headers["Location"] = f"/api/edits/{made.id}"
    return made


def listing(ask: Ask, repository: Repository, limit: Limit = 100) -> list[shapes.EditChange]:
    """The newest first."""
    row = _row(ask, repository)
    with ask.parts.store.reading() as connection:
        rows = changes.edits_of(connection, repository, limit=limit)
        return [_shown(connection, one, row, ask.parts.clock()) for one in rows]


def one(ask: Ask, change: Annotated[str, Path(max_length=26)]) -> shapes.EditChange:
    """How an edit goes."""
    with ask.parts.store.reading() as connection:
        found = changes.get(connection, change)
        if not changes.is_edit(found):
            raise NotFound("There is no such edit")
        return _shown(connection, found, repositories.get(connection, found.repository), ask.parts.clock())


def again(ask: Ask, change: Annotated[str, Path(max_length=26)], response: Response) -> shapes.EditChange:
    """Take up an edit that failed after its branch was pushed: what is there stays, its pull request is opened."""
    with ask.parts.store.writing() as connection:
        found = changes.get(connection, change)
        if not changes.is_edit(found):
            raise NotFound("There is no such edit")
        if found.state != "failed" or (found.error or {}).get("code") != PullRequestNotOpened.code:
            raise Conflict("There is nothing left of it that could be done", hint="ask for a new edit")
        row = repositories.get(connection, found.repository)
        changes.again(connection, change)
        audited(connection, ask.actor, "edit.again", row.name, {"change": change}, team=row.team)
        notices.tell(connection, "change", {"change": change, "repository": row.id}, team=row.team)
        shown = _shown(connection, changes.get(connection, change), row, ask.parts.clock())
    response.headers["Location"] = f"/api/edits/{change}"
    return shown


# --- planning -------------------------------------------------------------------------------------------------------


def _row(ask: Asking, repository: str) -> RepositoryRow:
    with ask.parts.store.reading() as connection:
        return repositories.get(connection, repository)


def _right(ask: Asking, row: RepositoryRow) -> Right:
    with ask.parts.store.reading() as connection:
        return right_of(connection, row, ask.actor.person)


def _document(ask: Asking, row: RepositoryRow, edit: shapes.Edit) -> dict[str, Any]:
    """The edit as it is stored: a promotion with all that it rests on, versions of data with their sizes."""
    document = edit.model_dump()
    if isinstance(edit, shapes.Experiment) and edit.data:
        with ask.parts.store.reading() as connection:
            document["data"] = forms.known(connection, row.id, edit.data)
    return document | promotions.facts(ask, row.id, edit) if isinstance(edit, shapes.Promote) else document


def _ask(ask: Asking, row: RepositoryRow, document: dict[str, Any], found: Plan) -> shapes.EditChange:
    now = ask.parts.clock()
    with ask.parts.store.writing() as connection:
        made = of_somebody(ask, row, document, now)
        changes.add(connection, made)
        subject = str(document.get("artifact") or document.get("branch") or row.name)
        refs = sorted({*(one.ref for one in found.commits), *(one.ref for one in found.refs)})
        audited(connection, ask.actor, f"edit.{document['action']}", subject, {"refs": refs}, team=row.team)
        notices.tell(connection, "change", {"change": made.id, "repository": row.id}, team=row.team)
        return _shown(connection, made, row, now)


async def _planned(ask: Asking, request: Request, row: RepositoryRow, edit: Edit) -> Plan:
    """The plan on what the last sync saw; files that are not here yet are brought by a worker. NotHereYet."""
    seen = await run_in_threadpool(_seen, ask, row.id)
    for _ in range(ROUNDS):
        try:
            return foresee(edit, seen)
        except NotSeen as missing:  # noqa: PERF203
            await run_in_threadpool(_look, ask, row.id, seen, missing)
            bell, store = request.app.state.bell, ask.parts.store
            rows = await fetched(store, bell, row.id, missing.files, seconds=PATIENCE_SECONDS)
            for place, file in rows.items():
                seen.files[place] = _content(place[1], file)
    raise AssertionError(edit)


def _seen(ask: Asking, repository: str) -> Seen:
    with ask.parts.store.reading() as connection:
        about = models.about(connection, [repository]).get(repository)
        return Seen(commits.heads(connection, repository), about.default_branch if about else None)


def _look(ask: Asking, repository: str, seen: Seen, missing: NotSeen) -> None:
    """What the tables know already."""
    wanted = {*missing.commits, *missing.annotations}
    with ask.parts.store.reading() as connection:
        rows = commits.by_ids(connection, repository, wanted) if wanted else {}
        ids = {rows[id].annotations for id in missing.annotations if id in rows} - {None}
        sets = models.annotation_sets(connection, repository, [str(id) for id in ids]) if ids else {}
    for commit in missing.commits:
        seen.commits[commit] = commit in rows
    for commit in missing.annotations:
        if commit not in rows:
            raise NotHereYet(f"commit {commit:.7}")
        seen.annotations[commit] = reading(sets.get(rows[commit].annotations or ""))


def _content(path: str, file: FileRow) -> bytes | str | None:
    """A file as Git has it: what DVC keeps elsewhere under the same path is none that can be edited."""
    if file.is_pending:
        raise NotHereYet(path)
    if file.bytes is not None and file.id is not None and _is_in_git(file.id, file.bytes):
        return file.bytes
    said = file.problem or {}
    if said.get("type") in ("TooLarge", "Unreachable"):
        return str(said.get("msg"))
    return None


def _is_in_git(id: str, data: bytes) -> bool:
    kind = hashlib.sha1 if len(id) == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == id


# --- showing --------------------------------------------------------------------------------------------------------


def _shown_plan(
    document: Mapping[str, Any],
    row: RepositoryRow,
    right: Right,
    now: float,
    found: Plan | None = None,
    line: str | None = None,
) -> shapes.EditPlan:
    refusal = found.refusal if found else None
    requests = [_pull_request(one, row, right) for one in document["pull_requests"]]
    told = {} if refusal is None else {"code": refusal.code, "message": refusal.message.strip(), "hint": refusal.hint}
    return shapes.EditPlan(
        id=document["id"],
        commits=[shapes.PlannedCommit(**one) for one in document["commits"]],
        refs=[shapes.PlannedRef(**one) for one in document["refs"]],
        pull_request=requests[0] if requests else None,
        pull_requests=requests,
        remarks=document["remarks"],
        command=line,
        refusal=failure({**told, "at": now}) if told else None,
        fields=refusal.fields if isinstance(refusal, WrongInput) else {},
    )


def _pull_request(one: Mapping[str, Any], row: RepositoryRow, right: Right) -> shapes.PlannedPullRequest:
    why = None
    if right.forge is None and row.forge == "git":
        why = f"the server of {row.name} has Git alone: the branch is pushed, and merged by hand"
    elif not right.can_ask:
        why = f"nothing lets you in at the server of {row.name}: connect an account in the settings, or open it by hand"
    link = links(row).pull_request(one["base"], one["head"])
    line = request_to_pull(row.url, one["base"], one["head"]) if not right.can_ask and link is None else None
    return shapes.PlannedPullRequest(**one, possible=why is None, link=link, command=line, why_not=why)


def _shown(connection: Connection, change: ChangeRow, row: RepositoryRow, now: float) -> shapes.EditChange:
    error = change.error or {}
    fresh = None
    if "plan" in error:
        fresh = _shown_plan(error["plan"], row, right_of(connection, row, change.person or LOCAL), now)
    failed: Mapping[str, str] = error.get("failed") or {}
    made = [
        shapes.MadeRef(ref=one["tag"], object=None if one["object"] == NOWHERE else one["object"])
        for one in change.tags
    ]
    return shapes.EditChange(
        id=change.id,
        repository=change.repository,
        repository_name=row.name,
        action=str(change.request["action"]),
        request={name: value for name, value in change.request.items() if name not in ("expected", "report")},
        author=change.author,
        state=change.state,
        made=made,
        pull_requests=[
            shapes.MadePullRequest(
                number=one.number, url=one.url, title=one.title, head=one.head, base=one.base, state=one.state
            )
            for one in pull_requests.of_changes(connection, [change.id]).get(change.id, ())
        ],
        parts=[
            *(shapes.EditPart(what=one.ref, done=True, error=None) for one in made),
            *(shapes.EditPart(what=ref, done=False, error=why) for ref, why in failed.items()),
        ],
        error=failure(change.error),
        plan=fresh,
        created_at=moment(change.created),
        ended_at=moment(change.ended),
    )
