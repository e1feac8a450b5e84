"""HTTP, with care: the host is looked up once and looked at, and the request goes to that very machine.

Otherwise a name could stand for a harmless machine when we look, and for one in our own network when we ask it. The
same again for each redirect; what lets us in goes to the first host only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx2

from gto.data.parts import range_header
from gto.errors import HostUnreachable, NoAccess, StorageFailed, TooLargeThere
from gto.remotes.resolving import aimed, is_behind_proxy
from gto.remotes.storage import OBJECT_BYTES_MAX, SECONDS_MAX, Stream, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gto.data.reach import Reach

REDIRECTS_MAX = 5
#: An answer of an error is read so far.
ERROR_BYTES_MAX = 4_000
_REDIRECTS = (301, 302, 303, 307, 308)
#: By which systems count their errors.
_NUMBER = re.compile(r"^\[Errno -?\d+\] ")


class Answer:
    """What came back: a status, headers and a small body."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body


class Arriving:
    """An answer whose body is on its way. Close it."""

    def __init__(self, response: httpx2.Response, host: str) -> None:
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self._response = response
        self._host = host

    def close(self) -> None:
        self._response.close()

    def pieces(self) -> Iterator[bytes]:
        """The body. HostUnreachable."""
        try:
            yield from self._response.iter_raw()  # as it comes: what would wait to fill a piece were lost with the line
        except httpx2.HTTPError as error:
            raise HostUnreachable(f"'{self._host}' breaks off: {str(error) or type(error).__name__}") from None

    def read(self, bytes_max: int, *, strict: bool = False) -> bytes:
        """The body, cut off behind so many bytes, or (`strict`) TooLargeThere."""
        found = bytearray()
        for piece in self.pieces():
            found += piece
            if len(found) > bytes_max:
                if strict:
                    raise TooLargeThere(f"It is larger than {bytes_max // 1_000_000} MB")
                break
        return bytes(found[:bytes_max])

    def stream(self, start: int, url: str) -> Stream | None:
        """The object that a success brings, asked for from `start` on; None for 404. NoAccess, StorageFailed."""
        said = self.headers.get("content-range", "")
        if self.status == 416:  # nothing is there from this byte on, or the object is empty
            self.close()
            return Stream(iter(()), size=_number(said.rpartition("/")[2]), start=start)
        if self.status == 206:
            return Stream(self.pieces(), size=_number(said.rpartition("/")[2]), start=start, close=self.close)
        if self.status == 200:
            return Stream(self.pieces(), size=_number(self.headers.get("content-length", "")), close=self.close)
        self.close()
        check_absent(self.status, url, known="authorization" in self._response.request.headers)
        return None


class Web:
    """Asks servers. Close it."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._client = httpx2.Client(timeout=SECONDS_MAX, follow_redirects=False, trust_env=is_behind_proxy())

    def close(self) -> None:
        self._client.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> bytes | None:
        """The body; None: there is none (404). HostUnreachable, NoAccess, AddressNotAllowed, StorageFailed,
        TooLargeThere."""
        return whole(self.follow(url, headers or {}))

    def follow(
        self, url: str, headers: Mapping[str, str], *, start: int = 0, length: int | None = None
    ) -> Stream | None:
        """What is at an address, or at the one that it leads on to; None: nothing is. The same."""
        first, part = _origin(url), range_header(start, length)
        for _ in range(REDIRECTS_MAX):
            arriving = self.begin("GET", url, {**(headers if _origin(url) == first else {}), **part})
            if arriving.status in _REDIRECTS and "location" in arriving.headers:
                arriving.close()
                url = urljoin(url, arriving.headers["location"])
                continue
            return arriving.stream(start, url)
        raise StorageFailed(f"'{urlsplit(url).hostname}' sends us from one address to the next")

    def ask(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None) -> Answer:
        """One request to one host; redirects and errors are answers. TooLargeThere."""
        arriving = self.begin(method, url, headers, content)
        try:
            is_fine = arriving.status == 200
            body = arriving.read(OBJECT_BYTES_MAX if is_fine else ERROR_BYTES_MAX, strict=is_fine)
        finally:
            arriving.close()
        return Answer(arriving.status, arriving.headers, body)

    def begin(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None) -> Arriving:
        """One request to one host, answered as far as its headers."""
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        if scheme not in ("http", "https") or not host:
            raise StorageFailed(f"'{scheme}' is no way to ask for data")
        goal = aimed(url, self._reach)
        named = {"Host": goal.host, "Accept-Encoding": "identity", **headers}
        try:
            request = self._client.build_request(
                method, goal.url, headers=named, content=content, extensions=goal.extensions
            )
            return Arriving(self._client.send(request, stream=True), host)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            said = _NUMBER.sub("", str(error)) or type(error).__name__
            raise HostUnreachable(f"'{host}' cannot be reached: {said}") from None


def check_absent(status: int, url: str, *, known: bool = False) -> None:
    """Whether an answer that is no success says that nothing is there. NoAccess, StorageFailed. `known`: we said who
    asks."""
    host = urlsplit(url).hostname
    if status in (401, 403) and known:
        raise NoAccess(
            f"'{host}' does not let us read data with the credentials that it was given",
            hint="check whether they are right, and may read there",
        )
    if status in (401, 403):
        raise NoAccess(f"'{host}' does not let us read data", hint="attach credentials that may read it")
    if status not in (404, 410):
        raise StorageFailed(f"'{host}' answers with {status}")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc
