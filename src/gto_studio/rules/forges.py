"""Forges by their addresses: which kinds there are, which repositories are on which, and by whose right one is reached.

Pure: addresses and rows in, answers out.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Protocol, TypeVar

from gto.data.reach import PORTS
from gto_studio.errors import WrongAddress, WrongInput
from gto_studio.rules import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gto_studio.rules.addresses import Address

#: The kinds of forges, and where each is when it is not somebody's own server.
HOMES: dict[str, str | None] = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "bitbucket": "https://bitbucket.org",
    "gitea": None,
    "azure": "https://dev.azure.com",
}
#: Under which other names a forge is reached by ssh.
_BESIDE = {"dev.azure.com": ("ssh.dev.azure.com", "vs-ssh.visualstudio.com"), "github.com": ("ssh.github.com",)}
#: What stands before a repository's name in addresses for git, and not in its name: Bitbucket Data Center's.
_SERVED_UNDER = {"bitbucket": "scm/"}


class Connected(Protocol):
    """A git connection, as far as choosing one goes."""

    @property
    def person(self) -> str | None: ...
    @property
    def team(self) -> str | None: ...
    @property
    def url(self) -> str: ...
    @property
    def forge(self) -> str: ...
    @property
    def account(self) -> str | None: ...


_Row = TypeVar("_Row", bound=Connected)


def web_address(kind: str, text: str | None) -> str:
    """Where a forge is, as it is kept: scheme, host and perhaps a folder, without a slash at the end. WrongInput."""
    if kind not in HOMES:
        raise WrongInput(f"Studio knows no forge '{kind}'", fields={"forge": f"one of {', '.join(HOMES)}"})
    entered = (text or HOMES[kind] or "").strip()
    if not entered:
        raise WrongInput("Where is it?", fields={"url": "the address of the forge, such as https://git.example.com"})
    wrong = WrongInput("That is no address of a forge", fields={"url": "https://HOST, without a user or a query"})
    if "://" not in entered:
        entered = f"https://{entered}"
    try:
        found = addresses.enter(f"{entered.rstrip('/')}/-")
    except WrongAddress:
        raise wrong from None
    address = found.address
    if address.scheme not in ("http", "https") or found.username or found.password:
        raise wrong
    folder = addresses.quoted(address.path.removesuffix("-").strip("/"), "/")
    folder = f"/{folder}" if folder else ""
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{address.scheme}://{host}{f':{address.port}' if address.port else ''}{folder}"


def is_at(url: str, repository: Address) -> bool:
    """Whether a repository is on the forge at an address. By ssh only its host tells."""
    forge = addresses.read(f"{url}/-")
    if repository.scheme in ("http", "https"):
        folder = _folder(forge)
        inside = not folder or repository.path.lower().startswith(f"{folder.lower()}/")
        return forge.host == repository.host and _port(forge) == _port(repository) and inside
    return repository.scheme == "ssh" and repository.host in (forge.host, *_BESIDE.get(forge.host, ()))


def name_at(url: str, kind: str, repository: Address) -> str:
    """What the forge at an address calls a repository that is there: `owner/name`."""
    if kind == "azure":
        return addresses.name_of(repository)
    path = repository.path
    if repository.scheme in ("http", "https"):
        path = posixpath.relpath(path, _folder(addresses.read(f"{url}/-")) or ".")
    return path.removeprefix(_SERVED_UNDER.get(kind, "\n"))


def page_of(url: str, kind: str, repository: Address) -> str | None:
    """Where people look at a repository that is on the forge at an address; None where its address does not tell."""
    if kind in ("azure", "bitbucket"):
        return addresses.web_url_of(repository)
    return f"{url}/{addresses.quoted(name_at(url, kind, repository), '/')}"


def home_of(repository: Address) -> str | None:
    """Where the forge of a repository is, if its host tells by itself; None for a path."""
    if repository.is_local:
        return None
    web = repository.scheme in ("http", "https")
    home = next((home for home in HOMES.values() if home and is_at(home, repository)), None)
    port = f":{repository.port}" if repository.port and web else ""
    return home or f"{repository.scheme if web else 'https'}://{repository.host}{port}"


def chosen(rows: Iterable[_Row], repository: Address, team: str, person: str | None) -> _Row | None:
    """By which connection a person acts at a repository of a team: their own one at its forge, else the team's; of
    these, one that is for the repository's account alone before one that is for any."""
    there = [row for row in rows if is_at(row.url, repository) and _is_for(row, repository)]
    there.sort(key=lambda row: row.account is None)
    own = (row for row in there if person is not None and row.person == person)
    return next(own, None) or next((row for row in there if row.team == team), None)


def _is_for(row: Connected, repository: Address) -> bool:
    account = name_at(row.url, row.forge, repository).partition("/")[0].lower()
    return row.account in (None, account)


def _folder(forge: Address) -> str:
    """Below which the forge is served; mostly nothing."""
    return forge.path.removesuffix("-").strip("/")


def _port(address: Address) -> int:
    return address.port or PORTS[address.scheme]
