"""Azure Blob Storage, by the account's key or a shared access signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
from email.utils import formatdate
from typing import TYPE_CHECKING
from urllib.parse import quote

from gto_studio.errors import NoAccess, StorageFailed
from gto_studio.remotes.web import Web, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.rules.addresses import Reach

VERSION = "2021-08-06"


class Container:
    """`azure://container/prefix`; the account is named in the settings or with the credentials."""

    def __init__(self, url: str, options: Mapping[str, str], secret: Mapping[str, str], reach: Reach) -> None:
        self._container, _, self._prefix = url.partition("://")[2].strip("/").partition("/")
        self._account = secret.get("account_name") or options.get("account_name") or ""
        if not self._account:
            raise StorageFailed("Nobody says in which account of Azure the container is", hint="attach `account_name`")
        self._endpoint = (options.get("endpointurl") or f"https://{quote(self._account)}.blob.core.windows.net").rstrip(
            "/"
        )
        self._sas = secret.get("sas_token", "").removeprefix("?")
        self._key = secret.get("account_key")
        self._web = Web(reach)

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        path = quote("/".join(part for part in (self._container, self._prefix, key) if part))
        query = "&".join(part for part in (f"versionid={quote(version)}" if version else "", self._sas) if part)
        url = f"{self._endpoint}/{path}{f'?{query}' if query else ''}"
        headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": VERSION}
        if self._key:
            headers["Authorization"] = f"SharedKey {self._account}:{self._signed(headers, url, version)}"
        return body_of(self._web.ask("GET", url, headers), url)

    def close(self) -> None:
        self._web.close()

    def _signed(self, headers: Mapping[str, str], url: str, version: str | None) -> str:
        path = url.partition("://")[2].partition("?")[0].partition("/")[2]
        said = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        resource = f"/{self._account}/{path}" + (f"\nversionid:{version}" if version else "")
        text = "GET" + "\n" * 12 + said + resource
        try:
            key = base64.b64decode(self._key or "", validate=True)
        except ValueError:
            raise NoAccess("That is no key of an Azure account", hint="copy it from the account's page") from None
        return base64.b64encode(hmac.digest(key, text.encode(), hashlib.sha256)).decode()
