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
