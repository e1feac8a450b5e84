"""A GitHub App: it proves itself by a token that it signs (RFC 7519), and is given one for where it is installed.

What an app may do there is said of the installation; the rights that GitHub tells of a repository are those of people.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from gto_studio.errors import AppNotInstalled, AppRefused, ForgeRefused, NoRepositoryThere, NoRight, TokenExpired
from gto_studio.forges.asking import PAGE_SIZE, Endpoint
from gto_studio.forges.contract import Account, Rights
from gto_studio.forges.github import GitHub, calling, found_of, parts_of
from gto_studio.rules.apps import allows, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.data.reach import Reach
    from gto_studio.forges.asking import Caller
    from gto_studio.forges.contract import App, Credential, Found

INSTALLATIONS = Endpoint("GET", "/app/installations", "the app's key", "where the app is installed")
INSTALLATION = Endpoint("GET", "/app/installations/{installation_id}", "the app's key", "what the app may do there")
OF_REPOSITORY = Endpoint("GET", "/repos/{owner}/{repo}/installation", "the app's key", "rights")
TOKEN = Endpoint("POST", "/app/installations/{installation_id}/access_tokens", "the app's key", "a token for an hour")
REPOSITORIES = Endpoint("GET", "/installation/repositories", "Metadata: read", "the list of repositories")

#: GitHub's clock may be so far behind ours.
DRIFT_SECONDS = 60
#: What an app signs is good for so long, by our clock; GitHub takes ten minutes at most, by its own.
PROOF_SECONDS = 480


@dataclass(frozen=True, slots=True)
class LetIn:
    """An app that was let in. `secret`: its token, which ends at `expires` (seconds since 1970 UTC); `app`: with the
    installation that it is for."""

    secret: str
    expires: float
    app: App

    def __repr__(self) -> str:
        return f"LetIn({self.app!r}, …)"


def proof(app: App, now: float) -> str:
    """What an app says of itself, signed; good for some minutes around `now`, in seconds since 1970 UTC."""
    said = {"iat": int(now) - DRIFT_SECONDS, "exp": int(now) + PROOF_SECONDS, "iss": app.id}
    return jwt.encode({"alg": "RS256", "typ": "JWT"}, said, RSAKey.import_key(app.key))


def let_in(web_url: str, app: App, reach: Reach, *, now: float) -> LetIn:
    """A token for where an app is installed. Where that is not said, or is so no more, it is found: by the account, or
    because there is just one. AppRefused, AppNotInstalled, ForgeRefused, ForgeDown, RateLimited."""
    caller = calling(web_url, proof(app, now), reach)
    try:
        if app.installation is not None:
            try:
                return _token(caller, app)
            except NoRepositoryThere:  # taken away; it may have been installed again, under another number
                pass
        return _token(caller, _found(caller, app))
    except TokenExpired:
        raise _refused(urlsplit(web_url).netloc) from None
    finally:
        caller.close()


def _token(caller: Caller, app: App) -> LetIn:
    try:
        said = caller.ask(TOKEN, {"installation_id": str(app.installation)})
        return LetIn(said["token"], datetime.fromisoformat(said["expires_at"].replace("Z", "+00:00")).timestamp(), app)
    except NoRight as error:
        raise AppNotInstalled(error.message, hint=_RESUME) from None
    except (LookupError, TypeError, AttributeError, ValueError):
        raise _elsewhere(caller.host) from None


def _found(caller: Caller, app: App) -> App:
    try:
        said = [one for page in caller.pages(INSTALLATIONS, query={"per_page": str(PAGE_SIZE)}) for one in page]
        found = {one["account"]["login"]: one for one in said}
        fitting = {login: one for login, one in found.items() if (app.account or login).lower() == login.lower()}
        if len(fitting) == 1:
            ((login, one),) = fitting.items()
            if one.get("suspended_at"):
                raise AppNotInstalled(f"The app is installed for '{login}', and suspended there", hint=_RESUME)
            return replace(app, account=login, installation=int(one["id"]))
    except NoRepositoryThere as error:
        if "ntegration not found" in error.message:
            raise _refused(caller.host) from None
        raise _elsewhere(caller.host) from None
    except (LookupError, TypeError, AttributeError, ValueError):
        raise _elsewhere(caller.host) from None
    if not found:
        raise AppNotInstalled(
            "The app is not installed anywhere", hint="install it from its page at GitHub, under Install App"
        )
    names = ", ".join(sorted(found)[:10])
    if app.account is None:
        raise AppNotInstalled(f"The app is installed for several: {names}", hint="say for which of them this one is")
    raise AppNotInstalled(f"The app is not installed for '{app.account}', only for {names}", hint="install it there")


_RESUME = "whoever installed it can resume it in the account's settings, under Installed GitHub Apps"


def _refused(host: str) -> AppRefused:
    return AppRefused(
        f"'{host}' does not take the app's key",
        hint="is it the id (or client id) of that app, one of its keys that is not deleted there, and our clock right?",
    )


def _elsewhere(host: str) -> ForgeRefused:
    return ForgeRefused(
        f"'{host}' does not answer as GitHub does",
        hint="the address is where people open GitHub in the browser, such as https://github.example.com",
    )


class GitHubApp(GitHub):
    """GitHub, by an app where it is installed."""

    def __init__(self, web_url: str, credential: Credential, reach: Reach) -> None:
        super().__init__(web_url, credential, reach)
        if credential.app is None or credential.app.installation is None:
            raise ValueError("an app that was not let in")
        self._app: App = credential.app
        self._web_url = web_url
        self._as_app = calling(web_url, self._proof(), reach, self._proof)

    def close(self) -> None:
        self._as_app.close()
        super().close()

    def who(self) -> Account:
        said = self._installation()
        name = said["app_slug"]
        return Account(f"{name}[bot]", name, scopes=tuple(spelled(said["permissions"])))

    def repositories(self, search: str = "") -> Iterator[Found]:
        may_write = allows(self._installation()["permissions"], "contents", "write")
        pages = self._caller.pages(REPOSITORIES, query={"per_page": str(PAGE_SIZE)})
        said = [one for page in pages for one in page["repositories"] if search.lower() in one["full_name"].lower()]
        for one in sorted(said, key=lambda one: str(one.get("pushed_at") or ""), reverse=True):
            yield replace(found_of(one), may_write=may_write)

    def rights(self, name: str) -> Rights:
        """By what the installation may do, if the repository is one of it: what is public, any app may read."""
        try:
            said = self._as_app.ask(OF_REPOSITORY, parts_of(name))
        except NoRepositoryThere:
            return Rights(read=False, write=False, admin=False)
        if said["id"] != self._app.installation or said.get("suspended_at"):
            return Rights(read=False, write=False, admin=False)
        permissions = said["permissions"]
        return Rights(
            read=allows(permissions, "contents", "read"),
            write=allows(permissions, "contents", "write"),
            admin=allows(permissions, "repository_hooks", "write"),
        )

    def _installation(self) -> Mapping[str, Any]:
        said: Mapping[str, Any] = self._as_app.ask(INSTALLATION, {"installation_id": str(self._app.installation)})
        if said.get("suspended_at"):
            raise AppNotInstalled(
                f"The app is installed for '{said['account']['login']}', and suspended there", hint=_RESUME
            )
        return said

    def _proof(self) -> str:
        return proof(self._app, time.time())
