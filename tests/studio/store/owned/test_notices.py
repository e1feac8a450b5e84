from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.owned import notices
from studio.rows import NOW


def test_notices_are_read_on_from_the_last_one(store: Store) -> None:
    with store.writing() as connection:
        for team in (None, "ours", "theirs"):
            notices.tell(connection, "repository", {"team": team}, team=team, now=NOW)
    with store.reading() as connection:
        everything = notices.since(connection, 0)
        assert [one.data["team"] for one in everything] == [None, "ours", "theirs"]
        assert [one.team for one in notices.since(connection, 0, teams=["ours"])] == [None, "ours"]
        assert notices.since(connection, everything[1].id) == everything[2:]
        assert notices.newest(connection) == everything[-1].id
        assert notices.oldest(connection) == everything[0].id
    with store.writing() as connection:
        notices.clear(connection, before=NOW + 1)
        assert notices.since(connection, 0) == everything[-1:]


def test_of_what_was_told_again_and_again_the_last_stays(store: Store) -> None:
    with store.writing() as connection:
        for seconds, kind in enumerate(("data", "done", "data", "data", "data")):
            notices.tell(connection, "run", {"kind": kind}, now=NOW + seconds)
        notices.tell(connection, "repository", {"kind": "data"}, now=NOW)
        assert notices.clear_repeated(connection, "run", "data", before=NOW + 3) == 2
        assert notices.clear_repeated(connection, "run", "data", before=NOW + 99) == 1
        told = [(row.topic, row.data["kind"]) for row in notices.since(connection, 0)]
    assert told == [("run", "done"), ("run", "data"), ("repository", "data")]
