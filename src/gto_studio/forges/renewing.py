"""A token that ends is exchanged for a new one, where its kind has something to exchange it by (OAuth, RFC 6749 §6).

A refresh token is good once: whoever was quicker has the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gto_studio.errors import ForgeRefused, TokenExpired
from gto_studio.forges.asking import Caller, Endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.data.reach import Reach


@dataclass(frozen=True, slots=True)
class Fresh:
    """A new token, what the next one is got by, and when it ends (seconds since 1970 UTC; None: not known)."""

    secret: str
    renewal: Mapping[str, str]
    expires: float | None


def renewed(web_url: str, renewal: Mapping[str, str], reach: Reach, *, now: float) -> Fresh:
    """Exchange a refresh token. `renewal`: `path` (where tokens are given out), `client_id`, `client_secret`,
    `refresh_token`. TokenExpired if the forge does not take it, ForgeDown, RateLimited."""
    asked = {key: renewal[key] for key in ("client_id", "client_secret", "refresh_token")}
    caller = Caller(web_url, {}, reach)
    try:
        said = caller.ask(_tokens(renewal["path"]), body={"grant_type": "refresh_token", **asked})
    except ForgeRefused:
        raise TokenExpired(urlsplit(web_url).netloc) from None
    finally:
        caller.close()
    return read(said, renewal, web_url, now)


def _tokens(path: str) -> Endpoint:
    return Endpoint("POST", path, "", "a new token in the place of one that ends")


def read(said: Any, renewal: Mapping[str, str], web_url: str, now: float) -> Fresh:
    """What a forge answers that gives out a token. TokenExpired where there is none in it."""
    token = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(token, str) or not token:
        raise TokenExpired(urlsplit(web_url).netloc)
    seconds = said.get("expires_in")
    refresh = said.get("refresh_token")
    kept = {**renewal, **({"refresh_token": refresh} if isinstance(refresh, str) and refresh else {})}
    return Fresh(token, kept, now + float(seconds) if isinstance(seconds, int | float) else None)
