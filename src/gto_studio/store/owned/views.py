"""Ways to look at a project's table, saved under names. What is in one is the page's business."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from gto_studio.errors import Conflict, NotFound
from gto_studio.store import dialects
from gto_studio.store.owned.tables import view as table

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ViewRow:
    """`standard`: what the project opens with; one of them at most."""

    id: str
    project: str
    name: str
    state: dict[str, Any]
    standard: bool
    changed: float
    changed_by: str


def of_project(connection: Connection, project: str) -> list[ViewRow]:
    """By name, the standard one first."""
    asked = select(table).where(table.c.project == project).order_by(table.c.standard.desc(), table.c.name)
    return [ViewRow(*row) for row in connection.execute(asked)]


def standard(connection: Connection, projects: list[str]) -> dict[str, dict[str, Any]]:
    """Project → the state of what it opens with; those without one are missing."""
    asked = select(table.c.project, table.c.state).where(table.c.project.in_(projects), table.c.standard)
    return {row[0]: row[1] for row in connection.execute(asked)}


def get(connection: Connection, project: str, id: str) -> ViewRow:
    """Raises NotFound."""
    row = connection.execute(select(table).where(table.c.project == project, table.c.id == id)).one_or_none()
    if row is None:
        raise NotFound("There is no such view")
    return ViewRow(*row)


def add(connection: Connection, new: ViewRow) -> None:
    """Raises Conflict if the project has one of this name."""
    if not dialects.insert_new(connection, table, asdict(new)):
        raise _taken(new)
    _alone(connection, new)


def save(connection: Connection, changed: ViewRow) -> None:
    """Write it as it is now (`dataclasses.replace`). Raises NotFound, or Conflict if the name is taken."""
    twin = select(table.c.id).where(
        table.c.project == changed.project, table.c.name == changed.name, table.c.id != changed.id
    )
    if connection.execute(twin).first():
        raise _taken(changed)
    if connection.execute(update(table).where(table.c.id == changed.id).values(asdict(changed))).rowcount != 1:
        raise NotFound("There is no such view")
    _alone(connection, changed)


def remove(connection: Connection, project: str, id: str) -> None:
    connection.execute(delete(table).where(table.c.project == project, table.c.id == id))


def _alone(connection: Connection, view: ViewRow) -> None:
    """Where one becomes the standard, no other is."""
    if view.standard:
        others = update(table).where(table.c.project == view.project, table.c.id != view.id, table.c.standard)
        connection.execute(others.values(standard=False))


def _taken(view: ViewRow) -> Conflict:
    return Conflict(
        f"There is a view '{view.name}' of this project already", hint="change that one, or take another name"
    )
