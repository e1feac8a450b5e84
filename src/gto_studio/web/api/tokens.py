"""A person's own API tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi.params import Path

from gto_studio.identity import accounts
from gto_studio.rules.tokens import scopes
from gto_studio.store.owned import tokens
from gto_studio.web.api import shapes
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking


def listing(ask: Ask) -> list[shapes.Token]:
    """The tokens that were not revoked, by their first characters."""
    with ask.parts.store.reading() as connection:
        return [_shown(row) for row in tokens.of_person(connection, _person(ask))]


def make(ask: Ask, new: shapes.NewToken) -> shapes.TokenMade:
    """A new token. Its text is shown this once."""
    with ask.parts.store.writing() as connection:
        row, secret = accounts.make_token(
            connection,
            ask.actor,
            name=new.name,
            scopes=scopes(new.scopes),
            team=new.team,
            days=new.expires_in_days,
            now=ask.parts.clock(),
        )
    return shapes.TokenMade(**_shown(row).model_dump(), secret=secret)


def revoke(ask: Ask, token: Annotated[str, Path(max_length=26)]) -> None:
    """Revoke a token; from now on it proves nothing."""
    with ask.parts.store.writing() as connection:
        accounts.revoke_token(connection, ask.actor, _person(ask), token, ask.parts.clock())


def _person(ask: Asking) -> str:
    assert ask.actor.person is not None  # noqa: S101 - the need says so
    return ask.actor.person


def _shown(row: tokens.TokenRow) -> shapes.Token:
    return shapes.Token(
        id=row.id,
        name=row.name,
        hint=row.hint,
        scopes=sorted(scope.value for scope in row.scopes),
        team=row.team,
        created_at=moment(row.created),
        used_at=moment(row.used),
        expires_at=moment(row.expires),
    )
