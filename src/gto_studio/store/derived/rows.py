"""The derived rows of a repository: read whole, and written as the difference to what is there.

The only code that writes them. Whoever writes has read the repository's refs in the same transaction, behind the lock
that `hold` takes, so two workers that both believe to be alone cannot mix their rows.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, insert, select, update

from gto_studio.rules import parts
from gto_studio.store import dialects
from gto_studio.store.derived import tables
from gto_studio.store.owned.tables import repository as repositories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from gto_studio.rules.storable import Row

TABLES: Mapping[str, Table] = tables.metadata.tables
#: What may stand in one statement.
CHUNK = 500


class Lacking(NamedTuple):
    """A commit of which some value outside of Git was not to be had; `said`: its row of `reading` without its id."""

    commit: str
    tree: str
    said: Row


def hold(connection: Connection, repository: str) -> Row | None:
    """The repository's own row, and nobody else writes derived rows of it until the transaction ends. None: gone."""
    # its key stays as it is: whoever adds a change or a project, which refers to it, need not wait
    asked = select(repositories).where(repositories.c.id == repository).with_for_update(key_share=True)
    row = connection.execute(asked).mappings().one_or_none()
    return dict(row) if row is not None else None


def read(connection: Connection, repository: str, table: str) -> list[Row]:
    """All rows of a repository, without its id, in the order of their keys."""
    of = TABLES[table]
    columns = [column for column in of.c if column.name != "repository"]
    keys = [of.c[name] for name in _keys(of)]
    found = connection.execute(select(*columns).where(of.c.repository == repository).order_by(*keys))
    return [dict(row) for row in found.mappings()]


def keyed(rows: Iterable[Row], table: str) -> dict[tuple[Any, ...], Row]:
    """Rows by the columns that tell them apart within a repository."""
    names = _keys(TABLES[table])
    return {tuple(row[name] for name in names): row for row in rows}


def write(connection: Connection, repository: str, table: str, rows: Sequence[Row]) -> bool:
    """Make these the rows of a repository; tells whether anything changed."""
    old = keyed(read(connection, repository, table), table)
    new = keyed(rows, table)
    remove(connection, repository, table, old.keys() - new.keys())
    _change(connection, repository, table, [row for key, row in new.items() if key in old and old[key] != row])
    add(connection, repository, table, [row for key, row in new.items() if key not in old])
    return old != new


def add(connection: Connection, repository: str, table: str, rows: Sequence[Row]) -> None:
    """New rows."""
    if rows:
        connection.execute(insert(TABLES[table]), [{"repository": repository, **row} for row in rows])


def remove(connection: Connection, repository: str, table: str, keys: Iterable[tuple[Any, ...]]) -> None:
    """Rows by their keys, as `keyed` gives them."""
    of = TABLES[table]
    names = _keys(of)
    gone = [{"of": repository, **{f"k_{n}": v for n, v in zip(names, key, strict=True)}} for key in keys]
    if gone:
        connection.execute(delete(of).where(_is_row(of)), gone)


def forget(connection: Connection, repository: str) -> None:
    """No row of the repository is left."""
    for table in TABLES.values():
        connection.execute(delete(table).where(table.c.repository == repository))


def remove_unused_sets(connection: Connection, repository: str) -> None:
    """Annotation sets that no commit has any more."""
    of, commit = tables.annotation_set, tables.commit
    used = select(commit.c.annotations).where(commit.c.repository == repository, commit.c.annotations.is_not(None))
    connection.execute(delete(of).where(of.c.repository == repository, of.c.id.not_in(used)))


def remove_unused_parts(connection: Connection, repository: str, among: Collection[str] | None = None) -> None:
    """Parts that no reading has any more, of all or of these."""
    of = tables.part
    if among is None:
        left = set(connection.execute(select(of.c.id).where(of.c.repository == repository)).scalars())
    else:
        left = set(among)
    if left:
        for document in _readings(connection, repository):
            left.difference_update(parts.ids(json.loads(document)))
    remove(connection, repository, "part", [(id,) for id in left])


def remove_commits(connection: Connection, repository: str, ids: Collection[str]) -> Iterator[str]:
    """Commits with all that is known of them; gives the tables that changed."""
    remove(connection, repository, "commit", [(id,) for id in ids])
    remove_unused_sets(connection, repository)
    remove_readings(connection, repository, list(ids))
    yield "commit"
    yield "reading"


def remove_readings(connection: Connection, repository: str, commits: Sequence[str]) -> None:
    """What these commits say, and the parts that no other commit says."""
    of = tables.reading
    used: set[str] = set()
    for start in range(0, len(commits), CHUNK):
        of_them = of.c.commit.in_(commits[start : start + CHUNK])
        for document in connection.execute(
            select(of.c.document).where(of.c.repository == repository, of_them)
        ).scalars():
            used.update(parts.ids(json.loads(document)))
    remove(connection, repository, "reading", [(id,) for id in commits])
    remove_unused_parts(connection, repository, used)


def remove_lacking(connection: Connection, repository: str) -> Iterator[str]:
    """What commits say of which some value outside of Git was not to be had; gives the tables that changed."""
    of = tables.reading
    lacking = list(connection.execute(select(of.c.commit).where(of.c.repository == repository, of.c.lacks)).scalars())
    if lacking:
        remove_readings(connection, repository, lacking)
        yield "reading"


def lacking(connection: Connection, repository: str, *, limit: int | None = None) -> list[str]:
    """The commits of which some value outside of Git was not to be had, the newest first."""
    of, commit = tables.reading, tables.commit
    joined = of.join(commit, and_(commit.c.repository == of.c.repository, commit.c.id == of.c.commit))
    asked = (
        select(commit.c.id)
        .select_from(joined)
        .where(of.c.repository == repository, of.c.lacks)
        .order_by(commit.c.committed.desc(), commit.c.id)
        .limit(limit)
    )
    return list(connection.execute(asked).scalars())


def still_lacking(connection: Connection, repository: str, commits: Sequence[str]) -> list[Lacking]:
    """Those of some commits of which a value is lacking now, in the order given."""
    said = {row["commit"]: row for row in among(connection, repository, "reading", commits) if row["lacks"]}
    trees = {row["id"]: row["tree"] for row in among(connection, repository, "commit", list(said))}
    return [Lacking(id, trees[id], {"document": said[id]["document"], "lacks": True}) for id in commits if id in trees]


def renew_readings(connection: Connection, repository: str, readings: Sequence[Row], new: Sequence[Row]) -> None:
    """What these commits say is this by now; `new` has the parts of it, and maybe more."""
    before = among(connection, repository, "reading", [row["commit"] for row in readings])
    old = {id for row in before for id in parts.ids(json.loads(row["document"]))}
    used = {id for row in readings for id in parts.ids(json.loads(row["document"]))}
    mend(connection, repository, "part", [row for row in new if row["id"] in used])
    mend(connection, repository, "reading", readings)
    remove_unused_parts(connection, repository, old - used)


def keep_commits(connection: Connection, repository: str, ids: Iterable[str]) -> Iterator[str]:
    """Take away whatever is not of these commits; gives the tables that changed."""
    kept = {(id,) for id in ids}
    for table in ("commit", "reading"):
        if gone := keys(connection, repository, table) - kept:
            remove(connection, repository, table, gone)
            yield table
    for table, clear in (("annotation_set", remove_unused_sets), ("part", remove_unused_parts)):
        before = keys(connection, repository, table)
        clear(connection, repository)
        if keys(connection, repository, table) != before:
            yield table


def empty(connection: Connection, repository: str, names: Iterable[str]) -> Iterator[str]:
    """No row of these tables is left; gives those that had any."""
    for name in names:
        of = TABLES[name]
        if connection.execute(delete(of).where(of.c.repository == repository)).rowcount:
            yield name


def keys(connection: Connection, repository: str, table: str) -> set[tuple[Any, ...]]:
    """The keys of all rows of a repository, as `keyed` gives them."""
    of = TABLES[table]
    asked = select(*(of.c[name] for name in _keys(of))).where(of.c.repository == repository)
    return {tuple(row) for row in connection.execute(asked)}


def among(connection: Connection, repository: str, table: str, keys: Sequence[str]) -> list[Row]:
    """The rows with these keys; of a table with a single key."""
    of = TABLES[table]
    (key,) = _keys(of)
    columns = [column for column in of.c if column.name != "repository"]
    found: list[Row] = []
    for start in range(0, len(keys), CHUNK):
        these = of.c[key].in_(keys[start : start + CHUNK])
        asked = connection.execute(select(*columns).where(of.c.repository == repository, these))
        found += [dict(row) for row in asked.mappings()]
    return found


def mend(connection: Connection, repository: str, table: str, rows: Sequence[Row]) -> bool:
    """Let these rows be as they are here, and leave all others; tells whether anything changed."""
    new = keyed(rows, table)
    old = keyed(among(connection, repository, table, [key for (key,) in new]), table)
    other = [row for key, row in new.items() if key in old and old[key] != row]
    fresh = [row for key, row in new.items() if key not in old]
    _change(connection, repository, table, other)
    add(connection, repository, table, fresh)
    return bool(other or fresh)


def stamp(connection: Connection, repository: str) -> str | None:
    """By which the rows of a repository are known as they are now; None: there are none yet."""
    of = tables.extent
    return connection.scalar(select(of.c.stamp).where(of.c.repository == repository))


def extent(connection: Connection, repository: str) -> Row | None:
    """How far the rows are; None: there are none yet."""
    return next(iter(read(connection, repository, "extent")), None)


def reach(connection: Connection, repository: str, extent: Row) -> str:
    """Write down, after any change of rows, how far they are: all of `extent` but the stamp, which is new; gives it."""
    new = secrets.token_hex(16)
    row = {"stamp": new, **extent}
    made = dialects.insert(connection, tables.extent).values(repository=repository, **row)
    said = {name: made.excluded[name] for name in row}
    connection.execute(made.on_conflict_do_update(index_elements=["repository"], set_=said))
    return new


def commit_ids(connection: Connection, repository: str) -> set[str]:
    of = tables.commit
    return set(connection.execute(select(of.c.id).where(of.c.repository == repository)).scalars())


def read_among(connection: Connection, repository: str, ids: Sequence[str], *, and_lacking: bool = True) -> set[str]:
    """Those of these commits that are there and were read; `and_lacking`: also if some value was not to be had."""
    commit, reading = tables.commit, tables.reading
    joined = commit.join(reading, and_(reading.c.repository == commit.c.repository, reading.c.commit == commit.c.id))
    which = [commit.c.repository == repository]
    if not and_lacking:
        which.append(reading.c.lacks.is_(False))
    found: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        these = commit.c.id.in_(ids[start : start + CHUNK])
        found.update(connection.execute(select(commit.c.id).select_from(joined).where(*which, these)).scalars())
    return found


def documents(connection: Connection, repository: str, commits: Sequence[str]) -> dict[str, tuple[str, Any]]:
    """For each commit that is known, its tree and the document of its annotations (None: nothing is written)."""
    commit, sets = tables.commit, tables.annotation_set
    joined = commit.outerjoin(sets, and_(sets.c.repository == commit.c.repository, sets.c.id == commit.c.annotations))
    found: dict[str, tuple[str, Any]] = {}
    for start in range(0, len(commits), CHUNK):
        asked = (
            select(commit.c.id, commit.c.tree, sets.c.document)
            .select_from(joined)
            .where(commit.c.repository == repository, commit.c.id.in_(commits[start : start + CHUNK]))
        )
        found |= {row.id: (row.tree, row.document) for row in connection.execute(asked)}
    return found


def _readings(connection: Connection, repository: str) -> Iterator[str]:
    of = tables.reading
    asked = select(of.c.document).where(of.c.repository == repository).execution_options(yield_per=1_000)
    yield from connection.execute(asked).scalars()


def _change(connection: Connection, repository: str, table: str, rows: Sequence[Row]) -> None:
    of = TABLES[table]
    names = _keys(of)
    if not rows:
        return
    if len(names) + 1 == len(of.c):
        raise ValueError(f"{table} has nothing but keys")
    connection.execute(
        update(of).where(_is_row(of)),
        [
            {"of": repository, **{f"k_{n}": row[n] for n in names}, **{k: v for k, v in row.items() if k not in names}}
            for row in rows
        ],
    )


def _is_row(table: Table) -> Any:
    return and_(table.c.repository == bindparam("of"), *(table.c[n] == bindparam(f"k_{n}") for n in _keys(table)))


def _keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key if column.name != "repository"]
