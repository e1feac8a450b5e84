"""Sign-in elsewhere: OpenID Connect (GitLab speaks it, too) and GitHub's OAuth → what the provider claims of somebody.

`begin` gives the address to send the browser to and what to remember meanwhile; `finish` takes what the browser came
back with. The code is bound to our request by PKCE, the identity token by a nonce, the answer to the browser by the
state. What the claim means here is decided in `rules.people.whose`.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gto_studio.errors import SignInFailed, WrongSettings
from gto_studio.rules.people import Claim, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import SecretStr

    from gto_studio.settings import Settings

#: A code is exchanged once: a provider that is busy gets the time it needs.
TIMEOUT_SECONDS = 30.0
#: Signatures that only the provider can make; not those that anybody with the client's secret could.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
#: So much may the provider's clock differ from ours.
LEEWAY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Flow:
    """What is remembered while the browser is away."""

    provider: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Provider:
    """One that is set up. `url`: the issuer, or where GitHub is. `trusted` for whose an e-mail address is."""

    id: str
    name: str
    url: str
    client_id: str
    client_secret: str
    trusted: bool

    def begin(self, redirect_uri: str) -> tuple[str, Flow]:
        """Where to send the browser. Raises SignInFailed."""
        flow = Flow(self.id, secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                self._endpoints(client)["authorization_endpoint"],
                state=flow.state,
                code_verifier=flow.verifier,
                **self._asked(flow),
            )
        return str(address), flow

    def finish(self, flow: Flow | None, redirect_uri: str, answer: Mapping[str, str]) -> Claim:
        """Who signed in, as the provider says. Raises SignInFailed for everything that is not exactly as it must be."""
        state = answer.get("state", "").encode()  # bytes: of text, what is no ASCII cannot be compared so
        if flow is None or flow.provider != self.id or not hmac.compare_digest(flow.state.encode(), state):
            raise SignInFailed(
                "This answer does not belong to a sign-in that was begun in this browser",
                hint="it may have taken too long, or been begun again in another tab: start once more",
            )
        if "code" not in answer:
            said = answer.get("error_description") or answer.get("error") or "nothing"
            raise SignInFailed(f"{self.name} did not let you in: {said[:300]}", hint="start once more")
        with self._client(redirect_uri) as client:
            endpoints = self._endpoints(client)
            if answer.get("iss", self.url) != self.url:
                raise ValueError(
                    f"the answer is from {answer['iss'][:200]}"
                )  # RFC 9207: mixed up with another provider
            token = client.fetch_token(
                endpoints["token_endpoint"],
                grant_type="authorization_code",
                code=answer["code"],
                code_verifier=flow.verifier,
                headers={"Accept": "application/json"},
            )
            return self._claim(client, endpoints, token, flow)

    @contextmanager
    def _client(self, redirect_uri: str) -> Iterator[OAuth2Client]:
        try:
            with OAuth2Client(
                client_id=self.client_id,
                client_secret=self.client_secret,
                redirect_uri=redirect_uri,
                code_challenge_method="S256",
                scope=self._scope,
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
            ) as client:
                yield client
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SignInFailed(
                f"{self.name} did not answer as it should: {error}", hint="try again later, or tell an administrator"
            ) from None
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise SignInFailed(
                f"What {self.name} answered cannot be trusted: {error}",
                hint="start once more, or tell an administrator",
            ) from None

    @property
    def _scope(self) -> str:
        raise NotImplementedError

    def _asked(self, flow: Flow) -> dict[str, str]:
        raise NotImplementedError

    def _endpoints(self, client: OAuth2Client) -> Mapping[str, Any]:
        raise NotImplementedError

    def _claim(self, client: OAuth2Client, endpoints: Mapping[str, Any], token: Mapping[str, Any], flow: Flow) -> Claim:
        raise NotImplementedError


class OpenIdProvider(Provider):
    """Any provider that can be discovered (OpenID Connect Discovery 1.0)."""

    __slots__ = ()

    @property
    def _scope(self) -> str:
        return "openid profile email"

    def _asked(self, flow: Flow) -> dict[str, str]:
        return {"nonce": flow.nonce}

    def _endpoints(self, client: OAuth2Client) -> Mapping[str, Any]:
        place = f"{self.url.rstrip('/')}/.well-known/openid-configuration"
        found = _object(client, place, withhold_token=True)
        if found["issuer"] != self.url:
            raise ValueError(f"it calls itself {found['issuer']}, and is set up as {self.url}")
        return found

    def _claim(self, client: OAuth2Client, endpoints: Mapping[str, Any], token: Mapping[str, Any], flow: Flow) -> Claim:
        keys = KeySet.import_key_set({"keys": _object(client, endpoints["jwks_uri"], withhold_token=True)["keys"]})
        identity = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS).claims
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.url},
            sub={"essential": True},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            nonce={"essential": True, "value": flow.nonce},
        ).validate(identity)
        if identity.get("azp", self.client_id) != self.client_id:
            raise ValueError("its token is for somebody else")
        said = dict(identity)
        if "email" not in said and "userinfo_endpoint" in endpoints:
            more = _object(client, endpoints["userinfo_endpoint"])
            if more.get("sub") != identity["sub"]:
                raise ValueError("it speaks of two people")
            said = {**more, **said}
        email = said.get("email")
        return Claim(
            issuer=self.url,
            subject=str(identity["sub"]),
            username=str(said.get("preferred_username") or said.get("nickname") or email or ""),
            name=str(said.get("name") or said.get("preferred_username") or email or ""),
            email=str(email) if email else None,
            email_verified=said.get("email_verified") is True,
        )


class GitHubProvider(Provider):
    """GitHub, or a GitHub Enterprise Server: OAuth without identity tokens, so its API is asked who it is."""

    __slots__ = ()

    @property
    def _scope(self) -> str:
        return "read:user user:email"

    @property
    def _api(self) -> str:
        return "https://api.github.com" if self.url == "https://github.com" else f"{self.url}/api/v3"

    def _asked(self, flow: Flow) -> dict[str, str]:  # noqa: ARG002 - there is no identity token to bind
        return {"allow_signup": "false"}

    def _endpoints(self, client: OAuth2Client) -> Mapping[str, Any]:  # noqa: ARG002 - they are where they are
        return {
            "authorization_endpoint": f"{self.url}/login/oauth/authorize",
            "token_endpoint": f"{self.url}/login/oauth/access_token",
        }

    def _claim(self, client: OAuth2Client, endpoints: Mapping[str, Any], token: Mapping[str, Any], flow: Flow) -> Claim:  # noqa: ARG002
        person = _object(client, f"{self._api}/user")
        emails = _json(client, f"{self._api}/user/emails")
        known = [one for one in emails if isinstance(one, dict)] if isinstance(emails, list) else []
        primary: Mapping[str, Any] = next((one for one in known if one.get("primary")), {})
        return Claim(
            issuer=self.url,
            subject=str(int(person["id"])),  # a login can be given up and taken by somebody else; the number cannot
            username=str(person["login"]),
            name=str(person.get("name") or person["login"]),
            email=primary.get("email"),
            email_verified=primary.get("verified") is True,
        )


def _object(client: OAuth2Client, url: str, *, withhold_token: bool = False) -> dict[str, Any]:
    found = _json(client, url, withhold_token=withhold_token)
    if not isinstance(found, dict):
        raise ValueError("it is not an object")
    return found


def _json(client: OAuth2Client, url: str, *, withhold_token: bool = False) -> object:
    answer = client.request("GET", url, headers={"Accept": "application/json"}, withhold_token=withhold_token)
    answer.raise_for_status()
    found: object = answer.json()
    return found


def configured(settings: Settings) -> dict[str, Provider]:
    """The providers that the settings name, by id. Raises WrongSettings."""
    trusted = set(settings.trusted_for_email.replace(",", " ").split())
    offered: dict[str, tuple[type[Provider], str, str | None, str | None, SecretStr | None]] = {
        "oidc": (
            OpenIdProvider,
            settings.oidc_name,
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret,
        ),
        "gitlab": (
            OpenIdProvider,
            "GitLab",
            settings.gitlab_url.rstrip("/"),
            settings.gitlab_client_id,
            settings.gitlab_client_secret,
        ),
        "github": (
            GitHubProvider,
            "GitHub",
            settings.github_url.rstrip("/"),
            settings.github_client_id,
            settings.github_client_secret,
        ),
    }
    found: dict[str, Provider] = {}
    for id, (kind, name, url, client_id, client_secret) in offered.items():
        if client_id is None:
            continue
        if not url or client_secret is None:
            missing = "client_secret" if url else "issuer"
            raise WrongSettings(f"{name} is set up only in part", hint=f"set GTO_STUDIO_{id.upper()}_{missing.upper()}")
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise WrongSettings(f"The address of {name} must begin with https://")
        found[id] = kind(id, name, url, client_id, client_secret.get_secret_value(), id in trusted)
    if unknown := trusted - offered.keys():
        raise WrongSettings(f"There is no provider '{min(unknown)}' to trust", hint="oidc, gitlab or github")
    return found
