"""Live runs: how they are doing, and the rows and images of their plots. A row of a plot is JSON text throughout."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, or_, select, tuple_, update

from gto_studio.errors import NotFound
from gto_studio.rules.runs import Run
from gto_studio.store import dialects
from gto_studio.store.derived.tables import commit, experiment
from gto_studio.store.owned.tables import run, run_image, run_plot, run_point

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table

#: (repository, baseline, name): what a run is known by.
Key = tuple[str, str, str]

_COLUMNS = [run.c[field.name] for field in fields(Run)]
#: What is needed to know what becomes of it.
_SHORT = [
    run.c[name] for name in ("id", "repository", "baseline", "name", "started", "heard", "ended", "experiment_rev")
]
_CHANGING = [field.name for field in fields(Run) if field.name != "id"]
_SAVE = update(run).where(run.c.id == bindparam("the_id")).values({name: bindparam(name) for name in _CHANGING})
#: Values in one statement; SQLite takes 32,766 of them.
_SOME = 5_000


@dataclass(frozen=True, slots=True)
class PlotRow:
    """`last`: the highest step of its rows, or the one at which an image came; `size`: bytes of an image."""

    run: str
    number: int
    file: str
    image: bool
    last: int | None
    size: int
    changed: float


def get(connection: Connection, repository: str, id: str) -> Run:
    """Raises NotFound."""
    row = (
        connection.execute(select(*_COLUMNS).where(run.c.id == id, run.c.repository == repository))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("There is no such run")
    return Run(**row)


def of_repository(connection: Connection, repository: str) -> list[Run]:
    """Those that no pushed commit is shown instead of, the newest first."""
    asked = select(*_COLUMNS).where(run.c.repository == repository, run.c.replaced.is_(None))
    return [Run(**row) for row in connection.execute(asked.order_by(run.c.started.desc(), run.c.id)).mappings()]


def taken(connection: Connection, wanted: Mapping[Key, Run]) -> dict[Key, Run]:
    """The runs under these keys, each for this transaction alone; those that are not there yet are made."""
    found = _locked(connection, wanted)
    new = [asdict(made) for key, made in sorted(wanted.items()) if key not in found]
    if new:
        connection.execute(dialects.insert(connection, run).on_conflict_do_nothing(), new)
        found |= _locked(connection, wanted.keys() - found.keys())
    return found


def _locked(connection: Connection, keys: Collection[Key]) -> dict[Key, Run]:
    asked = select(*_COLUMNS).where(tuple_(run.c.repository, run.c.baseline, run.c.name).in_(sorted(keys)))
    rows = connection.execute(asked.order_by(run.c.id).with_for_update()).mappings()
    return {(row["repository"], row["baseline"], row["name"]): Run(**row) for row in rows}


def save(connection: Connection, changed: Sequence[Run]) -> None:
    """Write them as they are now."""
    values = [{"the_id": one.id, **{name: getattr(one, name) for name in _CHANGING}} for one in changed]
    if values:
        connection.execute(_SAVE, values)


def empty(connection: Connection, ids: Collection[str]) -> None:
    """Forget the plots of these runs."""
    for table in (run_point, run_image, run_plot):
        connection.execute(delete(table).where(table.c.run.in_(ids)))


def remove(connection: Connection, id: str) -> None:
    """Forget a run and all that it told."""
    empty(connection, [id])
    connection.execute(delete(run).where(run.c.id == id))


def plots(connection: Connection, runs: Collection[str]) -> dict[str, list[PlotRow]]:
    """By run, in the order in which they came."""
    found: dict[str, list[PlotRow]] = {}
    asked = select(run_plot).where(run_plot.c.run.in_(runs)).order_by(run_plot.c.run, run_plot.c.number)
    for row in connection.execute(asked):
        found.setdefault(row.run, []).append(PlotRow(*row))
    return found


def save_plots(connection: Connection, rows: Iterable[PlotRow]) -> None:
    values = [asdict(row) for row in rows]
    if values:
        connection.execute(_upsert(connection, run_plot, ("image", "last", "size", "changed")), values)


def save_points(connection: Connection, rows: Mapping[tuple[str, int, int], str]) -> None:
    """Rows by (run, number of the plot, step); what was there is replaced."""
    upsert = _upsert(connection, run_point, ("row",))
    values = [{"run": of, "plot": plot, "step": step, "row": row} for (of, plot, step), row in rows.items()]
    for start in range(0, len(values), _SOME):
        connection.execute(upsert, values[start : start + _SOME])


def save_images(connection: Connection, images: Mapping[tuple[str, int], bytes]) -> None:
    upsert = _upsert(connection, run_image, ("content",))
    for (of, plot), content in images.items():
        connection.execute(upsert, [{"run": of, "plot": plot, "content": content}])


def _upsert(connection: Connection, table: Table, news: tuple[str, ...]) -> Any:
    """An INSERT that gives these columns of a row with the same key their new values."""
    made = _UPSERTS.get((connection.dialect.name, table.name))
    if made is None:  # making one costs a millisecond, as much as carrying it out
        statement = dialects.insert(connection, table)
        keys = [column.name for column in table.primary_key]
        made = statement.on_conflict_do_update(
            index_elements=keys, set_={name: statement.excluded[name] for name in news}
        )
        _UPSERTS[connection.dialect.name, table.name] = made
    return made


_UPSERTS: dict[tuple[str, str], Any] = {}


def points(connection: Connection, id: str, plot: int, *, after: int | None, limit: int) -> list[tuple[int, str]]:
    """(step, row) of a plot after a step, by step; at most so many."""
    asked = select(run_point.c.step, run_point.c.row).where(run_point.c.run == id, run_point.c.plot == plot)
    if after is not None:
        asked = asked.where(run_point.c.step > after)
    return [(row.step, row.row) for row in connection.execute(asked.order_by(run_point.c.step).limit(limit))]


def count_points(connection: Connection, id: str) -> int:
    """How many rows all its plots have."""
    return connection.scalar(select(func.count()).select_from(run_point).where(run_point.c.run == id)) or 0


def image(connection: Connection, id: str, plot: int) -> bytes | None:
    found = select(run_image.c.content).where(run_image.c.run == id, run_image.c.plot == plot)
    content: bytes | None = connection.scalar(found)
    return content


# --- what Git has of them


def pushed(connection: Connection, repository: str, runs: Sequence[Run]) -> dict[str, tuple[str, float]]:
    """By run: the commit of the pushed experiment with its baseline and name, and when that was made."""
    of = {(one.baseline, one.name): one.id for one in runs}
    e, c = experiment.c, commit.c
    asked = (
        select(e.baseline, e.name, c.id, c.committed)
        .join(commit, and_(c.repository == e.repository, c.id == e.commit))
        .where(e.repository == repository, e.baseline.in_({one.baseline for one in runs}))
    )
    found = {(row.baseline, row.name): (row.id, float(row.committed)) for row in connection.execute(asked)}
    return {of[key]: pushed for key, pushed in found.items() if key in of}


def committed(connection: Connection, repository: str, ids: Collection[str]) -> set[str]:
    """Which of these commits the repository has."""
    asked = select(commit.c.id).where(commit.c.repository == repository, commit.c.id.in_(ids))
    return set(connection.scalars(asked))


# --- the sweep


def fallen_silent(connection: Connection, *, before: float) -> list[Run]:
    """Those that go on, were last heard of before this moment, and whose pages do not know yet. In short, as the
    others here: without what they told."""
    asked = select(*_SHORT).where(run.c.heard < before, run.c.ended.is_(None))
    asked = asked.where(run.c.quiet.is_(False), run.c.replaced.is_(None))
    return [Run(**row) for row in connection.execute(asked).mappings()]


def set_quiet(connection: Connection, ids: Collection[str], *, before: float) -> None:
    connection.execute(update(run).where(run.c.id.in_(ids), run.c.heard < before).values(quiet=True))


def unreplaced(connection: Connection) -> dict[str, list[Run]]:
    """By repository, the runs that no commit is shown instead of."""
    found: dict[str, list[Run]] = {}
    for row in connection.execute(select(*_SHORT).where(run.c.replaced.is_(None))).mappings():
        found.setdefault(row["repository"], []).append(Run(**row))
    return found


def set_replaced(connection: Connection, id: str, by: str, *, heard: float) -> None:
    """Unless something was heard of it in the meantime."""
    connection.execute(update(run).where(run.c.id == id, run.c.heard == heard).values(replaced=by))


def outlived(connection: Connection, *, before: float, replaced_before: float) -> list[Run]:
    """Those that were last heard of before these moments."""
    old = or_(run.c.heard < before, and_(run.c.replaced.is_not(None), run.c.heard < replaced_before))
    return [Run(**row) for row in connection.execute(select(*_SHORT).where(old)).mappings()]
