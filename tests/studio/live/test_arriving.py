"""What is remembered of what clients sent: enough to see what is wrong, and no secret."""

from __future__ import annotations

from sqlalchemy import select

from gto_studio.errors import NotFound, NotSignedIn
from gto_studio.identity import proofs
from gto_studio.live import arriving
from gto_studio.live.arriving import Arrival, Arrivals
from gto_studio.rules.access import Scope
from gto_studio.store.connection import Store
from gto_studio.store.owned import arrivals, people, tokens
from gto_studio.store.owned.tables import arrival as table
from studio.live.posting import URL
from studio.rows import NOW

LIVE = "/api/live"


def noted(store: Store, *arrivals_: Arrival) -> list[arrivals.ArrivalRow]:
    for number, arrival in enumerate(arrivals_):
        Arrivals(store, lambda at=NOW + number: at).note(arrival)  # type: ignore[misc]
    with store.reading() as connection:
        return arrivals.newest(connection)


def a_token(store: Store) -> tuple[str, tokens.TokenRow]:
    secret = proofs.new_secret("isat_")
    with store.writing() as connection:
        person = people.add(
            connection, username="jo", name="Jo", email="jo@example.com", vouched=True, password=None, admin=False,
            now=NOW,
        )  # fmt: skip
        row = tokens.add(
            connection, hash=proofs.digest(secret), hint=secret[:9], person=person.id, team=None, name="ci",
            scopes=frozenset({Scope.EXPERIMENTS}), expires=None, now=NOW,
        )  # fmt: skip
    return secret, row


def test_whose_token_it_was_is_known_although_it_was_revoked(store: Store) -> None:
    secret, row = a_token(store)
    with store.writing() as connection:
        tokens.revoke(connection, row.person, row.id, NOW)
    (found,) = noted(store, Arrival(LIVE, f"token {secret}", URL, NotSignedIn()))
    assert (found.person, found.token, found.code) == (row.person, "ci", "not-signed-in")
    assert secret not in repr(found)


def test_neither_a_password_nor_an_unknown_token_is_kept(store: Store) -> None:
    secret = "isat_" + "x" * 60
    url = "https://me:hunter2@git.example.com/team/live.git"
    first, second = noted(
        store,
        Arrival(LIVE, f"token {secret}", url, NotFound("no")),
        Arrival(LIVE, f"token {secret}", "me:hunter2@nowhere", NotFound("no")),
    )
    assert second.url == URL
    with store.reading() as connection:
        everything = repr(connection.execute(select(table)).all())
    assert first.hint == "isat_xxxx"
    assert "hunter2" not in everything
    assert "xxxxxxx" not in everything


def test_of_each_kind_the_newest_is_kept_and_all_in_all_so_many(store: Store) -> None:
    same = [Arrival(LIVE, "token isat_1", URL)] * 3
    (found,) = noted(store, *same)
    assert found.at == NOW + 2
    many = [Arrival(LIVE, f"token isat_{number:04}", URL) for number in range(arrivals.KEPT_MOST + 5)]
    assert len(noted(store, *many)) == arrivals.KEPT_MOST


def test_what_comes_again_and_again_is_written_once(store: Store) -> None:
    remembering = Arrivals(store, lambda: NOW)
    first = Arrival(LIVE, "token isat_1", URL)
    assert [remembering.is_news(first) for _ in range(3)] == [True, False, False]
    refused = [Arrival(LIVE, f"token isat_{number}", URL, NotSignedIn()) for number in range(arriving.KNOWN_MOST)]
    assert sum(remembering.is_news(one) for one in refused) < 200, "nobody can make us write without end"
