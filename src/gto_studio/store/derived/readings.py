"""What the files of commits say, as the last sync read it: documents of part ids, the parts, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import select

from gto_studio.rules import parts as rules
from gto_studio.store.derived import tables as t

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Select, Table

#: What may stand in one statement.
CHUNK = 500
#: So many rows are fetched at a time.
FETCHED = 1_000

_decode = msgspec.json.Decoder().decode


class Extent(NamedTuple):
    """How far the reading of a repository is. `stamp`: another one after every change of a derived row."""

    stamp: str
    complete: bool


class ExperimentRow(NamedTuple):
    """An experiment that was pushed. `baseline`: an id, no such commit need be there; `steps`: the commits between
    baseline and commit, the newest first, None if no first parent of the commit is the baseline."""

    ref: str
    baseline: str
    name: str
    commit: str
    steps: list[str] | None


def extent(connection: Connection, repository: str) -> Extent | None:
    """None: nothing was read yet."""
    e = t.extent.c
    row = connection.execute(select(e.stamp, e.complete).where(e.repository == repository)).one_or_none()
    return Extent(*row) if row else None


def stamp(connection: Connection, repository: str) -> str | None:
    """Another one after every change of a derived row of the repository; None: nothing was read yet."""
    found = extent(connection, repository)
    return found.stamp if found else None


def of_commits(connection: Connection, repository: str, commits: Collection[str] | None = None) -> dict[str, Any]:
    """Commit → its document, with ids in the place of parts (rules/parts.py). Commits that were not read are missing.

    `commits` None: all of the repository.
    """
    return dict(_documents(connection, t.reading, "commit", repository, commits))


def parts(connection: Connection, repository: str, ids: Collection[str] | None = None) -> dict[str, Any]:
    """Parts by id; `ids` None: all of the repository."""
    return dict(_documents(connection, t.part, "id", repository, ids))


def document(connection: Connection, repository: str, commit: str) -> dict[str, Any] | None:
    """All that is known of a commit's files, in one document; None if they were not read."""
    said = of_commits(connection, repository, [commit]).get(commit)
    if said is None:
        return None
    return rules.joined(said, parts(connection, repository, set(rules.ids(said))))


def metrics_at_heads(connection: Connection, repositories: Collection[str]) -> dict[str, dict[str, Any]]:
    """Repository → what its files of metrics say at the head of the default branch; two questions for all of them."""
    about, reading, part = t.about.c, t.reading.c, t.part.c
    asked = (
        select(reading.repository, reading.document)
        .join(t.about, (about.repository == reading.repository) & (about.head == reading.commit))
        .where(reading.repository.in_(repositories))
    )
    files = {row[0]: _decode(row[1])["metrics"] for row in connection.execute(asked)}
    wanted = {id for named in files.values() for id in named.values()}
    asked_parts = select(part.repository, part.id, part.document).where(
        part.repository.in_(list(files)), part.id.in_(wanted)
    )
    said = {(row[0], row[1]): _decode(row[2]) for row in connection.execute(asked_parts)} if wanted else {}
    return {
        repository: {file: said[repository, id] for file, id in named.items() if (repository, id) in said}
        for repository, named in files.items()
    }


def experiments(connection: Connection, repository: str) -> list[ExperimentRow]:
    """The experiments that were pushed, by ref."""
    e = t.experiment.c
    asked = select(e.ref, e.baseline, e.name, e.commit, e.steps).where(e.repository == repository).order_by(e.ref)
    return [ExperimentRow._make(row) for row in connection.execute(asked)]


def _documents(
    connection: Connection, table: Table, key: str, repository: str, keys: Collection[str] | None
) -> Iterator[tuple[str, Any]]:
    asked = select(table.c[key], table.c.document).where(table.c.repository == repository)
    if keys is None:
        yield from ((id, _decode(text)) for id, text in _all(connection, asked))
        return
    wanted = list(keys)
    if len(wanted) > CHUNK * 4:  # most of them: one question and a look at each is faster than many
        among = set(wanted)
        yield from ((id, _decode(text)) for id, text in _all(connection, asked) if id in among)
        return
    for start in range(0, len(wanted), CHUNK):
        for id, text in connection.execute(asked.where(table.c[key].in_(wanted[start : start + CHUNK]))):
            yield id, _decode(text)


def _all(connection: Connection, asked: Select[Any]) -> Iterator[Any]:
    """Every row. Fetched one by one, tens of thousands of them take as long as what is in them."""
    for some in connection.execute(asked).partitions(FETCHED):
        yield from some
