"""What happened, as the tags tell: of one repository, of one artifact, or of all repositories at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, or_, select, tuple_

from gto.registry.events import WORD, Event, Moment
from gto.registry.names import ArtifactName, CommitId, StageName
from gto_studio.store.derived import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import ColumnElement, Connection

    from gto.registry.tags import Action

    #: Where a page ended: seconds, repository, position.
    Place = tuple[int, str, int]


class EventRow(NamedTuple):
    """An event, in the words of `gto history`. `version` is the one it is about.

    A tuple, because thousands are made for one answer.
    """

    repository: str
    position: int
    event: str
    artifact: str
    version: str | None
    stage: str | None
    tag: str
    commit: str
    author: str
    author_email: str
    message: str
    seconds: int
    created_at: str

    @property
    def place(self) -> Place:
        return self.seconds, self.repository, self.position


@dataclass(frozen=True, slots=True)
class Which:
    """Which events of all repositories; None and empty: whatever it is. `since` and `until` in seconds, both in."""

    artifact: str | None = None
    stage: str | None = None
    person: str | None = None
    actions: frozenset[Action] = frozenset()
    since: int | None = None
    until: int | None = None


_E = t.event.c
_COLUMNS = (
    _E.repository,
    _E.position,
    _E.action,
    _E.artifact,
    _E.version,
    _E.stage,
    _E.tag,
    _E.commit,
    _E.author,
    _E.author_email,
    _E.message,
    _E.seconds,
    _E.offset,
)


def of_repository(
    connection: Connection, repository: str, *, artifact: str | None = None, limit: int, offset: int = 0
) -> tuple[list[EventRow], int]:
    """The newest first, and how many there are in all."""
    which = [_E.repository == repository]
    if artifact is not None:
        which.append(_E.artifact == artifact)
    asked = select(*_COLUMNS).where(*which).order_by(_E.position.desc()).limit(limit).offset(offset)
    rows = [_row(row) for row in connection.execute(asked)]
    if not offset and len(rows) < limit:
        return rows, len(rows)
    return rows, connection.scalar(select(func.count()).select_from(t.event).where(*which)) or 0


def feed(
    connection: Connection, repositories: Collection[str], which: Which, *, before: Place | None = None, limit: int
) -> list[EventRow]:
    """Events of many repositories, the newest first; `before` is the place of the last one of the page before."""
    asked = select(*_COLUMNS).where(_E.repository.in_(repositories), *_conditions(which))
    if before is not None:
        asked = asked.where(tuple_(_E.seconds, _E.repository, _E.position) < tuple_(*before))
    order = (_E.seconds.desc(), _E.repository.desc(), _E.position.desc())
    return [_row(row) for row in connection.execute(asked.order_by(*order).limit(limit))]


def count(connection: Connection, repositories: Collection[str], which: Which) -> int:
    asked = select(func.count()).select_from(t.event).where(_E.repository.in_(repositories), *_conditions(which))
    return connection.scalar(asked) or 0


def of_artifact(connection: Connection, repository: str, artifact: str) -> list[Event]:
    """As the library knows them, ready to be folded; oldest first."""
    asked = (
        select(
            _E.action,
            _E.named_version,
            _E.stage,
            _E.counter,
            _E.tag,
            _E.commit,
            _E.seconds,
            _E.offset,
            _E.author,
            _E.author_email,
            _E.message,
            _E.object,
        )
        .where(_E.repository == repository, _E.artifact == artifact)
        .order_by(_E.position)
    )
    name = ArtifactName(artifact)
    return [
        Event(
            row[0],
            name,
            row[1],
            StageName(row[2]) if row[2] is not None else None,
            row[3],
            row[4],
            CommitId(row[5]),
            *row[6:],
        )
        for row in connection.execute(asked)
    ]


def tag_names(connection: Connection, repository: str, beginnings: Collection[str]) -> frozenset[str]:
    """The names of all tags that begin with one of these, those that are no events included."""
    prefix = "refs/tags/"
    asked = select(t.ref.c.name).where(
        t.ref.c.repository == repository,
        or_(*(t.ref.c.name.startswith(prefix + start, autoescape=True) for start in beginnings)),
    )
    return frozenset(name.removeprefix(prefix) for name in connection.scalars(asked))


def stages_used(connection: Connection, repository: str) -> list[str]:
    """Every stage that an event of the repository ever named, in alphabetical order."""
    asked = select(_E.stage).where(_E.repository == repository, _E.stage.is_not(None)).distinct()
    return sorted(connection.scalars(asked))


def _conditions(which: Which) -> Iterator[ColumnElement[bool]]:
    if which.artifact is not None:
        yield _E.artifact == which.artifact
    if which.stage is not None:
        yield _E.stage == which.stage
    if which.person:
        said = which.person
        yield or_(_E.author.icontains(said, autoescape=True), _E.author_email.icontains(said, autoescape=True))
    if which.actions:
        yield _E.action.in_(sorted(which.actions))
    if which.since is not None:
        yield _E.seconds >= which.since
    if which.until is not None:
        yield _E.seconds <= which.until


def _row(row: Any) -> EventRow:
    repository, position, action, artifact, version, stage, tag, commit, author, email, message, seconds, offset = row
    at, word = Moment(seconds, offset).iso(), WORD[action]
    return EventRow(
        repository, position, word, artifact, version, stage, tag, commit, author, email, message, seconds, at
    )
