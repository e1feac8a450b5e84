"""`gto studio tokens`: API tokens, for whoever has the server's shell."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.cli.users import find, opened
from gto_studio.identity import accounts, proofs
from gto_studio.rules.access import LOCAL, Scope
from gto_studio.rules.tokens import scopes
from gto_studio.store.owned import people, tokens

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from gto_studio.wiring import Parts

SCOPES = click.Choice([one.value for one in Scope])
USER = click.option("--user", metavar="NAME", help="Whose.  [default: the local owner's]")


@click.group()
def command() -> None:
    """Make, list and revoke API tokens."""


@command.command()
@click.argument("name")
@USER
@click.option(
    "--scope",
    "words",
    multiple=True,
    required=True,
    type=click.Choice([one.value for one in Scope]),
    help="Repeatable.",
)
@click.option("--team", help="The only team that it is for.")
@click.option("--days", type=click.FloatRange(0, min_open=True), help="How long it lasts.  [default: for ever]")
@options.where_data_is
def add(
    name: str, user: str | None, words: tuple[str, ...], team: str | None, days: float | None, **where: Path | None
) -> None:
    """Make a token called NAME and print it: it is shown this once."""
    with opened(**where) as (parts, connection):
        actor = proofs.actor_of(connection, _whose(parts, connection, user))
        _, secret = accounts.make_token(
            connection, actor, name=name, scopes=scopes(words), team=team, days=days, now=parts.clock()
        )
    click.echo(secret)


@command.command("list")
@USER
@options.where_data_is
def show(user: str | None, **where: Path | None) -> None:
    """List the tokens of a user: id, first characters, name, scopes, last use."""
    with opened(**where) as (parts, connection):
        found = tokens.of_person(connection, _whose(parts, connection, user).id)
    for token in found:
        used = datetime.fromtimestamp(token.used, timezone.utc).isoformat(timespec="seconds") if token.used else "never"
        words = ",".join(sorted(scope.value for scope in token.scopes))
        click.echo("\t".join((token.id, f"{token.hint}…", token.name, words, used)))


@command.command()
@click.argument("id")
@USER
@options.where_data_is
def revoke(id: str, user: str | None, **where: Path | None) -> None:
    """Revoke a token by its id."""
    with opened(**where) as (parts, connection):
        accounts.revoke_token(connection, accounts.SERVER, _whose(parts, connection, user).id, id, parts.clock())
    click.echo("Revoked; it proves nothing any more")


def _whose(parts: Parts, connection: Connection, user: str | None) -> people.PersonRow:
    if user is not None:
        return find(connection, user)
    if parts.owner is None:
        raise click.UsageError("this server has accounts: say whose, with --user NAME")
    return people.get(connection, LOCAL)
