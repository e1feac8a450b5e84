"""The built pages: files of one folder, and `index.html` for every address that is a page's own business.

A path is looked up among the names of the files that are there. Nothing is joined to a folder, so there is no way out
of it, however a path is spelled.
"""

from __future__ import annotations

import gzip
import mimetypes
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

#: Where Vite writes the pages.
FOLDER = Path(__file__).parent / "static"
#: Names here have a digest of their content in them.
HASHED = "/assets/"
YEAR_SECONDS = 31_536_000
#: What is never a page: a wrong address there is an error, and not a page that says so.
NO_PAGES = ("/api", "/assets", "/auth", "/health", "/webhook")
#: A page all the same: clients of DVC open it in a browser.
DEVICE_LOGIN = "/auth/device-login"
#: Smaller files, and those that are compressed already, go out as they are.
GZIP_BYTES_MIN = 1_024
TEXTS = ("text/", "application/json", "image/svg")

NOT_BUILT = """\
The pages of Studio are not built here. `make studio` builds them in a checkout; an installed package has them.
What they show is JSON at /api; /api/docs describes it.
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file in memory, plain and compressed."""

    content: bytes
    compressed: bytes | None
    kind: str
    tag: str
    kept: str  # Cache-Control


class Pages:
    """ASGI: what no route answers."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._files: Mapping[str, File] = {}
        self._read: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> ASGIApp:
        path: str = scope["path"]
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(HTTPStatus.NOT_FOUND if _is_apart(path) else HTTPStatus.METHOD_NOT_ALLOWED)
        headers = Headers(scope=scope)
        files = self.files()
        found = files.get(path)
        if found is None:
            if _is_apart(path) or not _takes_pages(headers.get("accept", "")):
                raise HTTPException(HTTPStatus.NOT_FOUND)
            found = files.get("/index.html")
        return _sent(found, headers) if found else PlainTextResponse(NOT_BUILT, HTTPStatus.NOT_FOUND)

    def files(self) -> Mapping[str, File]:
        """All files by their path. Read again when the pages were built anew."""
        try:
            built = (self._folder / "index.html").stat().st_mtime_ns
        except OSError:
            return {}
        if built != self._read:
            paths = [path for path in sorted(self._folder.rglob("*")) if path.is_file() and not path.is_symlink()]
            self._files = {f"/{path.relative_to(self._folder).as_posix()}": _file(path, self._folder) for path in paths}
            self._read = built
        return self._files


def _is_apart(path: str) -> bool:
    if path == DEVICE_LOGIN:
        return False
    return any(path == start or path.startswith(f"{start}/") for start in NO_PAGES)


def _takes_pages(accept: str) -> bool:
    return not accept or "text/html" in accept or "*/*" in accept


def _file(path: Path, folder: Path) -> File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix in (".js", ".mjs"):
        kind = "text/javascript"  # what a machine's own table says of it may be anything
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    hashed = f"/{path.relative_to(folder).as_posix()}".startswith(HASHED)
    small = len(content) < GZIP_BYTES_MIN or not kind.startswith(TEXTS)
    return File(
        content,
        None if small else gzip.compress(content, 6, mtime=0),
        kind,
        f'"{blake2b(content, digest_size=16).hexdigest()}"',
        f"public, max-age={YEAR_SECONDS}, immutable" if hashed else "no-cache",
    )


def _sent(file: File, headers: Headers) -> Response:
    packed = file.compressed is not None and "gzip" in headers.get("accept-encoding", "")
    tag = f'{file.tag[:-1]}-gzip"' if packed else file.tag
    said = {"ETag": tag, "Cache-Control": file.kept, "Vary": "Accept-Encoding"}
    if tag in headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=said)
    if packed:
        said["Content-Encoding"] = "gzip"
    return Response(file.compressed if packed else file.content, media_type=file.kind, headers=said)
