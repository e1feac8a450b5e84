"""By whose right something is done at a repository: the person's own git connection, else the team's, else what was
entered with the repository. Only workers ask; what is refreshed on the way is kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from gto_studio.errors import WrongAddress
from gto_studio.forges.contract import App, Credential
from gto_studio.forges.github_app import let_in
from gto_studio.forges.opening import for_git, opened
from gto_studio.forges.renewing import renewed
from gto_studio.mirrors.credentials import Credentials
from gto_studio.rules import addresses, forges
from gto_studio.store import dialects
from gto_studio.store.owned import git_connections, repositories

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from gto.data.reach import Reach
    from gto_studio.forges.contract import Forge
    from gto_studio.identity.secrets import Secrets
    from gto_studio.store.connection import Store
    from gto_studio.store.owned.git_connections import GitConnectionRow
    from gto_studio.store.owned.repositories import RepositoryRow

    Whose = Literal["person", "team", "repository", "nobody"]

#: A token is renewed so long before it ends.
EARLY_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Right:
    """By what a repository is reached, before anything is opened: a value for pages, too.

    `whose`: whose right it is. `forge`, `web_url`: the kind of forge it is on and where; None: nobody knows, so it is
    Git alone, without pull requests. `name`: what the forge calls it. `row`: the connection, if it is one.
    """

    whose: Whose
    name: str
    forge: str | None = None
    web_url: str | None = None
    row: GitConnectionRow | None = field(default=None, repr=False)

    @property
    def can_ask(self) -> bool:
        """Whether the forge can be asked at all, for a pull request or for what CI says."""
        return self.forge is not None and self.whose != "nobody"

    def is_own(self, *, alone: bool) -> bool:
        """Whether the forge knows by it who asks. An app has a name of its own there, and others' tokens have theirs.
        `alone`: on a server without accounts, where every token is its owner's."""
        return (alone or self.whose == "person") and not (self.row is not None and self.row.kind == "app")


@dataclass(frozen=True, slots=True)
class Acting:
    """A right, opened. `git`: what lets git in; `credential`: what lets us in at the forge, None: nothing does."""

    right: Right
    git: Credentials
    credential: Credential | None = None

    @property
    def git_anew(self) -> Callable[[], Credentials] | None:
        """What lets git in where the token is not taken any more; None: nothing else does."""
        anew = self.credential.anew if self.credential is not None else None
        if anew is None or self.git.password is None:
            return None
        return lambda: replace(self.git, password=anew())

    def forge(self, reach: Reach) -> Forge | None:
        """The forge, to be asked about `right.name`; close it. None: it cannot be asked."""
        if self.credential is None or self.right.forge is None or self.right.web_url is None:
            return None
        return opened(self.right.forge, self.right.web_url, self.credential, reach)


def right_of(connection: Connection, repository: RepositoryRow, person: str | None) -> Right:
    """By whose right a person acts there; `person` None: by whose it is read, which nobody's own name stands on.

    The local owner of a server without accounts is a person, too: `rules.access.LOCAL`.
    """
    try:
        address = addresses.read(repository.url)
    except WrongAddress:
        return Right("repository" if repository.secret else "nobody", repository.name)
    rows = git_connections.of(connection, person, [repository.team])
    row = forges.chosen(rows, address, repository.team, person)
    if person is None and repository.secret is None and repository.connection is not None:
        row = git_connections.find(connection, repository.connection) or row
    if person is None and repository.secret is not None:
        row = None  # what somebody entered for this very repository is what it is read by
    if row is not None:
        name = forges.name_at(row.url, row.forge, address)
        return Right("person" if row.person else "team", name, row.forge, row.url, row)
    known = addresses.forge_of(address)
    kind, home = (None, None) if known == "git" or address.is_local else (known, forges.home_of(address))
    name = addresses.name_of(address) if home is None or kind is None else forges.name_at(home, kind, address)
    return Right("repository" if repository.secret else "nobody", name, kind, home)


def acting(store: Store, secrets: Secrets, reach: Reach, repository: RepositoryRow, person: str | None) -> Acting:
    """The same, opened, a token that is about to end exchanged for a new one. WrongKey, TokenExpired, ForgeDown."""
    with store.reading() as connection:
        right = right_of(connection, repository, person)
    secret = secrets.open(repository.secret) if repository.secret is not None else None
    own = Credentials.of(repository.username, secret)
    address = addresses.read(repository.url)
    if right.row is None:
        usable = own.password if right.forge and address.scheme in ("http", "https") else None
        return Acting(right, own, Credential("token", usable, repository.username) if usable else None)
    credential = credential_of(store, secrets, reach, right.row)
    if address.scheme not in ("http", "https"):  # a key is what ssh takes, and a connection has none
        return Acting(right, own, credential)
    name, password = for_git(right.row.forge, credential)
    return Acting(right, Credentials(name, password=password), credential)


def credential_of(
    store: Store, secrets: Secrets, reach: Reach, row: GitConnectionRow, *, anew: bool = False
) -> Credential:
    """What a connection holds, renewed if it is about to end, or in any case (`anew`). Where it is not taken, it is
    renewed once more. WrongKey, TokenExpired, AppRefused, AppNotInstalled, ForgeDown."""
    with store.reading() as connection:
        now = dialects.now(connection)
    if row.renewal is None:
        return Credential("token" if row.kind == "token" else "oauth", secrets.open(row.secret), row.username)
    if anew or (row.expires is not None and row.expires < now + EARLY_SECONDS):
        row = _renewed(store, secrets, reach, row, now)
    again = partial(_secret_anew, store, secrets, reach, row)
    app = _app(secrets, row) if row.kind == "app" else None
    return Credential("app" if app else "oauth", secrets.open(row.secret), row.username, app, again)


def _secret_anew(store: Store, secrets: Secrets, reach: Reach, row: GitConnectionRow) -> str:
    return credential_of(store, secrets, reach, row, anew=True).secret


def _renewed(store: Store, secrets: Secrets, reach: Reach, row: GitConnectionRow, now: float) -> GitConnectionRow:
    """With another token, as it is kept from now on: the one of whoever was quickest."""
    if row.kind == "app":
        found = let_in(row.url, _app(secrets, row), reach, now=now)
        where = {"id": found.app.id, "account": found.app.account, "installation": found.app.installation}
        fresh = replace(row, secret=secrets.seal(found.secret), expires=found.expires, app=where)
    else:
        by = renewed(row.url, json.loads(secrets.open(row.renewal or b"")), reach, now=now)
        sealed = secrets.seal(json.dumps(by.renewal))
        fresh = replace(row, secret=secrets.seal(by.secret), renewal=sealed, expires=by.expires)
    with store.writing() as connection:
        if git_connections.renewed(connection, row, fresh):
            return fresh
        return git_connections.get(connection, row.id)


def _app(secrets: Secrets, row: GitConnectionRow) -> App:
    said = row.app or {}
    return App(said.get("id", ""), secrets.open(row.renewal or b""), said.get("account"), said.get("installation"))


def reading(store: Store, secrets: Secrets, reach: Reach, repository: RepositoryRow) -> Credentials:
    """What lets git in to read a repository, in nobody's own name."""
    return acting(store, secrets, reach, repository, None).git


def acting_at(store: Store, secrets: Secrets, reach: Reach, repository: str, person: str | None) -> Acting:
    """The same as `acting`, of a repository by its id. NotFound."""
    with store.reading() as connection:
        row = repositories.get(connection, repository)
    return acting(store, secrets, reach, row, person)
