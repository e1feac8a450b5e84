"""A small client of Studio's API, for scripts and notebooks. Needs the standard library alone.

    studio = Client("https://studio.example.com", token="isat_…")
    for model in studio.models(stage="prod"): …

Answers are plain dictionaries in the shapes of docs/reference/studio-api.md. A refusal raises Refused, which has the
server's sentence, code and hint.
"""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from gto.errors import GtoError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
#: A change is looked at this often while it is waited for.
LOOK_SECONDS = 0.5


class Unreachable(GtoError):
    """Nobody answers, or not as Studio does."""

    code = "studio-unreachable"


class Refused(GtoError):
    """The server said no. `status` is the HTTP status, `problem` the whole answer."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(str(problem.get("title", "refused")), hint=problem.get("hint"))
        self.code = str(problem.get("code", "refused"))
        self.status = status
        self.problem = problem


class Client:
    """One server, as one person or program sees it."""

    def __init__(self, url: str, token: str | None = None, *, timeout_seconds: float = 30.0) -> None:
        self.url = url.rstrip("/") + "/"
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise Unreachable(f"'{url}' is no address of a server", hint="such as https://studio.example.com")
        self._token = token
        self._timeout = timeout_seconds
        self._opener = build_opener(_NoRedirects)

    # --- what there is ------------------------------------------------------------------------------------------------

    def health(self) -> dict[str, Any]:
        return self._one("GET", "health")

    def repositories(self) -> list[dict[str, Any]]:
        return list(self._all("api/repositories"))

    def projects(self) -> list[dict[str, Any]]:
        return list(self._all("api/projects"))

    def models(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Rows of the dashboard; filters as of `GET /api/models`, such as `stage="prod"` or `label=["a", "b"]`."""
        return self._all("api/models", filters)

    def model(self, repository: str, name: str, *, at: str | None = None) -> dict[str, Any]:
        """Everything the page of a model shows, now or as of a date."""
        return self._one("GET", f"api/repositories/{quote(repository)}/model", {"name": name, "at": at})

    def version(self, repository: str, name: str, version: str) -> dict[str, Any]:
        """A version (or `latest`, a stage, a commit) with its parameters and metrics."""
        query = {"name": name, "version": version}
        return self._one("GET", f"api/repositories/{quote(repository)}/version", query)

    def events(self, repository: str | None = None, **filters: Any) -> Iterator[dict[str, Any]]:
        """All events of a repository, or of all of them with the filters of `GET /api/events`; newest first."""
        if repository is None:
            return self._all("api/events", filters)
        return self._all(f"api/repositories/{quote(repository)}/events", filters)

    # --- what can be done ---------------------------------------------------------------------------------------------

    def add_repository(self, url: str, **fields: Any) -> dict[str, Any]:
        return self._one("POST", "api/repositories", body={"url": url, **fields})

    def sync(self, repository: str) -> dict[str, Any]:
        """Have a repository looked at now."""
        return self._one("POST", f"api/repositories/{quote(repository)}/sync")

    def preview(self, repository: str, action: str, artifact: str, **fields: Any) -> dict[str, Any]:
        """What an action would do: `register`, `assign`, `unassign`, `deregister` or `deprecate`."""
        body = {"action": action, "artifact": artifact, **fields}
        return self._one("POST", f"api/repositories/{quote(repository)}/preview", body=body)

    def ask(self, repository: str, action: str, artifact: str, **fields: Any) -> dict[str, Any]:
        """Ask for an action; the answer's `id` is that of a change."""
        body = {"action": action, "artifact": artifact, **fields}
        return self._one("POST", f"api/repositories/{quote(repository)}/changes", body=body)

    def change(self, id: str, *, wait_seconds: float = 0.0) -> dict[str, Any]:
        """A change; with `wait_seconds` once it has ended, or after so long."""
        deadline = time.monotonic() + wait_seconds
        while True:
            found = self._one("GET", f"api/changes/{quote(id)}")
            if found["state"] in ("done", "failed") or time.monotonic() >= deadline:
                return found
            time.sleep(min(LOOK_SECONDS, max(0.0, deadline - time.monotonic())))

    def queue(self, project: str, commit: str, **fields: Any) -> list[dict[str, Any]]:
        """Have experiments of a commit run by a runner; fields as of `POST /api/projects/{project}/queue`."""
        body = {"commit": commit, **fields}
        found: list[dict[str, Any]] = self._send(
            "POST", self._address(f"api/projects/{quote(project)}/queue", {}), body
        )[0]
        return found

    def queued(self, project: str, id: str) -> dict[str, Any]:
        """How a queued experiment goes, with the end of its log."""
        return self._one("GET", f"api/projects/{quote(project)}/queue/{quote(id)}")

    # --- what a runner asks -------------------------------------------------------------------------------------------

    def claim(self, runner: str, **wanted: Any) -> dict[str, Any]:
        """An experiment to run, as `work`, or how long to wait; `wanted` as of `POST /api/runner/claim`."""
        return self._one("POST", "api/runner/claim", body={"runner": runner, **wanted})

    def report(self, id: str, claim: str, **fields: Any) -> dict[str, Any]:
        """Tell how it goes: `state`, `log`, and in the end `ref` and `commit`, or `error`."""
        return self._one("POST", f"api/runner/{quote(id)}/report", body={"claim": claim, **fields})

    # --- how it is asked ----------------------------------------------------------------------------------------------

    def _one(self, method: str, path: str, query: dict[str, Any] | None = None, body: Any = None) -> dict[str, Any]:
        found: dict[str, Any] = self._send(method, self._address(path, query or {}), body)[0]
        return found

    def _all(self, path: str, query: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page, as they are wanted."""
        address: str | None = self._address(path, query or {})
        while address:
            rows, link = self._send("GET", address)
            yield from rows
            following = _NEXT.search(link or "")
            # a path of this very server, whatever stands before it
            address = urljoin(self.url, following[1].lstrip("/")) if following else None

    def _address(self, path: str, query: dict[str, Any]) -> str:
        said = {name: _plain(value) for name, value in query.items() if value is not None}
        return self.url + path + (f"?{urlencode(said, doseq=True)}" if said else "")

    def _send(self, method: str, address: str, body: Any = None) -> tuple[Any, str | None]:
        headers = {"Accept": "application/json"}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = Request(address, data, headers, method=method)  # noqa: S310 - http or https, as looked at above
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                content = answer.read()
                return (json.loads(content) if content else None), answer.headers.get("Link")
        except HTTPError as error:
            with error:
                raise _refusal(error.code, error.read()) from None
        except (URLError, TimeoutError, ValueError) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable(f"{self.url} does not answer as Studio does: {reason}") from None


class _NoRedirects(HTTPRedirectHandler):
    """A token is for one server: it goes to no other that this one names."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _refusal(status: int, content: bytes) -> Refused:
    try:
        problem = json.loads(content)
    except ValueError:
        problem = None
    return Refused(status, problem if isinstance(problem, dict) else {"title": f"HTTP status {status}"})


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return value
