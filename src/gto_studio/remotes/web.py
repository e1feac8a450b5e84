"""HTTP GET, with care: the host is looked up once and looked at, and the request goes to that very machine.

Otherwise a name could stand for a harmless machine when we look, and for one in our own network when we ask it. The
same again for each redirect; what lets us in goes to the first host only.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx2

from gto_studio.errors import HostUnreachable, NoAccess, StorageFailed
from gto_studio.mirrors.resolving import allowed_ips
from gto_studio.remotes.storage import OBJECT_BYTES_MAX, SECONDS_MAX, TooLargeThere
from gto_studio.rules.addresses import Address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.rules.addresses import Reach

REDIRECTS_MAX = 5
#: An answer of an error is read so far.
ERROR_BYTES_MAX = 4_000


class Answer:
    """What came back: only ever a success, a redirect we don't follow, or nothing there."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Web:
    """Asks servers. Close it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._client = httpx2.Client(timeout=SECONDS_MAX, follow_redirects=False, trust_env=_behind_proxy())

    def close(self) -> None:
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes | None:
        """The body; None: there is none (404). HostUnreachable, NoAccess, AddressNotAllowed, StorageFailed,
        TooLargeThere."""
        own, first = dict(headers or {}), _origin(url)
        for _ in range(REDIRECTS_MAX):
            answer = self.ask("GET", url, own if _origin(url) == first else {})
            if answer.status in (301, 302, 303, 307, 308) and "location" in answer.headers:
                url = urljoin(url, answer.headers["location"])
                continue
            return body_of(answer, url)
        raise StorageFailed(f"'{urlsplit(url).hostname}' sends us from one address to the next")

    def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None) -> Answer:
        """One request to one host; redirects and errors are answers."""
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        if scheme not in ("http", "https") or not host:
            raise StorageFailed(f"'{scheme}' is no way to ask for data")
        address = Address(url, scheme, host, parts.port, parts.path)
        ips = allowed_ips(address, self._reach)
        target, extensions = url, {}
        if ips:
            ip = next((ip for ip in ips if ":" not in ip), ips[0])
            place = f"[{ip}]" if ":" in ip else ip
            port = f":{parts.port}" if parts.port else ""
            target = parts._replace(netloc=f"{place}{port}").geturl()
            extensions = {"sni_hostname": host}
        named = {"Host": parts.netloc.rpartition("@")[2], "Accept-Encoding": "identity", **headers}
        try:
            request = self._client.build_request(method, target, headers=named, content=content, extensions=extensions)
            response = self._client.send(request, stream=True)
            try:
                most = OBJECT_BYTES_MAX if response.status_code == 200 else ERROR_BYTES_MAX
                body = _limited(response, most, strict=response.status_code == 200)
            finally:
                response.close()
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise HostUnreachable(f"'{host}' cannot be asked for data: {str(error) or type(error).__name__}") from None
        return Answer(response.status_code, response.headers, body)


def body_of(answer: Answer, url: str) -> bytes | None:
    """The body of a success; None for 404. NoAccess, StorageFailed."""
    host = urlsplit(url).hostname
    if answer.status == 200:
        return answer.body
    if answer.status in (404, 410):
        return None
    if answer.status in (401, 403):
        raise NoAccess(f"'{host}' does not let us read data", hint="attach credentials that may read it")
    raise StorageFailed(f"'{host}' answers with {answer.status}")


def _limited(response: httpx2.Response, most: int, *, strict: bool) -> bytes:
    found = bytearray()
    for chunk in response.iter_bytes():
        found += chunk
        if len(found) > most:
            if strict:
                raise TooLargeThere
            break
    return bytes(found[:most])


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _behind_proxy() -> bool:
    names = ("https_proxy", "HTTPS_PROXY", "http_proxy", "all_proxy", "ALL_PROXY")
    return any(os.environ.get(name) for name in names)
