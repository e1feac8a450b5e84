"""Bringing the tables up to what a repository has now; or filling them anew.

    with visit(…) as mirror:  Git ──▶ rows ──▶ the difference, in one transaction ──▶ a notice to open pages

Git is read before the transaction begins. If somebody else wrote in between, it is read again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from gto.errors import GitFailed, NotFound
from gto_studio.indexing.drawing import Drawn, Nothing, draw
from gto_studio.mirrors.visiting import discard, visit
from gto_studio.rules import alarms as rules
from gto_studio.store.derived import rows
from gto_studio.store.owned import alarms, notices, repositories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from gto_studio.mirrors.visiting import Conditions, Mirror, Source
    from gto_studio.rules.alarms import Alarm
    from gto_studio.store.connection import Store

T = TypeVar("T")

#: So often a repository is read again because somebody else wrote its rows meanwhile.
ATTEMPTS_MAX = 5


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync brought: the tables that are not as they were, and the alarms raised."""

    changed: frozenset[str] = frozenset()
    alarms: tuple[Alarm, ...] = ()


def _nobody(*_: object) -> None:
    pass


def _anybody(_: Connection) -> None:
    pass


def sync(
    store: Store,
    source: Source,
    conditions: Conditions,
    *,
    tell: Callable[..., None] = _nobody,
    hold: Callable[[Connection], None] = _anybody,
) -> Synced:
    """Read what is new in a repository.

    `tell` hears what is being done: asking, fetching, reading (and how many commits of how many), writing; `hold` makes
    sure, first thing in the transaction that writes, that the work is still ours. GtoError with the reason; then no row
    has changed.
    """
    return _mending(source, conditions, lambda: _sync(store, source, conditions, tell, hold, anew=False))


def rebuild(
    store: Store,
    source: Source,
    conditions: Conditions,
    *,
    tell: Callable[..., None] = _nobody,
    hold: Callable[[Connection], None] = _anybody,
) -> Synced:
    """Empty the tables of a repository and fill them from Git. What is changed is what had been wrong or old."""
    return _mending(source, conditions, lambda: _sync(store, source, conditions, tell, hold, anew=True))


def differences(store: Store, source: Source, conditions: Conditions) -> dict[str, list[str]]:
    """Compare what is stored with what Git gives: by table, the rows that differ, each in a line. Empty: none do."""

    def compare() -> dict[str, list[str]]:
        with visit(source, conditions) as mirror:
            drawn = tables(draw(mirror, Nothing(), _nobody))
        with store.reading() as connection:
            return {
                name: lines
                for name, new in drawn.items()
                if (lines := _different(name, rows.read(connection, source.id, name), new))
            }

    return _mending(source, conditions, compare)


def tables(drawn: Drawn) -> dict[str, list[dict[str, Any]]]:
    """Every table's rows, of a repository drawn anew."""
    return {
        **drawn.whole,
        "commit": drawn.commits,
        "annotation_set": [{"id": id, "document": document} for id, document in drawn.sets.items()],
        "reading": drawn.readings,
        "part": [{"id": id, "document": text} for id, text in drawn.parts.items()],
    }


def _mending(source: Source, conditions: Conditions, work: Callable[[], T]) -> T:
    """Do something with a mirror; if the mirror turns out to be damaged, once more with a new one."""
    try:
        return work()
    except GitFailed:
        discard(conditions.folder, source.id)
        return work()


def _sync(
    store: Store,
    source: Source,
    conditions: Conditions,
    tell: Callable[..., None],
    hold: Callable[[Connection], None],
    *,
    anew: bool,
) -> Synced:
    with visit(source, conditions, tell=tell) as mirror:
        for _ in range(ATTEMPTS_MAX):
            stored = _Stored(store, source.id)
            if not anew and stored.is_as(mirror):
                return Synced()
            drawn = draw(mirror, Nothing() if anew else stored, tell)
            tell("writing")
            with store.writing() as connection:
                hold(connection)
                if (repository := repositories.find(connection, source.id)) is None:
                    raise NotFound("The repository was removed while it was read")
                rows.hold(connection, source.id)
                if _Stored.read_refs(connection, source.id) != stored.refs:
                    continue  # somebody who believed to be alone, too, was quicker
                return _write(connection, repository.id, repository.team, drawn, stored)
    raise GitFailed("The repository is written by several workers at once", hint="it is tried again")


class _Stored:
    """What the tables say, asked when it is needed."""

    def __init__(self, store: Store, repository: str) -> None:
        self._store = store
        self._repository = repository
        with store.reading() as connection:
            self.refs = self.read_refs(connection, repository)
            self._about = next(iter(rows.read(connection, repository, "about")), None)

    @staticmethod
    def read_refs(connection: Connection, repository: str) -> dict[str, tuple[str, str | None]]:
        return {row["name"]: (row["object"], row["commit"]) for row in rows.read(connection, repository, "ref")}

    def is_as(self, mirror: Mirror) -> bool:
        """Whether nothing has changed in the repository since."""
        if self._about is None or self._about["head"] != mirror.place.head:
            return False
        branch = mirror.head.removeprefix("refs/heads/") if mirror.head else None
        known = {name: id for name, (id, _) in self.refs.items()}
        return self._about["default_branch"] == branch and known == mirror.refs

    @property
    def index_file(self) -> str | None:
        return self._about["index_file"] if self._about else None

    def commits(self) -> set[str]:
        with self._store.reading() as connection:
            return rows.commit_ids(connection, self._repository)

    def among(self, commits: Sequence[str]) -> set[str]:
        with self._store.reading() as connection:
            return rows.commits_among(connection, self._repository, commits)

    def readings(self) -> set[str]:
        with self._store.reading() as connection:
            return rows.read_commits(connection, self._repository)

    def documents(self, commits: Sequence[str]) -> Mapping[str, tuple[str, Any]]:
        with self._store.reading() as connection:
            return rows.documents(connection, self._repository, commits)


def _write(connection: Connection, repository: str, team: str, drawn: Drawn, stored: _Stored) -> Synced:
    before = {name: id for name, (id, _) in stored.refs.items()}
    raised = rules.raised(before, {row["name"]: row["object"] for row in drawn.whole["ref"]})
    said = {row["tag"]: row for row in rows.read(connection, repository, "event")} if raised else {}
    changed = set(_write_rows(connection, repository, drawn))
    for alarm in raised:
        alarms.add(connection, repository=repository, event=said.get(alarm.tag), **asdict(alarm))
    if changed:
        rows.reach(connection, repository, complete=True, sources="")
        notices.tell(connection, "repository", {"repository": repository, "changed": sorted(changed)}, team=team)
    if raised:
        notices.tell(connection, "alarm", {"repository": repository}, team=team)
    return Synced(frozenset(changed), tuple(raised))


def _write_rows(connection: Connection, repository: str, drawn: Drawn) -> Iterable[str]:
    """Write what was drawn; gives the tables that are not as they were."""
    if drawn.anew:
        for name, new in tables(drawn).items():
            if rows.write(connection, repository, name, new):
                yield name
        return
    for name, new in drawn.whole.items():
        if rows.write(connection, repository, name, new):
            yield name
    there = rows.set_ids(connection, repository)
    fresh = [{"id": id, "document": said} for id, said in drawn.sets.items() if id not in there]
    rows.add(connection, repository, "annotation_set", fresh)
    rows.remove(connection, repository, "commit", [(id,) for id in drawn.gone])
    rows.add(connection, repository, "commit", drawn.commits)
    rows.remove_unused_sets(connection, repository)
    left = rows.read_commits(connection, repository) - drawn.read
    rows.remove(connection, repository, "reading", [(id,) for id in left])
    rows.add(connection, repository, "reading", drawn.readings)
    fresh = [{"id": id, "document": text} for id, text in drawn.parts.items()]
    rows.add_missing(connection, repository, "part", fresh)
    if left:
        rows.remove_unused_parts(connection, repository)
    if drawn.commits or drawn.gone:
        yield "commit"
    if left or drawn.readings:
        yield "reading"


def _different(table: str, stored: Sequence[dict[str, Any]], drawn: Sequence[dict[str, Any]]) -> list[str]:
    old, new = rows.keyed(stored, table), rows.keyed(drawn, table)
    lines = []
    for key in sorted(old.keys() | new.keys(), key=repr):
        name = " ".join(map(str, key)) or "the row"
        if key not in old:
            lines.append(f"{name} is missing")
        elif key not in new:
            lines.append(f"{name} is not in Git")
        elif old[key] != new[key]:
            wrong = [column for column in new[key] if old[key].get(column) != new[key][column]]
            lines.append(f"{name} differs: {', '.join(wrong)}")
    return lines
