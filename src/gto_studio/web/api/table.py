"""The experiments table: one document a project, made when something changed and kept as it goes out."""

from __future__ import annotations

import csv
import gc
import gzip
import io
import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from fastapi import Query, Request, Response
from fastapi.params import Path

from gto_studio.errors import NotFound
from gto_studio.rules import table, table_export
from gto_studio.store.derived import commits, material, readings
from gto_studio.store.owned import projects, repositories
from gto_studio.web.api import live_runs
from gto_studio.web.api.paging import is_known, unless_known
from gto_studio.web.api.projects import Id
from gto_studio.web.api.showing import links
from gto_studio.web.asking import Ask, Asking

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from sqlalchemy import Connection

    from gto_studio.store.owned.projects import ProjectRow

#: A commit by its id, its beginning, a branch or a tag.
Which = Annotated[str, Path(max_length=256)]

Form = Annotated[Literal["csv", "json"], Query(alias="format")]

#: Tables of so many projects are kept, and so many bytes of them, as they go out.
KEPT_MAX = 64
BYTES_MAX = 128 << 20
#: A table is mostly numbers: more effort would take twice as long for a few hundredths less.
EFFORT = 1


def document(ask: Ask, request: Request, project: Id) -> Response:
    """Every commit and experiment of a project, with all their values: a column each. 304 where nothing changed."""
    return _sent(ask, request, project).answer(request)


def export(ask: Ask, request: Request, project: Id, form: Form = "csv") -> Response:
    """The whole table for scripts: a row a commit, in full precision."""
    found = msgspec.json.decode(gzip.decompress(_sent(ask, request, project).packed))
    if form == "json":
        content, kind = msgspec.json.encode(list(table_export.rows(found))), "application/json"
    else:
        out = io.StringIO(newline="")
        csv.writer(out).writerows(table_export.lines(found))
        content, kind = out.getvalue().encode("utf-8", "replace"), "text/csv; charset=utf-8"
    disposition = f'attachment; filename="table.{form}"'
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})


def values(ask: Ask, request: Request, project: Id, commit: Which) -> Response:
    """What the files of a commit say: parameters, metrics, data, plots, stages, and what could not be read."""
    with ask.parts.store.reading() as connection:
        repository = projects.get(connection, project).repository
        id = commits.resolve(connection, repository, commit)
        if id is None:
            raise NotFound("There is no such commit", hint="name a branch, a tag, or the beginning of an id")
        found = readings.document(connection, repository, id)
    if found is None:
        raise NotFound("This commit was not read yet", hint="its values are there when the sync is done")
    return unless_known(request, msgspec.json.encode(found), {})


def _sent(ask: Asking, request: Request, project: str) -> Sent:
    with ask.parts.store.reading() as connection:
        row = projects.get(connection, project)
        repository = repositories.get(connection, row.repository)
        scope = scope_of(connection, row)
        stamp = _stamp(readings.stamp(connection, row.repository) or "", scope)

        def make() -> Sent:
            linked = links(repository)
            with uncollected():
                return Sent.of(table.document(material.of_repository(connection, row.repository), scope, linked, stamp))

        tables: Tables = request.app.state.tables
        return tables.get((row.id, stamp, scope, repository.forge, repository.web_url), make)


def scope_of(connection: Connection, row: ProjectRow) -> table.Scope:
    """What of its repository a project shows."""
    runs = live_runs.of_project(connection, row) if row.directory else []
    return table.Scope(row.directory, row.since, frozenset(run.baseline for run, _ in runs))


def _stamp(read: str, scope: table.Scope) -> str:
    """Of what was read, and of the runs for which commits are shown: the same stamp is the same document."""
    if not scope.begun:
        return read
    return f"{read}-{blake2b(''.join(sorted(scope.begun)).encode(), digest_size=8).hexdigest()}"


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles of objects. A table has none, and hundreds of thousands of values, among which Python
    would look again and again: a third of the time that a large table takes."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True, slots=True)
class Sent:
    """A document as it goes out."""

    packed: bytes
    tag: str

    @classmethod
    def of(cls, document: dict[str, Any]) -> Sent:
        content = msgspec.json.encode(document)
        packed = gzip.compress(content, EFFORT, mtime=0)
        return cls(packed, f'"{blake2b(packed, digest_size=16).hexdigest()}"')

    def answer(self, request: Request) -> Response:
        headers = {"ETag": self.tag, "Vary": "Accept-Encoding"}
        if is_known(request, self.tag):
            return Response(status_code=304, headers=headers)
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(gzip.decompress(self.packed), media_type="application/json", headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(self.packed, media_type="application/json", headers=headers)


class Tables:
    """The tables that were looked at last. Two who want the same at once wait for one to be made."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Sent] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Sent]) -> Sent:
        with self._lock:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return found
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if (found := self._kept.get(key)) is not None:
                    return found
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, made: Sent) -> None:
        with self._lock:
            self._kept[key] = made
            size = sum(len(one.packed) for one in self._kept.values())
            while len(self._kept) > 1 and (len(self._kept) > KEPT_MAX or size > BYTES_MAX):
                size -= len(self._kept.popitem(last=False)[1].packed)
