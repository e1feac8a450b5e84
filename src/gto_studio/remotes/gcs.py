"""Google Cloud Storage: its JSON interface, with a token that the key of a service account is exchanged for."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from gto_studio.errors import NoAccess
from gto_studio.remotes.web import Web, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.rules.addresses import Reach

ENDPOINT = "https://storage.googleapis.com"
TOKENS = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
#: A token is asked for anew so long before it ends.
EARLY_SECONDS = 120.0


class Bucket:
    """`gs://bucket/prefix`. `secret["credentials"]` is the key file of a service account; without, it is asked as
    anybody may."""

    def __init__(self, url: str, options: Mapping[str, str], secret: Mapping[str, str], reach: Reach) -> None:
        self._bucket, _, self._prefix = url.partition("://")[2].strip("/").partition("/")
        self._endpoint = (options.get("endpointurl") or ENDPOINT).rstrip("/")
        self._account = secret.get("credentials")
        self._token, self._until = "", 0.0
        self._web = Web(reach)

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        name = quote("/".join(part for part in (self._prefix, key) if part), safe="")
        query = urlencode({"alt": "media", **({"generation": version} if version else {})})
        url = f"{self._endpoint}/storage/v1/b/{quote(self._bucket, safe='')}/o/{name}?{query}"
        headers = {"Authorization": f"Bearer {self._bearer()}"} if self._account else {}
        return body_of(self._web.ask("GET", url, headers), url)

    def close(self) -> None:
        self._web.close()

    def _bearer(self) -> str:
        now = time.time()
        if now < self._until - EARLY_SECONDS:
            return self._token
        try:
            account = json.loads(self._account or "")
            key, tokens = RSAKey.import_key(account["private_key"]), str(account.get("token_uri") or TOKENS)
            claims = {
                "iss": account["client_email"],
                "scope": SCOPE,
                "aud": tokens,
                "iat": int(now),
                "exp": int(now) + 3600,
            }
            signed = jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, key)
        except (ValueError, KeyError, TypeError, JoseError):
            raise NoAccess(
                "That is no key of a service account", hint="attach the JSON file that Google made"
            ) from None
        asked = urlencode({"grant_type": GRANT, "assertion": signed}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._web.ask("POST", tokens, kind, asked)
        try:
            said = json.loads(answer.body)
            self._token, self._until = str(said["access_token"]), now + float(said["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise NoAccess("Google does not take the key of the service account", hint="make a new one") from None
        return self._token
