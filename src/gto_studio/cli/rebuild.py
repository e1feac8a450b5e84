"""`gto studio rebuild`: everything that was read from Git, read anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, TypeVar

import click

from gto.errors import GtoError
from gto_studio.cli import options
from gto_studio.errors import DatabaseAway
from gto_studio.indexing.sources import source_of, terms_of
from gto_studio.indexing.syncing import rebuild
from gto_studio.store.connection import is_busy, what_it_says
from gto_studio.store.owned import repositories
from gto_studio.wiring import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from gto_studio.store.owned.repositories import RepositoryRow
    from gto_studio.wiring import Parts

T = TypeVar("T")

#: So many repositories are read side by side: a host that does not answer is waited for a minute.
AT_ONCE = 8
#: SQLite has one writer, and lets none wait for ever: whoever did not get in is read again.
TRIES = 3


@click.command()
@click.argument("names", metavar="[REPOSITORY]...", nargs=-1)
@options.where_data_is
def command(names: Sequence[str], data: Path | None, database: str | None, file: Path | None) -> int:
    """Read repositories anew: empty what was derived from Git, and fill it from Git.

    Named by id, name or address; all of them without a name. Nothing that exists only here is touched. What cannot be
    reached stays as it was and is named; the exit code is then 1.
    """
    parts = build(options.settings(file, data=data, database=database))
    unread = []
    try:
        for repository, changed in of_each(chosen(parts, names), lambda one: _rebuild(parts, one)):
            if changed is None:
                unread.append(repository.name)
            else:
                what = f"was not as in Git: {', '.join(sorted(changed))}" if changed else "is as in Git"
                click.echo(f"{repository.name}: {what}")
    finally:
        parts.close()
    say_unread(unread, "they are as they were")
    return 1 if unread else 0


def _rebuild(parts: Parts, repository: RepositoryRow) -> frozenset[str]:
    with terms_of(parts.store, repository, parts.secrets, parts.conditions) as terms:
        source = source_of(parts.store, repository, parts.secrets, parts.conditions)
        return rebuild(parts.store, source, parts.conditions, terms=terms).changed


def of_each(
    repositories: Sequence[RepositoryRow], read: Callable[[RepositoryRow], T]
) -> Iterator[tuple[RepositoryRow, T | None]]:
    """What each repository gave, whichever is done first; None: it could not be read, and stderr says why."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        running = {pool.submit(_persistently, read, one): one for one in repositories}
        for done in as_completed(running):
            yield running[done], _given(running[done], done)
    finally:
        pool.shutdown(cancel_futures=True)


def _persistently(read: Callable[[RepositoryRow], T], repository: RepositoryRow) -> T:
    for left in reversed(range(TRIES)):
        try:
            return read(repository)
        except Exception as error:  # noqa: PERF203 - seldom more than once
            if not is_busy(error):
                raise
            if not left:
                raise DatabaseAway(what_it_says(error)) from error
    raise AssertionError("the loop returns or raises")


def _given(repository: RepositoryRow, done: Future[T]) -> T | None:
    try:
        return done.result()
    except GtoError as error:
        click.echo(f"{repository.name}: {error.message} [{error.code}]", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        return None


def say_unread(names: Sequence[str], meaning: str) -> None:
    """The last word on what could not be read, if more was asked for than one can see at a glance."""
    if len(names) > 1:
        click.echo(f"{len(names)} repositories could not be read, so {meaning}: {', '.join(sorted(names))}", err=True)


def chosen(parts: Parts, names: Sequence[str]) -> list[RepositoryRow]:
    """The repositories of these ids, names or addresses; all without any. NotFound."""
    with parts.store.reading() as connection:
        every = repositories.of_teams(connection)
        wanted = [row for row in every if not names or {row.id, row.name, row.url} & set(names)]
        for name in names:
            if not any(name in (row.id, row.name, row.url) for row in wanted):
                repositories.get(connection, name)
    return wanted
