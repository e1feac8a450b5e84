"""A server without accounts: whoever reaches it is its one local owner, who may do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.rules.access import LOCAL, Actor
from gto_studio.store.owned import people, teams

if TYPE_CHECKING:
    from gto_studio.store.connection import Store


def local_owner(name: str | None, email: str | None) -> Actor:
    """The owner, under the name that stands in tags. The face that starts the server reads it (settings, or Git's)."""
    return Actor(LOCAL, name or "Local owner", email or "owner@localhost", is_server_admin=True)


def settle(store: Store, owner: Actor | None, now: float) -> None:
    """Make what an empty database lacks: a team for repositories, and the owner's row, by which tokens are his.

    Every process does it when it starts, at once with others; mostly there is nothing to do, and nobody's turn to wait
    for.
    """
    with store.reading() as connection:
        if teams.oldest(connection) and (owner is None or people.find(connection, LOCAL)):
            return
    with store.writing() as connection:
        teams.first(connection, now)
        if owner is not None:
            people.add_local(connection, owner.name, now)
