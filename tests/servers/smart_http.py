"""Smart HTTP: a small web server in front of `git http-backend`, with a password, a ledger and a temper.

It counts what crosses the wire, headers included, and can be told to hang, to answer with an error, or to
hang up in the middle of an answer. It knows nothing of repositories: git's own program serves them.
"""

from __future__ import annotations

import base64
import contextlib
import hmac
import io
import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

from .inetd import QUIET_GIT, end

CHUNK = 1 << 16

ASKPASS = """#!/bin/sh
case "$1" in
Username*) printf '%s\\n' '{user}' ;;
*) printf '%s\\n' '{password}' ;;
esac
"""

HELPER = """#!/bin/sh
test "$1" = get && printf 'username=%s\\npassword=%s\\n' '{user}' '{password}'
exit 0
"""


@dataclass(frozen=True)
class Exchange:
    """One request and its answer."""

    method: str
    path: str
    service: str
    status: int
    bytes_in: int
    bytes_out: int

    @property
    def opens(self) -> bool:
        """Whether this request starts a conversation: one run of fetch, push or ls-remote starts one."""
        return self.path.endswith("/info/refs") and self.status == 200


@dataclass
class Temper:
    """How the server treats the requests to come."""

    status: int | None = None
    hanging: bool = False
    cut_after: int | None = None
    released: threading.Event = field(default_factory=threading.Event)


class HttpServer:
    """Serve the bare repositories below `root` at http://127.0.0.1:PORT/NAME.

    Without a user and a password anybody may read and push.
    """

    #: What takes the requests; a server that knows more than git has a handler of its own.
    handler: type[Handler]

    def __init__(self, root: Path, user: str | None = None, password: str | None = None) -> None:
        self.root = root
        self.user = user
        self.password = password
        self.temper = Temper()
        self.ledger = Ledger()
        self._server = _Listener(self)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def url(self, repository: str) -> str:
        return f"http://127.0.0.1:{self.port}/{repository}"

    def exchanges(self) -> tuple[Exchange, ...]:
        """What was asked since the start or since `forget`; an answer under way counts when it is over."""
        return self.ledger.settled()

    def forget(self) -> None:
        self.ledger.clear()

    def answer_with(self, status: int) -> None:
        """From now on answer every request with this status."""
        self.temper.status = status

    def hang(self) -> None:
        """From now on take requests and never answer."""
        self.temper.hanging = True

    def cut_after(self, size: int) -> None:
        """From now on hang up after so many bytes of a body."""
        self.temper.cut_after = size

    def heal(self) -> None:
        """Be a good server again, and let hanging requests go."""
        self.temper.released.set()
        self.temper = Temper()

    def askpass(self, folder: Path, password: str | None = None) -> dict[str, str]:
        """Environment of a client that knows the password (or believes it does) through GIT_ASKPASS."""
        script = self._write_script(folder / "askpass", ASKPASS, password)
        return {"GIT_ASKPASS": str(script), "GIT_TERMINAL_PROMPT": "0"}

    def credential_helper(self, folder: Path, password: str | None = None) -> dict[str, str]:
        """Environment of a client whose configuration names a credential helper that knows the password."""
        script = self._write_script(folder / "credential-helper", HELPER, password)
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "credential.helper",
            "GIT_CONFIG_VALUE_0": str(script),
            "GIT_TERMINAL_PROMPT": "0",
        }

    def close(self) -> None:
        self.temper.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.drop_clients()
        self._server.server_close()

    def admits(self, authorization: str | None) -> bool:
        if self.user is None:
            return True
        proof = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return hmac.compare_digest(authorization or "", f"Basic {proof}")

    def _write_script(self, script: Path, text: str, password: str | None) -> Path:
        script.write_text(text.format(user=self.user, password=self.password if password is None else password))
        script.chmod(0o755)
        return script


class Ledger:
    """Exchanges in the order in which they began."""

    def __init__(self) -> None:
        self._open = 0
        self._done: list[Exchange] = []
        self._changed = threading.Condition()

    def begin(self) -> None:
        with self._changed:
            self._open += 1

    def finish(self, exchange: Exchange) -> None:
        with self._changed:
            self._open -= 1
            self._done.append(exchange)
            self._changed.notify_all()

    def settled(self, patience: float = 90.0) -> tuple[Exchange, ...]:
        # A client has its answer a moment before the server has written it down.
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0, patience)
            return tuple(self._done)

    def clear(self) -> None:
        self.settled()
        with self._changed:
            self._done.clear()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def __init__(self, owner: HttpServer) -> None:
        self.owner = owner
        self._sockets: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), owner.handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self._sockets.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self._sockets.discard(request)
        super().shutdown_request(request)

    def drop_clients(self) -> None:
        """Drop connections that clients keep alive, so that no thread waits for them."""
        for connection in list(self._sockets):
            hang_up(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that leave early are part of the plan: no trace on stderr."""


class _Counted:
    """A stream that knows how many bytes went through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.count = 0

    @property
    def closed(self) -> bool:
        return self.stream.closed

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.count += len(data)
        return data

    def readline(self, size: int = -1) -> bytes:
        line = self.stream.readline(size)
        self.count += len(line)
        return line

    def write(self, data: bytes) -> int:
        self.count += len(data)
        return self.stream.write(data)

    def flush(self) -> None:
        self.stream.flush()

    def close(self) -> None:
        self.stream.close()

    def take(self) -> int:
        """The count so far; the next one starts at nothing."""
        count, self.count = self.count, 0
        return count


class _HangUpError(Exception):
    """The server leaves in the middle of an answer, because it was told to."""


class Handler(BaseHTTPRequestHandler):
    """One request to git."""

    protocol_version = "HTTP/1.1"
    server: _Listener

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        self.incoming = _Counted(cast("IO[bytes]", self.rfile))
        self.outgoing = _Counted(cast("IO[bytes]", self.wfile))
        self.rfile = self.incoming  # type: ignore[assignment]
        self.wfile = self.outgoing  # type: ignore[assignment]
        self.status = 0

    def do_GET(self) -> None:
        self._exchange()

    def do_POST(self) -> None:
        self._exchange()

    def log_message(self, *_: object) -> None:
        """Tests read the ledger instead."""

    def _exchange(self) -> None:
        owner = self.server.owner
        temper = owner.temper
        self.status = 0
        owner.ledger.begin()
        try:
            if not temper.hanging:
                self._answer(owner, temper)
        except (_HangUpError, ConnectionError):
            self.close_connection = True
        finally:
            owner.ledger.finish(self._told())
        if temper.hanging:
            temper.released.wait()
            self.close_connection = True

    def _told(self) -> Exchange:
        address = urlsplit(self.path)
        service = address.query.removeprefix("service=") or address.path.rpartition("/")[2]
        return Exchange(self.command, address.path, service, self.status, self.incoming.take(), self.outgoing.take())

    def _answer(self, owner: HttpServer, temper: Temper) -> None:
        if temper.status is not None:
            self._refuse(temper.status)
        elif not owner.admits(self.headers["Authorization"]):
            self._refuse(401, ("WWW-Authenticate", 'Basic realm="models"'))
        else:
            self._serve(owner, temper)

    def _refuse(self, status: int, *headers: tuple[str, str]) -> None:
        for _ in self._body():  # an unread body would be taken for the next request
            pass
        self._begin(status, [*headers, ("Content-Length", "0")])

    def _serve(self, owner: HttpServer, temper: Temper) -> None:
        backend = subprocess.Popen(
            ["git", "http-backend"],
            env=os.environ | QUIET_GIT | self._variables(owner),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert backend.stdin
        assert isinstance(backend.stdout, io.BufferedReader)
        feeder = threading.Thread(target=self._feed, args=(backend.stdin,), daemon=True)
        feeder.start()
        try:
            status, headers = read_headers(backend.stdout)
            self._begin(status, [*headers, ("Transfer-Encoding", "chunked")])
            sent = 0
            while data := backend.stdout.read1(CHUNK):
                if temper.cut_after is not None and sent + len(data) > temper.cut_after:
                    self._write_chunk(data[: temper.cut_after - sent])
                    raise _HangUpError
                self._write_chunk(data)
                sent += len(data)
            self.wfile.write(b"0\r\n\r\n")
            backend.wait()
        except (_HangUpError, ConnectionError):
            hang_up(self.connection)  # the feeder may wait for a client that waits for us
            raise
        finally:
            end(backend)
            feeder.join()
            backend.stdout.close()

    def _begin(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.status = status
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _write_chunk(self, data: bytes) -> None:
        if data:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def _variables(self, owner: HttpServer) -> dict[str, str]:
        address = urlsplit(self.path)
        variables = {
            "GATEWAY_INTERFACE": "CGI/1.1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": address.path,
            "QUERY_STRING": address.query,
            "CONTENT_TYPE": self.headers["Content-Type"] or "",
            "REMOTE_ADDR": "127.0.0.1",
            "REMOTE_USER": owner.user or "anonymous",
            "GIT_PROJECT_ROOT": str(owner.root),
            "GIT_HTTP_EXPORT_ALL": "1",
        }
        if "Content-Length" in self.headers:
            variables["CONTENT_LENGTH"] = self.headers["Content-Length"]
        if "Content-Encoding" in self.headers:
            variables["HTTP_CONTENT_ENCODING"] = self.headers["Content-Encoding"]
        if "Git-Protocol" in self.headers:
            variables["GIT_PROTOCOL"] = self.headers["Git-Protocol"]
        return variables

    def _feed(self, backend: IO[bytes]) -> None:
        with contextlib.suppress(OSError):  # the backend had heard enough, or the client has gone
            for data in self._body():
                backend.write(data)
        with contextlib.suppress(OSError):
            backend.close()

    def _body(self) -> Iterator[bytes]:
        if self.headers["Transfer-Encoding"] == "chunked":
            while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(self.headers["Content-Length"] or 0)
        while left and (data := self.rfile.read(min(left, CHUNK))):
            left -= len(data)
            yield data


HttpServer.handler = Handler


def read_headers(stream: IO[bytes]) -> tuple[int, list[tuple[str, str]]]:
    """Read what a CGI program says before the body: a status and headers."""
    status, headers = 200, []
    while line := stream.readline().decode("latin-1").strip():
        name, _, value = line.partition(": ")
        if name == "Status":
            status = int(value.split()[0])
        else:
            headers.append((name, value))
    return status, headers


def hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
