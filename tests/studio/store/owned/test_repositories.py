from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from gto_studio.errors import Conflict, NotFound
from gto_studio.store.connection import Store
from gto_studio.store.derived import tables as derived
from gto_studio.store.owned import alarms, jobs, projects, repositories, tables, teams
from studio.rows import NOW, a_change, a_repository


def test_a_repository_is_added_found_changed_and_removed(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection, secret=b"\x00\xff")
    with store.reading() as connection:
        assert repositories.get(connection, row.id) == row
        assert repositories.find_by_url(connection, row.team, row.url) == row
        assert repositories.of_teams(connection, [row.team]) == [row]
        assert repositories.of_teams(connection, ["other"]) == []
        assert repositories.by_ids(connection, [row.id, "other"]) == {row.id: row}
        assert jobs.of(connection, jobs.SYNC, [row.id])[row.id].wanted == 1
    with store.writing() as connection:
        changed = replace(row, name="renamed", secret=None)
        repositories.save(connection, changed)
        assert repositories.get(connection, row.id) == changed
    with store.writing() as connection:
        repositories.remove(connection, row.id)
        assert repositories.find(connection, row.id) is None
        with pytest.raises(NotFound):
            repositories.save(connection, row)


def test_an_address_is_there_once_a_team(store: Store) -> None:
    with store.writing() as connection:
        a_repository(connection)
        with pytest.raises(Conflict):
            a_repository(connection)
        other = a_repository(connection, "https://git.example.com/other.git")
        with pytest.raises(Conflict):
            repositories.save(connection, replace(other, url="https://git.example.com/churn.git"))
        assert len(repositories.of_teams(connection)) == 2


def test_a_repository_takes_everything_of_its_own_with_it(store: Store) -> None:
    with store.writing() as connection:
        row, kept = a_repository(connection), a_repository(connection, "https://git.example.com/kept.git")
        for repository in (row.id, kept.id):
            a_change(connection, repository)
            projects.add(
                connection, team=row.team, repository=repository, name="p", directory="", public=False, now=NOW
            )
            alarms.add(connection, repository=repository, kind="vanished", tag="t", before="a", after=None, event=None)
            connection.execute(
                derived.about.insert().values(repository=repository, directories=[], remotes={}, workflows=[])
            )
        repositories.remove(connection, row.id)
        for table in (tables.change, tables.project, tables.alarm, tables.job, derived.about, tables.repository):
            left = 2 if table is tables.job else 1
            assert connection.scalar(select(func.count()).select_from(table)) == left, table.name


def test_what_a_team_leaves_behind_is_removed(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        a_change(connection, row.id)
        connection.execute(derived.about.insert().values(repository=row.id, directories=[], remotes={}, workflows=[]))
        teams.remove(connection, row.team)
        repositories.remove_orphans(connection)
        assert jobs.every(connection) == []
        assert connection.execute(select(derived.about)).all() == []


def test_a_shorter_interval_counts_at_once(store: Store) -> None:
    with store.writing() as connection:
        row = a_repository(connection)
        held = jobs.claim(connection, [jobs.SYNC], "w", lease_seconds=9)
        assert held
        jobs.finish(connection, held, next_at=NOW + 1e9)
        repositories.save(connection, replace(row, poll_seconds=10.0))
        assert jobs.every(connection)[0].not_before < NOW + 1e9
