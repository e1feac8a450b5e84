"""The repositories that a client means: by the address that its Git has, which need not be spelled as ours is."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from gto_studio.errors import NotFound
from gto_studio.rules import addresses
from gto_studio.store.owned import repositories

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.rules.access import Actor
    from gto_studio.rules.addresses import Address
    from gto_studio.store.owned.repositories import RepositoryRow


def repositories_at(connection: Connection, actor: Actor, url: str) -> list[RepositoryRow]:
    """Those that somebody sees and that an address leads to, whatever team they are in. WrongAddress, NotFound."""
    address = addresses.told(url)
    rows = repositories.of_teams(connection, actor.sees)
    found = [row for row in rows if addresses.same(_read(row.url), address)]
    if not found:
        raise NotFound(f"No repository of yours is at {addresses.without_secret(address.url)}", hint="add it to Studio")
    return found


@lru_cache(maxsize=10_000)
def _read(url: str) -> Address:
    return addresses.read(url)
