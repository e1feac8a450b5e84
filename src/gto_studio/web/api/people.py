"""Accounts, for administrators of the server."""

from __future__ import annotations

from typing import Annotated

from fastapi.params import Path

from gto_studio.identity import accounts
from gto_studio.store.owned import people
from gto_studio.web.api import shapes
from gto_studio.web.api.me import shown
from gto_studio.web.asking import Ask

Id = Annotated[str, Path(max_length=26)]


def listing(ask: Ask) -> list[shapes.Person]:
    """Everybody who has an account."""
    with ask.parts.store.reading() as connection:
        return [shown(person) for person in people.every(connection)]


def add(ask: Ask, new: shapes.NewPerson) -> shapes.Person:
    """A new account. Without a password, its owner signs in through a provider."""
    account = accounts.NewAccount(new.username, new.name, new.email, new.password, new.admin, vouched=True)
    with ask.parts.store.writing() as connection:
        return shown(accounts.add(connection, ask.actor, account, ask.parts.clock()))


def change(ask: Ask, person: Id, change: shapes.PersonChange) -> shapes.Person:
    """Change an account. A new password, or disabling it, ends its sessions."""
    wanted = accounts.AccountChange(
        name=change.name,
        email=change.email,
        password=change.password,
        admin=change.admin,
        disabled=change.disabled,
        revoke_tokens=change.revoke_tokens,
    )
    with ask.parts.store.writing() as connection:
        return shown(accounts.change(connection, ask.actor, person, wanted, ask.parts.clock()))


def remove(ask: Ask, person: Id) -> None:
    """Delete an account with its memberships, sessions and tokens. What it wrote keeps its name."""
    with ask.parts.store.writing() as connection:
        accounts.remove(connection, ask.actor, person)
