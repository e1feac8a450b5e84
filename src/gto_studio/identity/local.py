"""A server without accounts: whoever reaches it is its one local owner, who may do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.rules.access import LOCAL, Actor
from gto_studio.store.owned import people

if TYPE_CHECKING:
    from gto_studio.store.connection import Store


def local_owner(name: str | None, email: str | None) -> Actor:
    """The owner, under the name that stands in tags. The face that starts the server reads it (settings, or Git's)."""
    return Actor(LOCAL, name or "Local owner", email or "owner@localhost", is_server_admin=True)


def settle(store: Store, owner: Actor | None, now: float) -> None:
    """Make what an empty database lacks: a team for repositories, and the owner's row, by which tokens are his."""
    with store.writing() as connection:
        people.first_team(connection, now)
        if owner is None:
            return
        if people.find_person(connection, LOCAL) is None:
            people.add_person(
                connection,
                id=LOCAL,
                username="local owner",  # a space: nobody else can have it
                name=owner.name,
                email="local owner",
                vouched=False,
                password=None,
                admin=False,
                now=now,
            )
