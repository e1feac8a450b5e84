from __future__ import annotations

import time

from sqlalchemy import func, select

from gto_studio.jobs import timetable
from gto_studio.store.connection import Store
from gto_studio.store.owned import deliveries, jobs, notices, people, sessions, tables
from studio.rows import a_repository


def test_a_repository_that_nobody_asked_for_is_asked_for(store: Store) -> None:
    with store.writing() as connection:
        repository = a_repository(connection)
        jobs.forget(connection, jobs.SYNC, [repository.id])
    assert [timetable.ask(store), timetable.ask(store)] == [1, 0]


def test_what_has_had_its_day_is_thrown_away(store: Store) -> None:
    now = time.time()
    with store.writing() as connection:
        row = a_repository(connection)
        person = people.add(
            connection,
            username="jo",
            name="Jo",
            email="jo@example.com",
            vouched=True,
            password=None,
            admin=False,
            now=now,
        )
        for seconds in (100 * timetable.DAY, 1):
            deliveries.is_new(connection, "github", f"{seconds}", now=now - seconds)
            notices.tell(connection, "repository", {}, now=now - seconds)
            sessions.add(connection, hash=f"{seconds}", person=person.id, now=now - seconds, expires=now - seconds + 60)
        jobs.want(connection, jobs.CHANGE, "orphan")
    timetable.clear(store)
    with store.reading() as connection:
        for table in (tables.delivery, tables.notice, tables.session, tables.job):
            assert connection.scalar(select(func.count()).select_from(table)) == 1, table.name
        assert jobs.every(connection)[0].subject == row.id
