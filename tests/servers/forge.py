"""A small forge on loopback, and a real one: Git over smart HTTP by rights, branches that are protected, pull requests
that git merges, hooks that are delivered and signed, and an API that speaks the words of a kind of forge.

    forge.repository("team/models", private=True, jo="write", ann="read")
    token = forge.token("jo")
    run(["git", "clone", forge.url("team/models", token)])

It can be told to be down, to hang, to want to be left alone, and to take a token no more. What a test wants to know it
asks `Hosting` (people, repositories, pull requests), past the network.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from . import azure_api, bitbucket_api, bitbucket_server_api, gitea_api, github_api, gitlab_api
from .asked import Asked, Reply
from .hosting import NOTHING, Delivery, Hosted, Hosting, Person, RefusedError, Right
from .smart_http import Handler, HttpServer, Temper

#: Which words an address is asked in.
DIALECTS: dict[str, Callable[[Hosting, Asked], Reply]] = {
    one.PREFIX: one.answer
    for one in (gitea_api, github_api, gitlab_api, bitbucket_api, bitbucket_server_api, azure_api)
}


@dataclass(frozen=True)
class Question:
    """What the API was asked and how it answered, in order."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    status: int
    document: Any
    headers: Mapping[str, str]


class Forge(HttpServer):
    """The server. Close it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder)
        self.hosting = Hosting(folder)
        self.hosting.address = self.address = f"http://127.0.0.1:{self.port}"
        self.questions: list[Question] = []
        self._tired: Mapping[str, str] | None = None
        self._api_status: int | None = None

    def close(self) -> None:
        super().close()
        self.hosting.errands.close()

    # --- what is there ----------------------------------------------------------------------------------------------

    def person(self, login: str, name: str | None = None, email: str | None = None) -> Person:
        return self.hosting.person(login, name, email)

    def token(self, login: str, *scopes: str) -> str:
        return self.hosting.token(login, *scopes)

    def repository(self, name: str, *, private: bool = False, **members: Right) -> Hosted:
        return self.hosting.repository(name, private=private, **members)

    def url(self, repository: str, token: str | None = None) -> str:
        """The address of a repository for git, the token in it."""
        login = f"{self.hosting.tokens[token].login}:{quote(token)}@" if token else ""
        return f"http://{login}127.0.0.1:{self.port}/{repository.removesuffix('.git')}.git"

    def merge(self, repository: str, number: int, login: str) -> str:
        """Somebody presses the button; the merge's id."""
        return self.hosting.merge(self[repository], number, login)

    def say(self, repository: str, commit: str, name: str, state: str, url: str = "") -> None:
        """What CI says of a commit: queued, running, passed, failed, cancelled or skipped."""
        self.hosting.say(self[repository], commit, name, state, url)

    def __getitem__(self, repository: str) -> Hosted:
        return self.hosting.repositories[repository.lower()]

    @property
    def delivered(self) -> list[Delivery]:
        """The hooks that were called for all that has happened so far."""
        self.exchanges()  # a client has its answer a moment before the forge has looked at what was pushed
        return self.hosting.errands.settle()

    # --- its temper ---------------------------------------------------------------------------------------------------

    def expire(self, token: str) -> None:
        self.hosting.expire(token)

    def down(self, status: int = 503) -> None:
        """From now on neither the API nor git is served."""
        self.answer_with(status)

    def refuse_api(self, status: int) -> None:
        """From now on the API answers with this status; git is served."""
        self._api_status = status

    def limit_rate(self, seconds: int, status: int = 429) -> None:
        """From now on the API wants to be left alone for so long."""
        self._tired, self._api_status = {"Retry-After": str(seconds), "X-RateLimit-Remaining": "0"}, status

    def heal(self) -> None:
        super().heal()
        self._tired = self._api_status = None

    # --- serving ----------------------------------------------------------------------------------------------------

    def whose(self, headers: Mapping[str, str]) -> tuple[bool, str | None]:
        """(whether credentials were sent, the login that they prove)."""
        said = headers.get("Authorization", "")
        kind, _, rest = said.partition(" ")
        if kind.lower() == "basic":
            user, _, password = base64.b64decode(rest).decode().partition(":")
            return True, self.hosting.whose(password) or self.hosting.whose(user)
        token = headers.get("PRIVATE-TOKEN") or rest
        return bool(said or token), self.hosting.whose(token)

    def reply(self, asked: Asked, prefix: str) -> Reply:
        if self._api_status is not None:
            return Reply(self._api_status, {"message": "not now"}, self._tired or {})
        return DIALECTS[prefix](self.hosting, asked)


class _Handler(Handler):
    """Git by rights, the API, and a page for everything else."""

    login = "anonymous"

    do_PATCH = do_PUT = do_DELETE = Handler.do_GET  # noqa: N815 - the library's names

    def _answer(self, owner: HttpServer, temper: Temper) -> None:
        assert isinstance(owner, Forge)
        address = urlsplit(self.path)
        if temper.status is not None:
            self._refuse(temper.status)
            return
        prefix = next((one for one in DIALECTS if address.path.startswith(f"{one}/")), None)
        if prefix is not None:
            self._answer_api(owner, prefix)
        elif address.path.endswith(("/info/refs", "/git-upload-pack", "/git-receive-pack")):
            self._answer_git(owner, temper)
        else:
            for _ in self._body():
                pass
            page = f"<!doctype html><title>{html.escape(self.path)}</title>"
            self._send(200, page.encode(), {"Content-Type": "text/html"})

    def _answer_api(self, owner: Forge, prefix: str) -> None:
        address = urlsplit(self.path)
        body = b"".join(self._body())
        query = dict(parse_qsl(address.query))
        asked = Asked(
            method=self.command,
            path=address.path.removeprefix(prefix),
            here=f"{owner.address}{address.path}",
            query=query,
            body=json.loads(body) if body else {},
            login=owner.whose(self.headers)[1],
            headers=self.headers,
        )
        reply = owner.reply(asked, prefix)
        headers = dict(reply.headers)
        owner.questions.append(
            Question(self.command, address.path, query, asked.body, reply.status, reply.document, headers)
        )
        content = b"" if reply.document is None else json.dumps(reply.document).encode()
        self._send(reply.status, content, {"Content-Type": "application/json", **headers})

    def _answer_git(self, owner: Forge, temper: Temper) -> None:
        address = urlsplit(self.path)
        name = address.path.strip("/").rpartition("/info/refs")[0] or address.path.strip("/").rpartition("/")[0]
        pushes = "git-receive-pack" in (address.path.rpartition("/")[2], address.query.removeprefix("service="))
        is_known, login = owner.whose(self.headers)
        try:
            if (is_known and login is None) or (login is None and pushes):
                raise RefusedError(401, "Unauthorized")
            hosted = owner.hosting.seen(login, name, "write" if pushes else "read")
        except RefusedError as error:
            status = 401 if error.status == 404 and login is None else error.status
            realm = [("WWW-Authenticate", 'Basic realm="forge"')] if status == 401 else []
            self._refuse(status, *realm)
            return
        self.login, self.hosted = login or "anonymous", hosted
        if self.command != "POST" or not pushes:
            self._serve(owner, temper)
            return
        with hosted.lock:
            before = hosted.refs()
            try:
                self._serve(owner, temper)
            finally:  # git may have taken it all when the client was gone
                owner.hosting.tell_pushes(hosted, _moved(before, hosted.refs()), self.login)

    def _variables(self, owner: HttpServer) -> dict[str, str]:
        variables = super()._variables(owner)
        what = variables["PATH_INFO"].rpartition("/info/refs")[1] or f"/{variables['PATH_INFO'].rpartition('/')[2]}"
        return variables | {"PATH_INFO": f"/{self.hosted.name}.git{what}", "REMOTE_USER": self.login}

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self._begin(status, [*headers.items(), ("Content-Length", str(len(content)))])
        self.wfile.write(content)


def _moved(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    refs = [ref for ref in sorted({*before, *after}) if before.get(ref) != after.get(ref)]
    return {ref: (before.get(ref, NOTHING), after.get(ref, NOTHING)) for ref in refs}


Forge.handler = _Handler
