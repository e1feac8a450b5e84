"""S3 and what speaks like it: requests are signed by botocore, and sent by ourselves to a host that was looked at.

Keys come from what people attached, and never from the machine: it may be in a cloud that would lend it its own.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from gto_studio.remotes.web import Web, body_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.remotes.web import Answer
    from gto_studio.rules.addresses import Reach

REGION = "us-east-1"
_EMPTY = hashlib.sha256(b"").hexdigest()


class Bucket:
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
        self._web = Web(reach)

    def read(self, key: str, *, version: str | None = None) -> bytes | None:
        answer = self._ask(key, version)
        region = answer.headers.get("x-amz-bucket-region")
        if answer.status in (301, 307, 400) and region and region != self._region:
            self._region = region  # the bucket lives elsewhere, and says so once
            answer = self._ask(key, version)
        if answer.status == 403 and self._credentials is None and b"AccessDenied" not in answer.body:
            return None
        return body_of(answer, self._url(key, version))

    def close(self) -> None:
        self._web.close()

    def _ask(self, key: str, version: str | None) -> Answer:
        url = self._url(key, version)
        if self._credentials is None:
            return self._web.ask("GET", url, {})
        request = AWSRequest("GET", url, headers={"x-amz-content-sha256": _EMPTY})
        S3SigV4Auth(self._credentials, "s3", self._region).add_auth(request)
        return self._web.ask("GET", url, dict(request.headers.items()))

    def _url(self, key: str, version: str | None) -> str:
        path = quote("/".join(part for part in (self._prefix, key) if part))
        query = f"?{urlencode({'versionId': version})}" if version else ""
        if self._endpoint:
            return f"{self._endpoint}/{quote(self._bucket)}/{path}{query}"
        if "." in self._bucket:  # no certificate is for such a name of a host
            return f"https://s3.{self._region}.amazonaws.com/{quote(self._bucket)}/{path}{query}"
        return f"https://{self._bucket}.s3.{self._region}.amazonaws.com/{path}{query}"
