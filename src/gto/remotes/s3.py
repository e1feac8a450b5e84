"""S3 and what speaks like it: requests are signed by botocore, and sent by ourselves to a host that was looked at.

Keys come from what people attached, and never from the machine: it may be in a cloud that would lend it its own.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gto.data.parts import attachment, range_header
from gto.remotes.storage import Storage, Stream
from gto.remotes.web import ERROR_BYTES_MAX, Web

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto.data.reach import Reach
    from gto.remotes.web import Arriving

REGION = "us-east-1"
_EMPTY = hashlib.sha256(b"").hexdigest()


class Bucket(Storage):
    """`s3://bucket/prefix`. Without keys it is asked as anybody may."""

    def __init__(self, url: str, options: Mapping[str, str], secret: Mapping[str, str], reach: Reach) -> None:
        place = url.partition("://")[2]
        self._bucket, _, self._prefix = place.strip("/").partition("/")
        self._endpoint = (options.get("endpointurl") or "").rstrip("/")
        self._region = secret.get("region") or options.get("region") or REGION
        self._credentials = None
        if secret.get("access_key_id") and secret.get("secret_access_key"):
            self._credentials = Credentials(
                secret["access_key_id"], secret["secret_access_key"], secret.get("session_token") or None
            )
        self._is_settled = False
        self._web = Web(reach)

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        part = range_header(start, length)
        arriving = self._ask(key, version, part)
        region = arriving.headers.get("x-amz-bucket-region")
        if arriving.status in (301, 307, 400) and region and region != self._region:
            arriving.close()
            self._region = region  # the bucket lives elsewhere, and says so once
            arriving = self._ask(key, version, part)
        self._is_settled = True
        if arriving.status == 403 and self._credentials is None:
            said = arriving.read(ERROR_BYTES_MAX)
            if b"AccessDenied" not in said:
                arriving.close()
                return None
        return arriving.stream(start, self._url(key, version))

    def link(self, key: str, *, seconds: int, name: str, version: str | None = None) -> str | None:
        if self._credentials is None:
            return None
        if not self._is_settled and (stream := self.open(key, length=1, version=version)) is not None:
            stream.close()  # for the region: an address that is signed for another one leads nowhere
        said = urlencode({"response-content-disposition": attachment(name)}, quote_via=quote)
        url = self._url(key, version)
        request = AWSRequest("GET", f"{url}{'&' if version else '?'}{said}")
        S3SigV4QueryAuth(self._credentials, "s3", self._region, expires=seconds).add_auth(request)
        return str(request.url)

    def close(self) -> None:
        self._web.close()

    def _ask(self, key: str, version: str | None, part: Mapping[str, str]) -> Arriving:
        url = self._url(key, version)
        if self._credentials is None:
            return self._web.begin("GET", url, part)
        request = AWSRequest("GET", url, headers={"x-amz-content-sha256": _EMPTY})
        S3SigV4Auth(self._credentials, "s3", self._region).add_auth(request)
        return self._web.begin("GET", url, {**dict(request.headers.items()), **part})

    def _url(self, key: str, version: str | None) -> str:
        path = quote("/".join(part for part in (self._prefix, key) if part))
        query = f"?{urlencode({'versionId': version})}" if version else ""
        if self._endpoint:
            return f"{self._endpoint}/{quote(self._bucket)}/{path}{query}"
        if "." in self._bucket:  # no certificate is for such a name of a host
            return f"https://s3.{self._region}.amazonaws.com/{quote(self._bucket)}/{path}{query}"
        return f"https://{self._bucket}.s3.{self._region}.amazonaws.com/{path}{query}"
