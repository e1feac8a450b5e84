"""Plain web servers, and WebDAV, which is read in the same way."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote

from gto.remotes.storage import Storage, Stream
from gto.remotes.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.data.reach import Reach


class Server(Storage):
    """`secret`: user and password; a token (WebDAV); or a whole header, `Name: value`."""

    def __init__(self, url: str, secret: Mapping[str, str], reach: Reach) -> None:
        scheme, _, rest = url.partition("://")
        self._base = f"{'https' if scheme in ('https', 'webdavs') else 'http'}://{rest.rstrip('/')}"
        self._headers = _headers(secret)
        self._web = Web(reach)

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        if version is not None:
            return None
        return self._web.follow(f"{self._base}/{quote(key)}", self._headers, start=start, length=length)

    def close(self) -> None:
        self._web.close()


def _headers(secret: Mapping[str, str]) -> dict[str, str]:
    if token := secret.get("token"):
        return {"Authorization": f"Bearer {token}"}
    name, colon, value = secret.get("custom_auth_header", "").partition(":")
    if colon:
        return {name.strip(): value.strip()}
    if secret.get("password"):
        login = f"{secret.get('user', '')}:{secret['password']}"
        return {"Authorization": f"Basic {base64.b64encode(login.encode()).decode()}"}
    return {}
