"""A server of Git LFS: its batch API says where the bytes of a file are."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gto.data.parts import range_header
from gto.errors import NoAccess, StorageFailed
from gto.remotes.storage import Storage, Stream
from gto.remotes.web import Web, check_absent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gto.data.reach import Reach

_TYPE = "application/vnd.git-lfs+json"
#: (user, password) for an address; None: nobody knows any.
Login = tuple[str, str]


class Server(Storage):
    """`…/info/lfs` of a repository; its keys are `sha256/size`. `login` is asked once, and only if the server wants
    to know who we are."""

    def __init__(self, url: str, login: Callable[[], Login | None], reach: Reach) -> None:
        self._url = url
        self._login = login
        self._headers: dict[str, str] = {}
        self._web = Web(reach)

    def open(self, key: str, *, start: int = 0, length: int | None = None, version: str | None = None) -> Stream | None:
        if version is not None:
            return None
        found = self._download(key)
        if found is None:
            return None
        href, headers = found
        same = urlsplit(href).netloc == urlsplit(self._url).netloc
        if same and "authorization" not in {name.lower() for name in headers}:
            headers = {**self._headers, **headers}
        return self._web.follow(href, {**headers, **range_header(start, length)}, start=start, length=length)

    def close(self) -> None:
        self._web.close()

    def _download(self, key: str) -> tuple[str, Mapping[str, str]] | None:
        """The address of a file and the headers that go there; None: the server has no such file."""
        said = self._batch(key)
        try:
            (one,) = said["objects"]
            if (error := one.get("error")) is not None:
                if error.get("code") in (404, 410):
                    return None
                raise StorageFailed(f"'{urlsplit(self._url).hostname}' does not give a file: {error.get('message')}")
            action = one["actions"]["download"]
            return str(action["href"]), {str(key): str(value) for key, value in (action.get("header") or {}).items()}
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StorageFailed(f"'{urlsplit(self._url).hostname}' does not answer as Git LFS does") from None

    def _batch(self, key: str) -> Any:
        oid, _, size = key.partition("/")
        wanted = {"oid": oid, "size": int(size)}
        asked = {"operation": "download", "transfers": ["basic"], "hash_algo": "sha256", "objects": [wanted]}
        url, content = f"{self._url}/objects/batch", json.dumps(asked).encode()
        headers = {"Accept": _TYPE, "Content-Type": _TYPE}
        answer = self._web.ask("POST", url, {**headers, **self._headers}, content)
        if answer.status in (401, 403) and not self._headers and (login := self._login()) is not None:
            text = base64.b64encode(f"{login[0]}:{login[1]}".encode()).decode()
            self._headers = {"Authorization": f"Basic {text}"}
            answer = self._web.ask("POST", url, {**headers, **self._headers}, content)
        if answer.status != 200:
            check_absent(answer.status, url)
            raise NoAccess(
                f"'{urlsplit(url).hostname}' has no Git LFS for this repository, or not for us",
                hint="check `git lfs env`, and that a credential helper of git knows the host",
            )
        try:
            return json.loads(answer.body)
        except ValueError:
            return None
