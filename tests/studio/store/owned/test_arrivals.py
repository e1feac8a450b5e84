from __future__ import annotations

from gto_studio.store.connection import Store
from gto_studio.store.owned import arrivals
from gto_studio.store.owned.arrivals import ArrivalRow
from studio.rows import NOW


def test_arrivals_are_kept_for_a_while(store: Store) -> None:
    old = ArrivalRow("isat_1234", "https://x/y", "/api/live", "", "", None, None, NOW)
    new = ArrivalRow("isat_1234", "https://x/y", "/api/live", "not-found", "no", "p", "ci", NOW + 9)
    with store.writing() as connection:
        for row in (new, old):
            arrivals.note(connection, row)
        assert arrivals.newest(connection) == [new, old]
        assert arrivals.clear(connection, before=NOW + 1) == 1
        assert arrivals.newest(connection) == [new]


def test_those_of_one_moment_are_always_in_the_same_order(store: Store) -> None:
    names = [f"isat_{number}" for number in range(9)]
    with store.writing() as connection:
        for name in (*names[5:], *names[:5]):
            arrivals.note(connection, ArrivalRow(name, "https://x/y", "/api/live", "", "", None, None, NOW))
        assert [row.hint for row in arrivals.newest(connection)] == names
