"""The owned tables as one file, and back into an empty database of either engine.

A file is lines of JSON: what it is, then a line a row, then how many rows there were. Derived rows are not in it; they
come from Git again. Nor is the key of the secrets, without which those in the file cannot be read.
"""

from __future__ import annotations

import base64
import json
import time
from collections import Counter
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, func, inspect, select, text

from gto.version import __version__
from gto_studio.errors import DatabaseNotEmpty, WrongBackup
from gto_studio.store import dialects, preparation
from gto_studio.store.owned.tables import change, job, metadata, notice, queued_experiment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from gto_studio.store.connection import Store

FORMAT = 1
_TITLE = "gto studio backup"
#: So many rows are written at once.
_BATCH = 500


def dump(store: Store) -> Iterator[str]:
    """The lines of a backup, all of one moment. The database may be in use."""
    with store.reading() as connection:
        about = {
            "title": _TITLE,
            "format": FORMAT,
            "tables": preparation.revision(connection),
            "gto": __version__,
            "made": dialects.now(connection),
        }
        yield _line(about)
        counts = dict.fromkeys(sorted(metadata.tables), 0)
        for table in metadata.sorted_tables:
            question = select(table).order_by(*table.primary_key)
            for row in connection.execution_options(yield_per=_BATCH).execute(question).mappings():
                counts[table.name] += 1
                yield _line([table.name, {name: _spell(value) for name, value in row.items() if value is not None}])
        yield _line({"rows": counts})


def restore(store: Store, lines: Iterable[str]) -> Counter[str]:
    """Fill an empty database from a backup, all or nothing; how many rows of which table there were.

    Changes and experiments that had not ended are not carried out again: by now they may have been. Everything is
    wanted from Git.
    Raises DatabaseNotEmpty, WrongBackup, DatabaseTooNew.
    """
    rest = iter(lines)
    about = _about(next(rest, ""))
    with preparation.alone(store.engine) as connection:
        _check_empty(connection)
        preparation.drop_all(connection)
        preparation.migrate(connection, about["tables"])
        done = _fill(connection, rest)
        preparation.migrate(connection)
        _settle(connection)
        preparation.make_derived(connection)
    return done


def _check_empty(connection: Connection) -> None:
    there = set(inspect(connection).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in there and connection.execute(select(text("1")).select_from(table).limit(1)).first():
            raise DatabaseNotEmpty(table.name)


def _fill(connection: Connection, lines: Iterator[str]) -> Counter[str]:
    # as the tables were when the backup was made, which need not be how they are today
    then = MetaData()
    then.reflect(connection)
    done: Counter[str] = Counter()
    expected: Counter[str] | None = None
    rows = _rows(lines)
    for what, batch in groupby(rows, key=lambda row: (row[0], frozenset(row[1]))):
        if what[0] == "":
            expected = Counter(next(batch)[1])
            break
        table = then.tables.get(what[0])
        if table is None or not what[1] <= set(table.columns.keys()):
            raise WrongBackup(f"The backup has rows that nothing is known of, in '{what[0]}'")
        values = (row[1] for row in batch)
        while some := list(islice(values, _BATCH)):
            connection.execute(table.insert(), some)
            done[table.name] += len(some)
    if expected != done:
        raise WrongBackup("The backup is not complete", hint="take another one; this one was cut off or changed")
    return done


def _settle(connection: Connection) -> None:
    """What was true of the old database and is not of this one."""
    now = time.time()
    error = {
        "code": "restored",
        "message": "The server was restored from a backup before this had ended",
        "hint": "look into the history whether it was done, and ask again if not",
        "at": now,
    }
    open_changes = change.c.state.in_(["queued", "running"])
    connection.execute(change.update().where(open_changes).values(state="failed", error=error, ended=now))
    left = queued_experiment.c.state.in_(["queued", "running"])
    connection.execute(
        queued_experiment.update().where(left).values(state="failed", error=error, ended=now, claim=None)
    )
    connection.execute(job.update().where(job.c.kind == "change").values(done=job.c.wanted))
    connection.execute(job.update().values(worker=None, lease_until=None, progress=None))
    if connection.dialect.name != "sqlite":
        newest = select(func.coalesce(func.max(notice.c.id), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence("notice", "id"), newest, False)))


def _about(line: str) -> dict[str, Any]:
    try:
        about = json.loads(line)
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("title") != _TITLE:
        raise WrongBackup("This file is no backup of Studio", hint="gto studio backup FILE   makes one")
    if about.get("format") != FORMAT or not isinstance(about.get("tables"), str):
        raise WrongBackup(f"This backup was made by another version of gto ({about.get('gto')})")
    return about


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, values) of each line; the last has no table, and the counts."""
    for line in lines:
        match _read(line):
            case [str(name), dict(values)]:
                yield name, {column: _value(value) for column, value in values.items()}
            case {"rows": dict(counts)}:
                yield "", {name: count for name, count in counts.items() if count}
            case _:
                raise WrongBackup("The backup has a line that is no row", hint="take another one")


def _read(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise WrongBackup("The backup has a line that is not JSON", hint="take another one") from None


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _spell(value: Any) -> Any:
    """Bytes as text; the inverse of `_value`."""
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"bytes"}:
        return base64.b64decode(value["bytes"])
    return value
