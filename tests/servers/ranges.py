"""A folder over HTTP: parts of files, and breaking off in the middle when it is told to; and a server of Git LFS.

What it was asked for stands in `asked`: (path, range).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Shop:
    folder: Path
    url: str = ""
    #: So many of the next answers end after so many bytes, though more were promised.
    breaks: int = 0
    bytes_until_break: int = 100_000
    #: Whole files only, whatever was asked for.
    whole_only: bool = False
    #: `Authorization` that the batch API of Git LFS wants.
    lfs_login: str | None = None
    asked: list[tuple[str, str | None]] = field(default_factory=list)


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    shop = Shop(folder)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            part = self.headers.get("Range")
            shop.asked.append((self.path, part))
            place = shop.folder / self.path.lstrip("/")
            if not place.is_file():
                self._answer(404, b"")
                return
            data = place.read_bytes()
            if part is None or shop.whole_only:
                self._answer(200, data)
                return
            first, _, last = part.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last) + 1 if last else len(data), len(data))
            if start >= len(data):
                self._answer(416, b"", f"bytes */{len(data)}")
            else:
                self._answer(206, data[start:end], f"bytes {start}-{end - 1}/{len(data)}")

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if shop.lfs_login and self.headers.get("Authorization") != shop.lfs_login:
                self._answer(401, b"{}")
                return
            (wanted,) = said["objects"]
            if (shop.folder / wanted["oid"]).is_file():
                found = {**wanted, "actions": {"download": {"href": f"{shop.url}/{wanted['oid']}"}}}
            else:
                found = {**wanted, "error": {"code": 404, "message": "no such object"}}
            self._answer(200, json.dumps({"transfer": "basic", "objects": [found]}).encode())

        def _answer(self, status: int, body: bytes, content_range: str | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if content_range:
                self.send_header("Content-Range", content_range)
            self.end_headers()
            if shop.breaks and status in (200, 206):
                shop.breaks -= 1
                self.wfile.write(body[: shop.bytes_until_break])
                self.close_connection = True
            else:
                self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shop.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield shop
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
