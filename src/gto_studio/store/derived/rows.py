"""The derived rows of a repository: read whole, and written as the difference to what is there.

The only code that writes them. Whoever writes has read the repository's refs in the same transaction, behind the lock
that `hold` takes, so two workers that both believe to be alone cannot mix their rows.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from gto_studio.rules import parts
from gto_studio.store import dialects
from gto_studio.store.derived import tables
from gto_studio.store.owned.tables import repository as repositories

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from gto_studio.rules.storable import Row

TABLES: Mapping[str, Table] = tables.metadata.tables
#: What may stand in one statement.
CHUNK = 500


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


def add_missing(connection: Connection, repository: str, table: str, rows: Sequence[Row]) -> None:
    """New rows, but for those whose key is there: what is known by its content cannot differ."""
    if rows:
        made = dialects.insert(connection, TABLES[table]).on_conflict_do_nothing()
        connection.execute(made, [{"repository": repository, **row} for row in rows])


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


def remove_unused_parts(connection: Connection, repository: str) -> None:
    """Parts that no reading has any more."""
    of, reading = tables.part, tables.reading
    used: set[str] = set()
    for document in connection.execute(select(reading.c.document).where(reading.c.repository == repository)).scalars():
        used.update(parts.ids(json.loads(document)))
    there = connection.execute(select(of.c.id).where(of.c.repository == repository)).scalars()
    remove(connection, repository, "part", [(id,) for id in there if id not in used])


def stamp(connection: Connection, repository: str) -> str | None:
    """By which the rows of a repository are known as they are now; None: there are none yet."""
    of = tables.extent
    return connection.scalar(select(of.c.stamp).where(of.c.repository == repository))


def reach(connection: Connection, repository: str, *, complete: bool, sources: str) -> str:
    """Write down, after any change of rows, how far they are; gives the new stamp."""
    new = secrets.token_hex(16)
    made = dialects.insert(connection, tables.extent).values(
        repository=repository, stamp=new, complete=complete, sources=sources
    )
    said = {name: made.excluded[name] for name in ("stamp", "complete", "sources")}
    connection.execute(made.on_conflict_do_update(index_elements=["repository"], set_=said))
    return new


def commit_ids(connection: Connection, repository: str) -> set[str]:
    of = tables.commit
    return set(connection.execute(select(of.c.id).where(of.c.repository == repository)).scalars())


def commits_among(connection: Connection, repository: str, ids: Sequence[str]) -> set[str]:
    """Those of these commits that are there."""
    of = tables.commit
    found: set[str] = set()
    for start in range(0, len(ids), CHUNK):
        chunk = of.c.id.in_(ids[start : start + CHUNK])
        found |= set(connection.execute(select(of.c.id).where(of.c.repository == repository, chunk)).scalars())
    return found


def read_commits(connection: Connection, repository: str) -> set[str]:
    """The commits of which it is known what their files say of parameters, metrics and data."""
    of = tables.reading
    return set(connection.execute(select(of.c.commit).where(of.c.repository == repository)).scalars())


def set_ids(connection: Connection, repository: str) -> set[str]:
    of = tables.annotation_set
    return set(connection.execute(select(of.c.id).where(of.c.repository == repository)).scalars())


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
