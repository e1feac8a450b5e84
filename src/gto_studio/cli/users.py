"""`gto studio users`: accounts, for whoever has the server's shell. The first one is made here."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from gto_studio.cli import options
from gto_studio.errors import NotFound
from gto_studio.identity import accounts
from gto_studio.rules.access import Role
from gto_studio.store.owned import people, teams
from gto_studio.wiring import Parts, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

PASSWORD = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of the input.")


@click.group()
def command() -> None:
    """Make and change accounts, and who is in which team."""


@command.command()
@click.argument("name")
@click.option("--full-name", help="As it will stand in tags.  [default: NAME]")
@click.option("--email", prompt="E-mail address", help="As it will stand in tags.")
@click.option("--admin", is_flag=True, help="May do everything on this server.")
@click.option("--no-password", is_flag=True, help="Signs in through a provider only.")
@PASSWORD
@options.where_data_is
def add(
    name: str,
    full_name: str | None,
    email: str,
    admin: bool,
    no_password: bool,
    password_stdin: bool,
    **where: Path | None,
) -> None:
    """Make an account. Its username is NAME."""
    password = None if no_password else asked_password(password_stdin)
    new = accounts.NewAccount(name, full_name or name, email, password, admin, vouched=True)
    with opened(**where) as (parts, connection):
        made = accounts.add(connection, accounts.SERVER, new, parts.clock())
        if admin:
            teams.set_role(connection, teams.first(connection, parts.clock()).id, made.id, Role.ADMIN)
    click.echo(f"Made the account {made.username}{' of an administrator' if admin else ''}")


@command.command("list")
@options.where_data_is
def show(**where: Path | None) -> None:
    """List the accounts: username, name, e-mail address, and what is special about them."""
    with opened(**where) as (_, connection):
        found = people.every(connection)
    for person in found:
        special = [word for word, on in (("admin", person.admin), ("disabled", person.disabled)) if on]
        click.echo("\t".join((person.username, person.name, person.email, ", ".join(special))).rstrip())


@command.command()
@click.argument("name")
@PASSWORD
@options.where_data_is
def password(name: str, password_stdin: bool, **where: Path | None) -> None:
    """Give somebody a new password, and end their sessions."""
    new = asked_password(password_stdin)
    _change(name, accounts.AccountChange(password=new), **where)
    click.echo(f"{name} has a new password; every session of theirs ended")


@command.command()
@click.argument("name")
@click.option("--admin/--no-admin", default=None, help="Whether they may do everything on this server.")
@click.option("--disable/--enable", default=None, help="Whether they are kept out.")
@click.option("--email", help="Their new e-mail address.")
@click.option("--full-name", help="Their new name.")
@click.option("--revoke-tokens", is_flag=True, help="Revoke all their tokens.")
@options.where_data_is
def change(
    name: str,
    admin: bool | None,
    disable: bool | None,
    email: str | None,
    full_name: str | None,
    revoke_tokens: bool,
    **where: Path | None,
) -> None:
    """Change an account."""
    wanted = accounts.AccountChange(
        name=full_name, email=email, admin=admin, disabled=disable, revoke_tokens=revoke_tokens
    )
    _change(name, wanted, **where)
    click.echo(f"Changed the account {name}")


@command.command()
@click.argument("name")
@options.where_data_is
def remove(name: str, **where: Path | None) -> None:
    """Delete an account. What it wrote keeps its name."""
    with opened(**where) as (_, connection):
        accounts.remove(connection, accounts.SERVER, find(connection, name).id)
    click.echo(f"Removed the account {name}")


@command.command()
@click.argument("name")
@click.argument("team")
@click.argument("role", type=click.Choice(["viewer", "editor", "admin", "none"]))
@options.where_data_is
def role(name: str, team: str, role: str, **where: Path | None) -> None:
    """Give somebody a role in a team (its slug), or take it away. A team that does not exist is made."""
    with opened(**where) as (parts, connection):
        person = find(connection, name)
        found = teams.find(connection, team)
        if found is None:
            found = accounts.add_team(connection, accounts.SERVER, team, team, parts.clock())
        if role == "none":
            accounts.remove_member(connection, accounts.SERVER, found.id, person.id)
        else:
            accounts.set_role(connection, accounts.SERVER, found.id, person.id, Role[role.upper()])
    click.echo(f"{person.username} has {'no role' if role == 'none' else f'the role {role}'} in {found.slug}")


@contextmanager
def opened(**where: Path | None) -> Iterator[tuple[Parts, Connection]]:
    """The server's parts, and one transaction."""
    parts = build(options.settings(where.pop("file", None), **where))
    try:
        with parts.store.writing() as connection:
            yield parts, connection
    finally:
        parts.close()


def find(connection: Connection, name: str) -> people.PersonRow:
    """The person with this username or e-mail address. NotFound."""
    found = people.by_login(connection, name)
    if found is None:
        raise NotFound(f"There is no account '{name}'", hint="`gto studio users list` lists them")
    return found


def asked_password(from_stdin: bool) -> str:
    """A password from the input, or asked for twice on the terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for the password on: use --password-stdin")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


def _change(name: str, wanted: accounts.AccountChange, **where: Path | None) -> None:
    with opened(**where) as (parts, connection):
        accounts.change(connection, accounts.SERVER, find(connection, name).id, wanted, parts.clock())
