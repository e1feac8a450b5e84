"""One real server process a connection, with the socket as its standard input and output.

`git daemon` and `sshd` cannot bind to port 0 and say which port they got. Both can be started for a
connection that somebody else accepted (`--inetd`, `-i`), so the port is ours and free by construction.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

# What a server process may see: its own repositories, and nobody's configuration.
QUIET_GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C"}


class Inetd:
    """Accept connections on loopback and start `command` for each."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.command = list(command)
        self.environment = os.environ | QUIET_GIT | dict(environment or {})
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._children: list[subprocess.Popen[bytes]] = []
        self._held: list[socket.socket] = []
        self._hanging = False
        self._closed = False
        self._lock = threading.Lock()
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def hang(self) -> None:
        """From now on take connections and never answer."""
        self._hanging = True

    def heal(self) -> None:
        self._hanging = False

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        # Waking accept() by a connection of our own works on every system; closing under it does not.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._acceptor.join()
        self._listener.close()
        for held in self._held:
            held.close()
        for child in self._children:
            end(child)

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with self._lock:
                if self._closed:
                    connection.close()
                    return
                self.connections += 1
            if self._hanging:
                self._held.append(connection)
                continue
            self._children = [child for child in self._children if child.poll() is None]
            with connection:
                self._children.append(
                    subprocess.Popen(
                        self.command,
                        stdin=connection.fileno(),
                        stdout=connection.fileno(),
                        stderr=subprocess.DEVNULL,
                        env=self.environment,
                        start_new_session=True,
                    )
                )


class GitDaemon(Inetd):
    """`git daemon` below `root`, pushes allowed, no identity asked: the git:// protocol."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            [
                "git",
                "daemon",
                "--inetd",
                "--export-all",
                "--enable=receive-pack",
                f"--base-path={root}",
                str(root),
            ]
        )

    def url(self, repository: str) -> str:
        return f"git://127.0.0.1:{self.port}/{repository}"


def end(child: subprocess.Popen[bytes]) -> None:
    """End a process that was started in a session of its own, and what it started, then collect it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
