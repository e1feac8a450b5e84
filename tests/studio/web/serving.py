"""A server in the test's own process, people who use it, and requests that are sent to it."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from gto_studio.identity import passwords, proofs, signing_in
from gto_studio.rules.access import Role, Scope
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.store.owned import people, teams, tokens
from gto_studio.web.app import application
from gto_studio.wiring import Parts, build
from studio.rows import NOW

HERE = "http://127.0.0.1:8788"
COOKIE = "gto-studio-8788"
SECRET = "correct horse battery"
HASH = passwords.hashed(SECRET)


@dataclass
class Site:
    """`app` answers; `parts` are what it is made of; `now` is what its clock says."""

    parts: Parts
    now: float = NOW
    app: Any = field(init=False)
    admin = Role.ADMIN

    def __post_init__(self) -> None:
        self.parts = replace(self.parts, clock=lambda: self.now)
        self.app = application(self.parts)

    @property
    def store(self) -> Store:
        return self.parts.store

    def client(self, **headers: str) -> TestClient:
        """A browser or program of its own, with its own cookies."""
        return TestClient(
            self.app, base_url=HERE, headers=headers, follow_redirects=False, raise_server_exceptions=False
        )

    def person(
        self,
        username: str,
        *,
        password: str | None = None,
        admin: bool = False,
        vouched: bool = True,
        **roles: Role,
    ) -> str:
        """An account, with roles in teams that have these slugs; its id. `password` is a hash."""
        now = self.now
        with self.store.writing() as connection:
            made = people.add(
                connection,
                username=username,
                name=username.title(),
                email=f"{username}@example.com",
                vouched=vouched,
                password=password,
                admin=admin,
                now=now,
            )
            for slug, role in roles.items():
                team = teams.find(connection, slug) or teams.add(connection, slug=slug, name=slug, now=now)
                teams.set_role(connection, team.id, made.id, role)
        return made.id

    def session(self, person: str) -> dict[str, str]:
        """Headers of a browser in which somebody is signed in."""
        with self.store.writing() as connection:
            found = people.get(connection, person)
            secret = signing_in.begin_session(connection, found, replaces=None, now=self.now, seconds=3600, way="test")
        return {"Cookie": f"{COOKIE}={secret}"}

    def token(self, person: str, *scopes: Scope, team: str | None = None) -> dict[str, str]:
        """Headers of a program with somebody's token."""
        secret = proofs.new_secret("isat_")
        with self.store.writing() as connection:
            tokens.add(
                connection,
                hash=proofs.digest(secret),
                hint=secret[:9],
                person=person,
                team=team,
                name="test",
                scopes=frozenset(scopes),
                expires=None,
                now=self.now,
            )
        return {"Authorization": f"token {secret}"}

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Answer:
        """One request, its answer read as far as it goes at once: also of an answer that never ends."""
        return asyncio.run(_ask(self.app, method, path, headers or {}, body))


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def failing_at(store: Store, *turns: int) -> Iterator[None]:
    """The database is away when transactions begin, at these turns counted from 1; they all have to come."""
    left, lock, count = set(turns), threading.Lock(), itertools.count(1)

    def begin(_: object) -> None:
        with lock:
            if (turn := next(count)) in left:
                left.discard(turn)
                raise OperationalError("BEGIN", {}, Exception("the server is away"))

    event.listen(store.engine, "begin", begin)
    try:
        yield
    finally:
        event.remove(store.engine, "begin", begin)
    assert not left


@contextmanager
def a_site(store: Store, folder: Path, *, accounts: bool = True, **settings: Any) -> Iterator[Site]:
    """A server on this database."""
    parts = build(Settings(database=store.address, data=folder, accounts=accounts, **settings))
    try:
        yield Site(parts)
    finally:
        parts.close()


async def _ask(app: Any, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    """Speaks ASGI itself, because a client would wait for the end of an answer."""
    path, _, query = path.partition("?")
    raw = {"host": "127.0.0.1:8788", "content-length": str(len(body)), "content-type": "application/json"}
    raw |= {name.lower(): value for name, value in headers.items()}
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in raw.items()],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8788),
    }  # fmt: skip
    sent = asyncio.Queue[dict[str, Any]]()
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": body, "more_body": False}

    task = asyncio.ensure_future(app(scope, receive, sent.put))
    try:
        start = await _next(sent, task)
        names = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        answer = Answer(start["status"], names, b"")
        endless = names.get("content-type", "").startswith("text/event-stream")
        while not endless:
            part = await _next(sent, task)
            answer.body += part.get("body", b"")
            if not part.get("more_body"):
                await task
                break
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return answer


async def _next(sent: asyncio.Queue[dict[str, Any]], task: asyncio.Future[None]) -> dict[str, Any]:
    getting = asyncio.ensure_future(sent.get())
    await asyncio.wait({getting, task}, return_when=asyncio.FIRST_COMPLETED, timeout=90)
    if getting.done():
        return getting.result()
    getting.cancel()
    if task.done():
        task.result()
    raise AssertionError("no answer")
