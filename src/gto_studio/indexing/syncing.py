"""Bringing the tables up to what a repository has now; or filling them anew.

    with visit(…) as mirror:  Git ──▶ the registry's rows and the newest commits ──▶ one transaction ──▶ a notice
                                      older commits, chunk by chunk              ──▶ one each        ──▶ a notice each

So pages fill from the top while a long history is read, and nothing has to be held at once. `extent` says that not all
is there until the last chunk is; whoever comes after one who was interrupted reads what is missing. Git is read before
a transaction begins. If somebody else wrote in between, all is begun again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from gto.errors import GitFailed, NotFound
from gto_studio.indexing.drawing import Nothing, draw
from gto_studio.indexing.walking import Terms
from gto_studio.mirrors.visiting import discard, visit
from gto_studio.rules import alarms as rules
from gto_studio.store.derived import rows
from gto_studio.store.owned import alarms, notices, repositories
from gto_studio.telling.announcing import announce, remember

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from gto_studio.indexing.drawing import Drawn
    from gto_studio.mirrors.visiting import Conditions, Mirror, Source
    from gto_studio.rules.alarms import Alarm
    from gto_studio.rules.storable import Row
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.repositories import RepositoryRow

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


@dataclass(frozen=True, slots=True)
class Order:
    """How the work is to be done. `tell` hears what is being done: asking, fetching, reading (and how many commits of
    how many), writing; `hold` makes sure, first thing in each transaction, that the work is still ours."""

    terms: Terms
    tell: Callable[..., None] = _nobody
    hold: Callable[[Connection], None] = _anybody
    anew: bool = False


def sync(
    store: Store,
    source: Source,
    conditions: Conditions,
    *,
    terms: Terms | None = None,
    tell: Callable[..., None] = _nobody,
    hold: Callable[[Connection], None] = _anybody,
) -> Synced:
    """Read what is new in a repository. `tell` and `hold` as in `Order`; what either raises ends the work.

    GtoError with the reason. Then all rows are as they were, or commits are missing, which the next sync goes on with.
    """
    order = Order(terms or Terms(), tell, hold)
    return _mending(source, conditions, lambda: _sync(store, source, conditions, order))


def rebuild(
    store: Store,
    source: Source,
    conditions: Conditions,
    *,
    terms: Terms | None = None,
    tell: Callable[..., None] = _nobody,
    hold: Callable[[Connection], None] = _anybody,
) -> Synced:
    """Draw all rows of a repository from Git, whatever is there. What is changed is what had been wrong or old."""
    order = Order(terms or Terms(), tell, hold, anew=True)
    return _mending(source, conditions, lambda: _sync(store, source, conditions, order))


def differences(
    store: Store, source: Source, conditions: Conditions, *, terms: Terms | None = None
) -> dict[str, list[str]]:
    """Compare what is stored with what Git gives: by table, the rows that differ, each in a line. Empty: none do."""

    def compare() -> dict[str, list[str]]:
        with visit(source, conditions) as mirror:
            found = dict(_compared(store, source.id, draw(mirror, Nothing(), terms or Terms(), _nobody)))
        return {name: lines for name, lines in found.items() if lines}

    return _mending(source, conditions, compare)


def _mending(source: Source, conditions: Conditions, work: Callable[[], T]) -> T:
    """Do something with a mirror; if the mirror turns out to be damaged, once more with a new one."""
    try:
        return work()
    except GitFailed:
        discard(conditions.folder, source.id)
        return work()


def _sync(store: Store, source: Source, conditions: Conditions, order: Order) -> Synced:
    with visit(source, conditions, tell=order.tell) as mirror:
        for _ in range(ATTEMPTS_MAX):
            bringing = _Bringing(store, source.id, order)
            try:
                return bringing.bring(mirror)
            except _Overtaken:
                continue
    raise GitFailed("The repository is written by several workers at once", hint="it is tried again")


class _Overtaken(Exception):
    """Somebody who believed to be alone, too, was quicker."""


class _Stored:
    """What the tables say, asked when it is needed."""

    def __init__(self, store: Store, repository: str, terms: Terms) -> None:
        self._store = store
        self._repository = repository
        with store.reading() as connection:
            self.refs = self.read_refs(connection, repository)
            self._about = next(iter(rows.read(connection, repository, "about")), None)
            self.extent = rows.extent(connection, repository)
        self.same_sources = self.extent is not None and self.extent["sources"] == terms.named
        self.same_access = self.extent is not None and self.extent["access"] == terms.access
        self.complete = self.extent is not None and self.extent["complete"] and self.same_sources and self.same_access

    @staticmethod
    def read_refs(connection: Connection, repository: str) -> dict[str, tuple[str, str | None]]:
        return {row["name"]: (row["object"], row["commit"]) for row in rows.read(connection, repository, "ref")}

    @property
    def objects(self) -> dict[str, str]:
        """Ref → object."""
        return {name: id for name, (id, _) in self.refs.items()}

    def is_as(self, mirror: Mirror) -> bool:
        """Whether nothing has changed in the repository since."""
        if self._about is None or not self.complete or self._about["head"] != mirror.place.head:
            return False
        branch = mirror.head.removeprefix("refs/heads/") if mirror.head else None
        if self._about["default_branch"] != branch or self._about["notes"] != mirror.notes:
            return False
        return self.objects == mirror.refs

    @property
    def index_file(self) -> str | None:
        return self._about["index_file"] if self._about else None

    def commits(self) -> set[str]:
        with self._store.reading() as connection:
            return rows.commit_ids(connection, self._repository)

    def among(self, commits: Sequence[str]) -> set[str]:
        if self.extent is not None and not self.same_sources:
            return set()
        with self._store.reading() as connection:
            return rows.read_among(connection, self._repository, commits, and_lacking=self.same_access)

    def documents(self, commits: Sequence[str]) -> Mapping[str, tuple[str, Any]]:
        with self._store.reading() as connection:
            return rows.documents(connection, self._repository, commits)

    def experiments(self) -> Mapping[str, Row]:
        with self._store.reading() as connection:
            return {row["ref"]: row for row in rows.read(connection, self._repository, "experiment")}


class _Bringing:
    """One try to bring the rows of a repository up to date."""

    def __init__(self, store: Store, repository: str, order: Order) -> None:
        self.store = store
        self.repository = repository
        self.order = order
        self.stored = _Stored(store, repository, order.terms)
        self.stamp = self.stored.extent["stamp"] if self.stored.extent else None
        self.changed: set[str] = set()

    def bring(self, mirror: Mirror) -> Synced:
        if not self.order.anew and self.stored.is_as(mirror):
            return Synced()
        drawn = draw(mirror, Nothing() if self.order.anew else self.stored, self.order.terms, self.order.tell)
        self.order.tell("writing")
        raised: Sequence[Alarm] = ()
        for number, chunk in enumerate(drawn.chunks):
            is_last = chunk.done == len(drawn.new)
            with self.store.writing() as connection:
                repository = self._take_turn(connection)
                changed: set[str] = set()
                if not number:
                    raised = self._raise(connection, drawn)
                    remember(connection, self.repository)
                    changed.update(self._write_first(connection, drawn))
                    if "event" in changed or self.stored.extent is None:
                        announce(connection, repository, drawn.whole["event"])
                changed.update(n for n, new in chunk.rows.items() if rows.mend(connection, self.repository, n, new))
                if is_last and self.order.anew:
                    changed.update(rows.keep_commits(connection, self.repository, drawn.new))
                changed.update(self._reach(connection, changed, complete=is_last or self._is_same(drawn)))
                if changed:
                    data = {"repository": self.repository, "changed": sorted(changed)}
                    notices.tell(connection, "repository", data, team=repository.team)
                if raised and not number:
                    notices.tell(connection, "alarm", {"repository": self.repository}, team=repository.team)
            self.changed |= changed
        return Synced(frozenset(self.changed), tuple(raised))

    def _take_turn(self, connection: Connection) -> RepositoryRow:
        """Nobody else writes rows of the repository, nor has since we looked; gives the repository."""
        self.order.hold(connection)
        if (repository := repositories.find(connection, self.repository)) is None:
            raise NotFound("The repository was removed while it was read")
        rows.hold(connection, self.repository)
        if rows.stamp(connection, self.repository) != self.stamp:
            raise _Overtaken
        return repository

    def _raise(self, connection: Connection, drawn: Drawn) -> Sequence[Alarm]:
        raised = rules.raised(self.stored.objects, {row["name"]: row["object"] for row in drawn.whole["ref"]})
        said = {row["tag"]: row for row in rows.read(connection, self.repository, "event")} if raised else {}
        for alarm in raised:
            alarms.add(connection, repository=self.repository, event=said.get(alarm.tag), **asdict(alarm))
        return raised

    def _write_first(self, connection: Connection, drawn: Drawn) -> Iterator[str]:
        """Write what is written at once, and take away what does not hold any more; gives the tables that changed."""
        if self.stored.refs != self.stored.read_refs(connection, self.repository):
            raise _Overtaken
        for name, new in drawn.whole.items():
            if rows.write(connection, self.repository, name, new):
                yield name
        if self.stored.extent is None:
            return
        if self.stored.index_file != drawn.whole["about"][0]["index_file"]:
            yield from rows.empty(connection, self.repository, ("commit", "annotation_set", "reading", "part"))
        elif not self.stored.same_sources:
            yield from rows.empty(connection, self.repository, ("reading", "part"))
        elif not self.stored.same_access:
            yield from rows.remove_lacking(connection, self.repository)
        if drawn.gone:
            yield from rows.remove_commits(connection, self.repository, drawn.gone)

    def _is_same(self, drawn: Drawn) -> bool:
        """Whether all was there before, and is only drawn again."""
        now = {row["name"]: row["object"] for row in drawn.whole["ref"]}
        return self.order.anew and self.stored.complete and self.stored.objects == now

    def _reach(self, connection: Connection, changed: set[str], *, complete: bool) -> Iterator[str]:
        """Write down how far the rows are."""
        before = rows.extent(connection, self.repository)
        now = {"complete": complete, "sources": self.order.terms.named, "access": self.order.terms.access}
        if changed or before is None or before != {"stamp": self.stamp, **now}:
            self.stamp = rows.reach(connection, self.repository, now)
        if before is not None and before["complete"] != complete:
            yield "extent"


def _compared(store: Store, repository: str, drawn: Drawn) -> Iterator[tuple[str, list[str]]]:
    with store.reading() as connection:
        for name, new in drawn.whole.items():
            yield name, _different(name, rows.read(connection, repository, name), new)
        found: dict[str, list[str]] = {}
        met: dict[str, set[Any]] = {}
        for chunk in drawn.chunks:
            for name, new in chunk.rows.items():
                keys = rows.keyed(new, name)
                met.setdefault(name, set()).update(keys)
                stored = rows.among(connection, repository, name, [key for (key,) in keys])
                found.setdefault(name, []).extend(_different(name, stored, new))
        for name, keys_met in met.items():
            others = rows.keys(connection, repository, name) - keys_met
            found[name] += [f"{' '.join(map(str, key))} is not in Git" for key in sorted(others)]
    yield from found.items()


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
