"""A folder over plain HTTP, on loopback: with a password, if one is wanted, and addresses that lead elsewhere."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def served(folder: Path, *, login: str | None = None, leading: Mapping[str, str] | None = None) -> Iterator[str]:
    """The address of a server of the folder. `login`: `user:password`; `leading`: path → where it redirects to."""
    wanted = f"Basic {base64.b64encode(login.encode()).decode()}" if login else None

    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if wanted and self.headers.get("Authorization") != wanted:
                self.send_error(401)
            elif (place := (leading or {}).get(self.path)) is not None:
                self.send_response(302)
                self.send_header("Location", place)
                self.end_headers()
            else:
                super().do_GET()

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
