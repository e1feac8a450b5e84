"""A Studio in a process of its own, with a worker, and repositories that it has read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.cli.running import Running, running

OWNER = {"GTO_STUDIO_OWNER_NAME": "Jane Doe", "GTO_STUDIO_OWNER_EMAIL": "jane@example.com"}

#: What people do in the browser happens now, one thing after the other, and not at the fixed time of the tests.
NOW = {"GIT_AUTHOR_DATE": "", "GIT_COMMITTER_DATE": ""}


@dataclass(frozen=True)
class Studio:
    server: Running

    @property
    def address(self) -> str:
        return self.server.url

    def ask(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON at an address of the API; with a body it is posted."""
        return self.server.get(path) if body is None else self.server.post(path, body)

    def add(self, url: str | Path) -> str:
        """Add a project on a repository, and wait until it was read; the repository's id."""
        made = self.ask("/api/projects", {"url": str(url)})[0]["repository"]
        self.server.until(f"/api/repositories/{made}", lambda found: found["sync"]["state"] in ("ok", "failed"))
        assert self.ask(f"/api/repositories/{made}")["sync"]["state"] == "ok"
        return str(made)


@contextmanager
def a_studio(data: Path, **settings: str) -> Iterator[Studio]:
    """On a free port of loopback. It looks at its repositories every second."""
    env = OWNER | NOW | {"GTO_STUDIO_POLL_SECONDS": "1"} | settings
    with running("serve", "--port", "0", "--data", data, env=env) as server:
        yield Studio(server)
