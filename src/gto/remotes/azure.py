"""Azure Blob Storage, by the account's key or a shared access signature."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from email.utils import formatdate
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from gto.data.parts import attachment, range_header
from gto.errors import NoAccess, StorageFailed
from gto.remotes.storage import Storage, Stream
from gto.remotes.web import Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.data.reach import Reach

VERSION = "2021-08-06"


class Container(Storage):
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

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        url = self._url(key, version, self._sas)
        headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": VERSION}
        if part := range_header(start, length):
            headers["x-ms-range"] = part["Range"]  # Azure's own name for it, signed like its others
        if self._key:
            headers["Authorization"] = f"SharedKey {self._account}:{self._signed(headers, url, version)}"
        return self._web.begin("GET", url, headers).stream(start, url)

    def link(self, key: str, *, seconds: int, name: str, version: str | None = None) -> str | None:
        """By a signature for this one blob, with the key of the account."""
        if not self._key:
            return None
        until = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + seconds))
        blob = "/".join(part for part in (self._container, self._prefix, key) if part)
        resource, said = f"/blob/{self._account}/{blob}", attachment(name)
        scheme = "https" if self._endpoint.startswith("https") else "https,http"
        kind = "bv" if version else "b"
        lines = ["r", "", until, resource, "", "", scheme, VERSION, kind, version or "", "", "", said, "", "", ""]
        query = {"sp": "r", "se": until, "spr": scheme, "sv": VERSION, "sr": kind, "rscd": said}
        signed = urlencode({**query, "sig": self._mac("\n".join(lines))}, quote_via=quote, safe="")
        return self._url(key, version, signed)

    def close(self) -> None:
        self._web.close()

    def _url(self, key: str, version: str | None, signed: str) -> str:
        path = quote("/".join(part for part in (self._container, self._prefix, key) if part))
        query = "&".join(part for part in (f"versionid={quote(version)}" if version else "", signed) if part)
        return f"{self._endpoint}/{path}{f'?{query}' if query else ''}"

    def _signed(self, headers: Mapping[str, str], url: str, version: str | None) -> str:
        path = url.partition("://")[2].partition("?")[0].partition("/")[2]
        said = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
        resource = f"/{self._account}/{path}" + (f"\nversionid:{version}" if version else "")
        return self._mac("GET" + "\n" * 12 + said + resource)

    def _mac(self, text: str) -> str:
        try:
            key = base64.b64decode(self._key or "", validate=True)
        except ValueError:
            raise NoAccess("That is no key of an Azure account", hint="copy it from the account's page") from None
        return base64.b64encode(hmac.digest(key, text.encode(), hashlib.sha256)).decode()
