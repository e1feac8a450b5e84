"""Google Cloud Storage: its JSON interface, with a token that the key of a service account is exchanged for."""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from gto.data.parts import attachment, range_header
from gto.errors import NoAccess
from gto.remotes.storage import Storage, Stream
from gto.remotes.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.data.reach import Reach

ENDPOINT = "https://storage.googleapis.com"
TOKENS = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
#: A token is asked for anew so long before it ends.
EARLY_SECONDS = 120.0


class Bucket(Storage):
    """`gs://bucket/prefix`. `secret["credentials"]` is the key file of a service account; without, it is asked as
    anybody may."""

    def __init__(self, url: str, options: Mapping[str, str], secret: Mapping[str, str], reach: Reach) -> None:
        self._bucket, _, self._prefix = url.partition("://")[2].strip("/").partition("/")
        self._endpoint = (options.get("endpointurl") or ENDPOINT).rstrip("/")
        self._account = secret.get("credentials")
        self._token, self._until = "", 0.0
        self._web = Web(reach)

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        name = quote("/".join(part for part in (self._prefix, key) if part), safe="")
        query = urlencode({"alt": "media", **({"generation": version} if version else {})})
        url = f"{self._endpoint}/storage/v1/b/{quote(self._bucket, safe='')}/o/{name}?{query}"
        headers = {"Authorization": f"Bearer {self._bearer()}"} if self._account else {}
        return self._web.begin("GET", url, {**headers, **range_header(start, length)}).stream(start, url)

    def link(self, key: str, *, seconds: int, name: str, version: str | None = None) -> str | None:
        """By Google's signature of version 4, with the key of the service account."""
        if not self._account:
            return None
        account = self._read_account()
        if "private_key" not in account:
            return None  # a person's own sign-in signs nothing
        try:
            key_object = load_pem_private_key(account["private_key"].encode(), None)
        except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm):
            raise _no_key() from None
        if not isinstance(key_object, RSAPrivateKey):
            raise _no_key()
        place = urlsplit(self._endpoint)
        path = quote("/" + "/".join(part for part in (self._bucket, self._prefix, key) if part))
        now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"{now[:8]}/auto/storage/goog4_request"
        said = {
            "X-Goog-Algorithm": "GOOG4-RSA-SHA256",
            "X-Goog-Credential": f"{account['client_email']}/{scope}",
            "X-Goog-Date": now,
            "X-Goog-Expires": str(seconds),
            "X-Goog-SignedHeaders": "host",
            "response-content-disposition": attachment(name),
            **({"generation": version} if version else {}),
        }
        query = urlencode(sorted(said.items()), quote_via=quote, safe="")
        request = f"GET\n{path}\n{query}\nhost:{place.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
        text = f"GOOG4-RSA-SHA256\n{now}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = key_object.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()).hex()
        return f"{self._endpoint}{path}?{query}&X-Goog-Signature={signature}"

    def close(self) -> None:
        self._web.close()

    def _read_account(self) -> dict[str, Any]:
        try:
            account = json.loads(self._account or "")
        except ValueError:
            raise _no_key() from None
        if not isinstance(account, dict):
            raise _no_key()
        return account

    def _bearer(self) -> str:
        now = time.time()
        if now < self._until - EARLY_SECONDS:
            return self._token
        account = self._read_account()
        tokens = str(account.get("token_uri") or TOKENS)
        form = _as_person(account) if "refresh_token" in account else _as_service(account, tokens, now)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._web.ask("POST", tokens, kind, urlencode(form).encode())
        try:
            said = json.loads(answer.body)
            self._token, self._until = str(said["access_token"]), now + float(said["expires_in"])
        except (ValueError, KeyError, TypeError):
            raise NoAccess("Google does not take the key of the service account", hint="make a new one") from None
        return self._token


def _as_person(account: Mapping[str, Any]) -> dict[str, str]:
    """What `gcloud auth application-default login` leaves behind."""
    kept = {name: str(account.get(name, "")) for name in ("client_id", "client_secret", "refresh_token")}
    return {"grant_type": "refresh_token", **kept}


def _as_service(account: Mapping[str, Any], tokens: str, now: float) -> dict[str, str]:
    try:
        key = RSAKey.import_key(account["private_key"])
        claims = {
            "iss": account["client_email"],
            "scope": SCOPE,
            "aud": tokens,
            "iat": int(now),
            "exp": int(now) + 3600,
        }
        signed = jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, key)
    except (ValueError, KeyError, TypeError, JoseError):
        raise _no_key() from None
    return {"grant_type": GRANT, "assertion": signed}


def _no_key() -> NoAccess:
    return NoAccess("That is no key of a service account", hint="attach the JSON file that Google made")
