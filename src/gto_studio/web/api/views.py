"""Ways to look at a project's table under a name: everybody sees them, editors save them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

from fastapi.params import Path

from gto_studio.errors import WrongInput
from gto_studio.identity.audit import audited
from gto_studio.store.owned import projects, views
from gto_studio.store.owned.ids import new_id
from gto_studio.web.api import shapes
from gto_studio.web.api.projects import Id, as_name, tell
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.store.owned.projects import ProjectRow
    from gto_studio.store.owned.views import ViewRow

#: A view's id.
ViewId = Annotated[str, Path(max_length=26)]

BYTES_MAX = 256 << 10
VIEWS_MAX = 200


def listing(ask: Ask, project: Id) -> list[shapes.View]:
    """By name, the one that the project opens with first."""
    with ask.parts.store.reading() as connection:
        return [_shown(row) for row in views.of_project(connection, projects.get(connection, project).id)]


def add(ask: Ask, project: Id, new: shapes.NewView) -> shapes.View:
    """Save a view under a new name, for everybody."""
    with ask.parts.store.writing() as connection:
        of = projects.get(connection, project)
        if len(views.of_project(connection, of.id)) >= VIEWS_MAX:
            raise WrongInput(f"A project has {VIEWS_MAX} views at most", hint="remove one that nobody uses")
        row = views.ViewRow(
            new_id(), of.id, as_name(new.name), _state(new.state), new.default, ask.parts.clock(), ask.actor.name
        )
        views.add(connection, row)
        return _written(ask, connection, "view.add", of, row)


def change(ask: Ask, project: Id, view: ViewId, change: shapes.ViewChange) -> shapes.View:
    """Save it anew, rename it, or open the project with it."""
    with ask.parts.store.writing() as connection:
        of = projects.get(connection, project)
        row = views.get(connection, of.id, view)
        row = replace(
            row,
            name=row.name if change.name is None else as_name(change.name),
            state=row.state if change.state is None else _state(change.state),
            standard=row.standard if change.default is None else change.default,
            changed=ask.parts.clock(),
            changed_by=ask.actor.name,
        )
        views.save(connection, row)
        return _written(ask, connection, "view.change", of, row)


def remove(ask: Ask, project: Id, view: ViewId) -> None:
    """Forget a view."""
    with ask.parts.store.writing() as connection:
        of = projects.get(connection, project)
        row = views.get(connection, of.id, view)
        views.remove(connection, of.id, row.id)
        _written(ask, connection, "view.remove", of, row)


def _written(ask: Asking, connection: Connection, action: str, of: ProjectRow, row: ViewRow) -> shapes.View:
    audited(connection, ask.actor, action, row.name, {"project": of.name}, team=of.team)
    tell(connection, of.team, of.repository)
    return _shown(row)


def _state(state: dict[str, Any]) -> dict[str, Any]:
    try:
        size = len(json.dumps(state, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        raise WrongInput("That is no view", fields={"state": "JSON without NaN or halves of characters"}) from None
    if size > BYTES_MAX:
        raise WrongInput("That is too large for a view", fields={"state": f"{BYTES_MAX >> 10} KiB at most"})
    return state


def _shown(row: ViewRow) -> shapes.View:
    return shapes.View(
        id=row.id,
        name=row.name,
        state=row.state,
        default=row.standard,
        changed_at=moment(row.changed),
        changed_by=row.changed_by,
    )
