from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from gto_studio.store.connection import Store
from gto_studio.store.owned import checks, jobs, notices
from studio.rows import NOW, a_repository

A, B = "a" * 40, "b" * 40
RUNNING: list[dict[str, Any]] = [{"name": "ci", "state": "running", "url": None, "started": NOW, "ended": None}]


def test_a_commit_is_asked_about_when_its_time_has_come(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        checks.watch(connection, id, [B, A, A], now=NOW)
        assert jobs.of(connection, jobs.CHECKS, [id])[id].wanted == 1
        rows = checks.due(connection, id, now=NOW, limit=9)
        assert [(row.commit, row.checks, row.asked) for row in rows] == [(A, [], None), (B, [], None)]
        tell(connection, id, {A: (RUNNING, NOW + 15), B: ([], None)})
        assert checks.next_due(connection, id) == NOW + 15
        assert checks.due(connection, id, now=NOW + 14, limit=9) == []
        assert [row.commit for row in checks.due(connection, id, now=NOW + 15, limit=9)] == [A]
        assert [row.checks for row in checks.of_repository(connection, id, [A])] == [RUNNING]
        assert checks.watched(connection, id) == {A: NOW, B: NOW}


def test_pages_hear_of_what_is_new_and_of_nothing_else(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        checks.watch(connection, id, [A, B], now=NOW)
        before = notices.newest(connection)
        tell(connection, id, {A: (RUNNING, NOW + 15), B: ([], NOW + 15)})
        assert tell(connection, id, {A: (RUNNING, NOW + 30), B: ([], NOW + 30)}) == []
        assert tell(connection, id, {A: ([], None)}) == [A]
        told = [row.data for row in notices.since(connection, before) if row.topic == "checks"]
        assert told == [{"repository": id, "commits": [A, B]}, {"repository": id, "commits": [A]}]


def test_news_of_a_commit_lets_it_be_asked_about_sooner_but_not_all_the_time(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        assert not checks.hurry(connection, id, A, now=NOW)
        checks.watch(connection, id, [A], now=NOW)
        tell(connection, id, {A: ([], NOW + 600)})
        assert checks.hurry(connection, id, A, now=NOW + 1)
        assert checks.next_due(connection, id) == NOW + checks.ASKED_AGAIN_SECONDS
        checks.hurry(connection, id, A, now=NOW + 900)
        assert checks.next_due(connection, id) == NOW + checks.ASKED_AGAIN_SECONDS, "the earlier time stays"


def test_news_of_some_commit_hurries_all_that_are_followed(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        checks.watch(connection, id, [A, B], now=NOW)
        tell(connection, id, {A: ([], NOW + 600), B: ([], None)})
        checks.hurry_all(connection, id, now=NOW + 300)
        assert [row.due for row in checks.of_repository(connection, id)] == [NOW + 300, None]
        assert checks.count_followed(connection, id) == 1


def test_what_is_hurried_while_the_forge_is_asked_is_asked_again(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        checks.watch(connection, id, [A], now=NOW)
        rows = checks.due(connection, id, now=NOW, limit=9)
        checks.told(connection, id, [(rows[0], [], NOW + 600)], now=NOW)
        held = checks.due(connection, id, now=NOW + 600, limit=9)
        checks.hurry(connection, id, A, now=NOW + 300)
        checks.told(connection, id, [(held[0], RUNNING, None)], now=NOW + 601)
        assert checks.next_due(connection, id) == NOW + 300


def test_a_forge_that_wants_to_be_left_alone_is(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        checks.watch(connection, id, [A, B], now=NOW)
        tell(connection, id, {B: ([], None)})
        checks.put_off(connection, id, NOW + 99)
        assert [row.due for row in checks.of_repository(connection, id)] == [NOW + 99, None]
        checks.put_off(connection, id, None)
        assert checks.next_due(connection, id) is None


def test_what_was_watched_long_ago_is_forgotten(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        checks.watch(connection, id, [A], now=NOW)
        checks.watch(connection, id, [B], now=NOW + 2)
        assert checks.clear(connection, before=NOW + 1) == 1
        assert [row.commit for row in checks.of_repository(connection, id)] == [B]


def tell(connection: Connection, id: str, answers: dict[str, tuple[list[dict[str, Any]], float | None]]) -> list[str]:
    rows = {row.commit: row for row in checks.of_repository(connection, id, list(answers))}
    found = [(rows[commit], said, again) for commit, (said, again) in answers.items()]
    return checks.told(connection, id, found, now=NOW)
