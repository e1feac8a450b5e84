"""A served repository as a test sees it: a URL and an environment for clients, a path to look behind them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .inetd import Inetd
from .smart_http import Exchange, HttpServer

# What large forges allow, so what a client may expect; a test that wants less says so with `configure`.
AS_A_FORGE = {
    "http.receivepack": "true",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
    # git would tidy up in the background, in a process that outlives the test
    "receive.autogc": "false",
}


@dataclass(frozen=True)
class Remote:
    """One bare repository behind one kind of server."""

    kind: str
    url: str
    path: Path
    env: Mapping[str, str] = field(default_factory=dict)
    server: HttpServer | Inetd | None = None

    def git(self, *arguments: str) -> str:
        """Ask git in the served repository itself, past the server."""
        return run_git(self.path, *arguments)

    def tags(self) -> list[str]:
        return self.git("for-each-ref", "--format=%(refname:strip=2)", "refs/tags").splitlines()

    def configure(self, key: str, value: str) -> None:
        self.git("config", key, value)

    def forbid_filters(self) -> None:
        """Serve as an old or cautious host does: a partial clone gets everything, with a warning."""
        self.configure("uploadpack.allowFilter", "false")

    def refuse_pushes(self, reason: str = "pushes are closed") -> None:
        """Let a pre-receive hook refuse whatever comes."""
        self._write_hook("pre-receive", f"echo '{reason}' >&2\nexit 1\n")

    def protect(self, pattern: str, reason: str = "protected tag") -> None:
        """Let an update hook refuse refs that match a shell pattern, as `refs/tags/churn@*`."""
        self._write_hook("update", f"case \"$1\" in\n{pattern}) echo '{reason}' >&2; exit 1;;\nesac\n")

    def accept_pushes(self) -> None:
        for hook in ("pre-receive", "update"):
            (self.path / "hooks" / hook).unlink(missing_ok=True)

    @property
    def http(self) -> HttpServer:
        """The server, where it is a web server."""
        assert isinstance(self.server, HttpServer), f"{self.kind} has no HTTP server"
        return self.server

    def requests(self) -> tuple[Exchange, ...]:
        return self.http.exchanges()

    @property
    def bytes_in(self) -> int:
        """Bytes that clients sent, headers included."""
        return sum(exchange.bytes_in for exchange in self.requests())

    @property
    def bytes_out(self) -> int:
        """Bytes that clients received, headers included."""
        return sum(exchange.bytes_out for exchange in self.requests())

    def _write_hook(self, name: str, body: str) -> None:
        hook = self.path / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\n" + body)
        hook.chmod(0o755)


def create_bare(path: Path, options: Mapping[str, str] = AS_A_FORGE) -> Path:
    """Make an empty bare repository that may be served."""
    run_git(path.parent, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
    for key, value in options.items():
        run_git(path, "config", key, value)
    return path


def run_git(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise AssertionError(f"git {' '.join(arguments)} failed: {done.stderr}")
    return done.stdout
