"""Commits and what leads to them: branches, tags, pushed experiments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from gto.registry.events import Moment
from gto_studio.store.derived import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

#: Fewer letters of a commit's id say nothing.
PREFIX_MIN = 4


@dataclass(frozen=True, slots=True)
class CommitRow:
    id: str
    parents: list[str]
    author: str
    author_email: str
    authored_at: str
    committed_at: str
    message: str
    annotations: str | None


_C, _R = t.commit.c, t.ref.c
_COLUMNS = (
    _C.id,
    _C.parents,
    _C.author,
    _C.author_email,
    _C.authored,
    _C.authored_offset,
    _C.committed,
    _C.committed_offset,
    _C.message,
    _C.annotations,
)


def by_ids(connection: Connection, repository: str, ids: Collection[str]) -> dict[str, CommitRow]:
    """The commits of these ids that are known."""
    asked = select(*_COLUMNS).where(_C.repository == repository, _C.id.in_(ids))
    return {row[0]: _row(row) for row in connection.execute(asked)}


def trees(connection: Connection, repository: str, ids: Collection[str]) -> dict[str, str]:
    """Commit → its tree, of those that are known."""
    asked = select(_C.id, t.commit.c.tree).where(_C.repository == repository, _C.id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(asked)}


def listing(
    connection: Connection,
    repository: str,
    *,
    first: Collection[str] = (),
    text: str | None = None,
    among: Collection[str] | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[CommitRow], int]:
    """Commits, the newest first, and how many there are in all.

    Those with one of the annotation sets in `first` come before all others. `text` is searched for in messages,
    authors and the names of refs, and at the beginning of ids; `among` leaves only these ids.
    """
    which = [_C.repository == repository]
    if text:
        led = select(_R.commit).where(_R.repository == repository, _R.name.icontains(text, autoescape=True))
        said = [column.icontains(text, autoescape=True) for column in (_C.message, _C.author, _C.author_email)]
        which.append(or_(*said, _C.id.startswith(text.lower(), autoescape=True), _C.id.in_(led)))
    if among is not None:
        which.append(_C.id.in_(among))
    order = [_C.committed.desc(), _C.id]
    if first:
        order.insert(0, case((_C.annotations.in_(first), 0), else_=1))
    asked = select(*_COLUMNS).where(*which).order_by(*order).limit(limit).offset(offset)
    rows = [_row(row) for row in connection.execute(asked)]
    if not offset and len(rows) < limit:
        return rows, len(rows)
    return rows, connection.scalar(select(func.count()).select_from(t.commit).where(*which)) or 0


def newest_of_refs(connection: Connection, repository: str, *, since: float) -> list[tuple[str, float]]:
    """(commit, when) of the heads of branches that were committed since, and of registry tags that were made since."""
    heads = (
        select(_C.id, _C.committed)
        .join_from(t.ref, t.commit, and_(_C.repository == _R.repository, _C.id == _R.commit))
        .where(_R.repository == repository, _R.name.startswith("refs/heads/"), _C.committed >= since)
    )
    e = t.event.c
    tags = select(e.commit, e.seconds).where(e.repository == repository, e.seconds >= since)
    return [(row[0], float(row[1])) for question in (heads, tags) for row in connection.execute(question)]


def refs_on(connection: Connection, repository: str, commits: Collection[str]) -> dict[str, list[str]]:
    """Commit → the short names of branches and tags on it, branches first."""
    asked = select(_R.commit, _R.name).where(_R.repository == repository, _R.commit.in_(commits)).order_by(_R.name)
    found: dict[str, list[str]] = {}
    for commit, name in connection.execute(asked):
        if (short := _short(name)) is not None:
            found.setdefault(commit, []).append(short)
    return found


def heads(connection: Connection, repository: str) -> dict[str, str]:
    """Every branch and experiment by its full name, and the commit that it leads to."""
    asked = select(_R.name, _R.commit).where(_R.repository == repository, _R.commit.is_not(None))
    asked = asked.where(or_(_R.name.startswith("refs/heads/"), _R.name.startswith("refs/exps/")))
    return {row[0]: row[1] for row in connection.execute(asked)}


def resolve(connection: Connection, repository: str, ref: str) -> str | None:
    """The commit that a branch, a tag, a full ref or the beginning of an id leads to; None: nobody knows.

    In Git's order: tags before branches before ids.
    """
    if ref == "HEAD":
        return connection.scalar(select(t.about.c.head).where(t.about.c.repository == repository))
    names = [ref, f"refs/{ref}", f"refs/tags/{ref}", f"refs/heads/{ref}"]
    asked = select(_R.name, _R.commit).where(_R.repository == repository, _R.name.in_(names))
    found = {row[0]: row[1] for row in connection.execute(asked)}
    for name in names:
        if found.get(name):
            return str(found[name])
    text = ref.lower()
    if len(text) < PREFIX_MIN or text.strip("0123456789abcdef"):
        return None
    asked_ids = select(_C.id).where(and_(_C.repository == repository, _C.id.startswith(text))).limit(2)
    ids = list(connection.scalars(asked_ids))
    return ids[0] if len(ids) == 1 else None


def between(connection: Connection, repository: str, old: str, new: str, *, most: int) -> list[str]:
    """The commits that `new` reaches and `old` does not, the newest first, so many at most."""
    asked = select(_C.id, _C.parents, _C.committed).where(_C.repository == repository)
    parents: dict[str, list[str]] = {}
    committed: dict[str, int] = {}
    for id, before, at in connection.execute(asked):
        parents[id], committed[id] = before, at
    reached = _reached(parents, old)
    ahead = [id for id in _reached(parents, new) if id not in reached]
    return sorted(ahead, key=lambda id: (-committed[id], id))[:most]


def versions_on(connection: Connection, repository: str, artifact: str, commits: Collection[str]) -> dict[str, str]:
    """Commit → the version of the artifact that is in effect there."""
    v = t.version.c
    asked = select(v.commit, v.version).where(
        v.repository == repository, v.artifact == artifact, v.commit.in_(commits), v.registered, v.active
    )
    return {row[0]: row[1] for row in connection.execute(asked)}


def _reached(parents: dict[str, list[str]], start: str) -> set[str]:
    seen, todo = set[str](), [start]
    while todo:
        id = todo.pop()
        if id in parents and id not in seen:
            seen.add(id)
            todo += parents[id]
    return seen


def _short(name: str) -> str | None:
    for prefix in ("refs/heads/", "refs/tags/"):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return None


def _row(row: Any) -> CommitRow:
    id, parents, author, email, authored, authored_offset, committed, committed_offset, message, annotations = row
    return CommitRow(
        id,
        parents,
        author,
        email,
        Moment(authored, authored_offset).iso(),
        Moment(committed, committed_offset).iso(),
        message,
        annotations,
    )
