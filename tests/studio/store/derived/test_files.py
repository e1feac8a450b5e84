from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.derived import files
from gto_studio.store.derived.files import Brought, FileRow
from gto_studio.store.owned import jobs
from studio.rows import a_repository

BUDGET = 10


def test_a_file_is_pending_until_somebody_looked(store: Store) -> None:
    one, two = ("c1", "a.csv"), ("c2", "a.csv")
    with store.writing() as connection:
        id = a_repository(connection).id
        assert files.find(connection, id, [one]) == {}
        files.ask(connection, id, [one, two])
        assert files.find(connection, id, [one]) == {one: FileRow()}
        assert sorted(files.waiting(connection, id, limit=9)) == [one, two]
        assert jobs.of(connection, jobs.FILES, [id])[id].wanted == 1

        missing = {"type": "Missing", "msg": "gone"}
        files.bring(connection, id, [Brought(*one, "b1"), Brought(*two, problem=missing)], {"b1": b"1"}, budget=BUDGET)
        assert files.find(connection, id, [one, two]) == {
            one: FileRow("b1", b"1"),
            two: FileRow(problem=missing),
        }
        assert files.waiting(connection, id, limit=9) == []
        files.ask(connection, id, [one, two])
        assert jobs.of(connection, jobs.FILES, [id])[id].wanted == 1, "nothing is left to bring"


def test_a_content_is_kept_once_and_the_longest_unused_is_forgotten(store: Store) -> None:
    places = [(f"c{i}", "a.csv") for i in range(4)]
    with store.writing() as connection:
        id = a_repository(connection).id
        files.ask(connection, id, places)
        brought = [Brought(*places[0], "old"), Brought(*places[1], "old")]
        files.bring(connection, id, brought, {"old": b"12345678"}, budget=BUDGET)
    with store.writing() as connection:
        files.bring(connection, id, [Brought(*places[2], "new")], {"new": b"1234"}, budget=BUDGET)
        found = files.find(connection, id, places)
        assert set(found) == {places[2], places[3]}
        assert files.known_contents(connection, id, {"old", "new"}) == {"new"}
        files.ask(connection, id, [places[0]])
        assert places[0] in files.waiting(connection, id, limit=9)


def test_what_could_not_be_had_is_looked_for_again_when_something_changed(store: Store) -> None:
    place = ("c1", "a.csv")
    with store.writing() as connection:
        id = a_repository(connection).id
        files.ask(connection, id, [place])
        files.bring(connection, id, [Brought(*place, problem={"type": "NotInGit", "msg": "no"})], {}, budget=BUDGET)
        files.forget_problems(connection, id)
        assert files.find(connection, id, [place]) == {}
