"""Notes on commits, kept in Git notes: asking for one to be written, changed or removed, and how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Response
from fastapi.params import Path

from gto_studio.errors import NotFound
from gto_studio.identity.audit import audited
from gto_studio.rules import storable
from gto_studio.store.derived import commits
from gto_studio.store.owned import changes, notices, projects, repositories
from gto_studio.web.api import shapes
from gto_studio.web.api.changes import of_somebody
from gto_studio.web.api.projects import Id
from gto_studio.web.api.showing import failure
from gto_studio.web.api.table import Which
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from gto_studio.store.owned.changes import ChangeRow


def write(ask: Ask, project: Id, commit: Which, note: shapes.NewNote, response: Response) -> shapes.NoteChange:
    """Write, change or remove the note on a commit. It is done on the remote in the background; `Location` tells how
    it goes.
    """
    now = ask.parts.clock()
    with ask.parts.store.writing() as connection:
        row = repositories.get(connection, projects.get(connection, project).repository)
        id = commits.resolve(connection, row.id, commit)
        if id is None:
            raise NotFound("There is no such commit", hint="name a branch, a tag, or the beginning of an id")
        text = storable.text(note.text).strip()
        made = of_somebody(ask, row, {"action": changes.NOTE, "commit": id, "text": text}, now)
        changes.add(connection, made)
        audited(connection, ask.actor, "note.write" if text else "note.remove", row.name, {"commit": id}, team=row.team)
        notices.tell(connection, "change", {"change": made.id, "repository": row.id}, team=row.team)
    response.headers["Location"] = f"/api/notes/{made.id}"
    return _shown(made)


def one(ask: Ask, change: Annotated[str, Path(max_length=26)]) -> shapes.NoteChange:
    """How the writing of a note goes."""
    with ask.parts.store.reading() as connection:
        row = changes.get(connection, change)
    if not changes.is_note(row):
        raise NotFound("There is no such note")
    return _shown(row)


def _shown(row: ChangeRow) -> shapes.NoteChange:
    return shapes.NoteChange(
        id=row.id,
        repository=row.repository,
        commit=str(row.request["commit"]),
        text=str(row.request["text"]),
        author=row.author,
        state=row.state,
        error=failure(row.error),
        created_at=moment(row.created),
        ended_at=moment(row.ended),
    )
