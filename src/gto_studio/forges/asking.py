"""How every forge is asked: to whom a request really goes, how long it is waited for, how often it is tried, and which
failure an answer is.

The token goes to the forge's own host and to no other: redirects and pages elsewhere are not followed. What was not
sure to be without effect is not sent twice.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx2

from gto.registry.names import shown
from gto.remotes.resolving import aimed, is_behind_proxy
from gto_studio.errors import (
    AddressNotAllowed,
    ForgeDown,
    ForgeRefused,
    HostUnreachable,
    NoRepositoryThere,
    NoRight,
    RateLimited,
    TokenExpired,
)
from gto_studio.rules.addresses import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gto.data.reach import Reach

#: Nobody is waited for longer: for a connection, for the next bytes, and for an answer as a whole.
SECONDS_MAX = 15.0
ANSWER_SECONDS_MAX = 45.0
#: An answer is read so far; what is longer is none.
BYTES_MAX = 8_000_000
#: Lists are read so far, a page having up to so many entries.
PAGES_MAX, PAGE_SIZE = 20, 50
#: Before the second and the third attempt.
PAUSES = (0.5, 2.0)
#: A forge that wants to be left alone for less than this is waited for.
PATIENCE = 5.0
#: If a forge does not say for how long.
REST_SECONDS = 60.0
REDIRECTS_MAX = 3
#: Of a forge's own words.
WORDS_MAX = 300


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing to ask a kind of forge for. `path` has its parts in braces, as the vendor's description spells it;
    `scope`: what a token needs for it, in the forge's words; `purpose`: what for, in ours."""

    method: str
    path: str
    scope: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A success. `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """What it says; None if nothing. ValueError."""
        return json.loads(self.body) if self.body.strip() else None


class Caller:
    """Asks one forge. `base`: what all paths come after; `headers` let us in; `anew`: others in their place where
    they are not taken any more, once a question. Close it."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str],
        reach: Reach,
        *,
        anew: Callable[[], Mapping[str, str]] | None = None,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.base = base.rstrip("/")
        self.host = urlsplit(base).netloc
        self._headers = dict(headers)
        self._reach = reach
        self._anew = anew
        self._pause = pause
        self._clock = clock
        self._client = httpx2.Client(timeout=SECONDS_MAX, follow_redirects=False, trust_env=is_behind_proxy())

    def close(self) -> None:
        self._client.close()

    def ask(
        self,
        endpoint: Endpoint,
        parts: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """What the forge says, as JSON. Raises what the contract lists."""
        answer = self.answer(endpoint, parts, query=query, body=body, headers=headers)
        try:
            return answer.json()
        except ValueError:
            raise self._nonsense() from None

    def find(
        self, endpoint: Endpoint, parts: Mapping[str, str] | None = None, *, query: Mapping[str, str] | None = None
    ) -> Any | None:
        """The same; None: there is no such thing, or none that we may see."""
        try:
            return self.ask(endpoint, parts, query=query)
        except NoRepositoryThere:
            return None

    def pages(
        self, endpoint: Endpoint, parts: Mapping[str, str] | None = None, *, query: Mapping[str, str] | None = None
    ) -> Iterator[Any]:
        """Page after page, by the `Link` header, as JSON."""
        asked: Mapping[str, str] | None = query
        for _ in range(PAGES_MAX):
            answer = self.answer(endpoint, parts, query=asked)
            try:
                yield answer.json()
            except ValueError:
                raise self._nonsense() from None
            following = next_of(answer.headers.get("link", ""))
            if following is None:
                return
            asked = dict(parse_qsl(urlsplit(following).query))  # where it leads is not believed, only how far we are

    def answer(
        self,
        endpoint: Endpoint,
        parts: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A success, tried as often as is harmless. Raises what the contract lists."""
        try:
            return self._answer(endpoint, parts or {}, query, body, headers or {})
        except TokenExpired:
            if self._anew is None:
                raise
            self._headers.update(self._anew())
        return self._answer(endpoint, parts or {}, query, body, headers or {})

    def _answer(
        self,
        endpoint: Endpoint,
        parts: Mapping[str, str],
        query: Mapping[str, str] | None,
        body: object,
        headers: Mapping[str, str],
    ) -> Answer:
        path = endpoint.path.format_map({key: quoted(part) for key, part in parts.items()})
        url = f"{self.base}{path}{'?' + urlencode(query) if query else ''}"
        content = None if body is None else json.dumps(body).encode()
        own = {"Accept": "application/json", **self._headers, **headers}
        if content is not None:
            own["Content-Type"] = "application/json"
        for pause in PAUSES:
            found = self._tried(endpoint.method, url, own, content, pause)
            if isinstance(found, Answer):
                return found
            self._pause(found)
        return self._once(endpoint.method, url, own, content)

    def _tried(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None, pause: float
    ) -> Answer | float:
        """A success; or how long to wait before it may be tried again."""
        try:
            return self._once(method, url, headers, content)
        except RateLimited as error:
            seconds = error.until - self._clock()
            if seconds > PATIENCE:
                raise
            return max(seconds, pause)
        except _Unheard:
            return pause
        except ForgeDown:
            if method == "POST":
                raise
            return pause

    def _once(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        for _ in range(REDIRECTS_MAX):
            answer = self._send(method, url, headers, content)
            if answer.status not in (301, 302, 307, 308) or "location" not in answer.headers:
                return self._judged(answer)
            to = urljoin(url, answer.headers["location"])
            if urlsplit(to)[:2] != urlsplit(url)[:2] or (method != "GET" and answer.status < 307):
                break
            url = to
        raise ForgeRefused(
            f"'{self.host}' sends us on to another address", hint="is the address of the connection the forge's own?"
        )

    def _send(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        try:
            goal = aimed(url, self._reach)
        except AddressNotAllowed:
            raise
        except HostUnreachable as error:
            raise ForgeDown(error.message, hint=error.hint) from None
        own = {"User-Agent": "gto-studio", "Accept-Encoding": "identity", **headers, "Host": goal.host}
        until = time.monotonic() + ANSWER_SECONDS_MAX
        try:
            request = self._client.build_request(
                method, goal.url, headers=own, content=content, extensions=goal.extensions
            )
            response = self._client.send(request, stream=True)
            try:
                body = self._body(response, until)
            finally:
                response.close()
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise self._down(_reason(error), _Unheard) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._down(_reason(error)) from None
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)

    def _body(self, response: httpx2.Response, until: float) -> bytes:
        found = bytearray()
        for chunk in response.iter_bytes():
            found += chunk
            if len(found) > BYTES_MAX or time.monotonic() > until:
                raise self._down("its answer has no end")
        return bytes(found)

    def _judged(self, answer: Answer) -> Answer:
        """A success, or the failure that an answer is."""
        status, words = answer.status, words_of(answer.body)
        if 200 <= status < 300:
            return answer
        if status == 429 or (status in (403, 503) and _is_tired(answer.headers)):
            now = self._clock()
            until = rested_at(answer.headers, now)
            raise RateLimited(self.host, until=until, seconds=until - now)
        if status >= 500 or status in (408, 425):
            raise self._down(f"it answers with {status}")
        if status == 401:
            raise TokenExpired(self.host)
        if status == 403:
            wanted = answer.headers.get("x-accepted-github-permissions", "")
            raise NoRight(
                f"'{self.host}' does not allow that{_colon(words)}",
                hint="the account needs the right there, and the token its scope" + _colon(shown(wanted)[:WORDS_MAX]),
            )
        if status in (404, 410):
            raise NoRepositoryThere(
                f"'{self.host}' has no such thing, or none that this account may see{_colon(words)}"
            )
        raise ForgeRefused(f"'{self.host}' says no{_colon(words or f'it answers with {status}')}")

    def _down(self, reason: str, kind: type[ForgeDown] = ForgeDown) -> ForgeDown:
        return kind(
            f"'{self.host}' does not answer as it should: {shown(reason)}", hint="try again in a while; nothing is lost"
        )

    def _nonsense(self) -> ForgeRefused:
        return ForgeRefused(
            f"'{self.host}' answers with something that is no JSON",
            hint="is the address of the connection that of the forge?",
        )


class _Unheard(ForgeDown):
    """The request did not even arrive."""


def words_of(body: bytes) -> str:
    """What a refusal says for people, whatever the forge's way to say it; empty if nothing."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    found = list(dict.fromkeys(_texts(said, deep=4)))
    return shown("; ".join(found))[:WORDS_MAX]


def next_of(link: str) -> str | None:
    """The address of the next page, of a `Link` header."""
    for entry in link.split(","):
        address, _, said = entry.strip().partition(";")
        if 'rel="next"' in said.replace(" ", "") and address.startswith("<"):
            return address.strip("<> ")
    return None


def rested_at(headers: Mapping[str, str], now: float) -> float:
    """When a forge wants to be asked again, in seconds since 1970 UTC; at most a day from now."""
    after = headers.get("retry-after", "")
    reset = headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or ""
    until = now + REST_SECONDS
    if after.isascii() and after.isdecimal():
        until = now + int(after[:9])
    elif after:
        try:
            until = parsedate_to_datetime(after).timestamp()
        except ValueError:
            pass
    elif reset.isascii() and reset.isdecimal():
        until = float(reset[:12])
    return min(max(until, now + 1), now + 86_400)


def _is_tired(headers: Mapping[str, str]) -> bool:
    left = headers.get("x-ratelimit-remaining") or headers.get("ratelimit-remaining")
    return left == "0" or "retry-after" in headers


def _texts(said: object, *, deep: int) -> Iterator[str]:
    keys: Sequence[str] = ("message", "error", "error_description", "detail", "errors")
    match said:
        case str():
            yield said
        case list() if deep:
            for one in said[:5]:
                yield from _texts(one, deep=deep - 1)
        case dict() if deep:
            named = [said[key] for key in keys if key in said]
            for one in named or list(said.values())[:5]:
                yield from _texts(one, deep=deep - 1)


def _colon(words: str) -> str:
    return f": {words}" if words else ""


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
