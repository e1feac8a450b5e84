"""A request → the actor who asks: by a token, by a session's cookie, or by being on this machine.

What the actor may do then is said by the table in `web/routes.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gto_studio.errors import NotSignedIn
from gto_studio.identity import proofs
from gto_studio.rules.access import NOBODY, Actor
from gto_studio.store.owned import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import BackgroundTasks, Request
    from starlette.responses import Response

    from gto_studio.store.connection import Store

#: A token's last use is written down no more often than this.
USED_SECONDS = 60.0
SCHEMES = {"token", "bearer"}


class Proofs:
    """How this server finds out who asks. Stands at `app.state.proofs`; made in wiring.py.

    `owner`: the local owner of a server without accounts; None: people have accounts.
    """

    def __init__(self, store: Store, *, owner: Actor | None, https: bool, clock: Callable[[], float]) -> None:
        self.store = store
        self.clock = clock
        self.owner = owner
        self.https = https

    def actor(self, request: Request, background: BackgroundTasks) -> Actor:
        """Who asks; NOBODY where nothing is proved. Raises NotSignedIn for a token that does not hold."""
        header = request.headers.get("authorization")
        now = self.clock()
        if header is not None:
            return self._by_token(header, now, background)
        if self.owner is not None:
            return self.owner
        secret = self.session_secret(request)
        if secret:
            with self.store.reading() as connection:
                return proofs.by_session(connection, secret, now) or NOBODY
        return NOBODY

    def _by_token(self, header: str, now: float, background: BackgroundTasks) -> Actor:
        scheme, _, secret = header.partition(" ")
        found = None
        if scheme.lower() in SCHEMES:
            with self.store.reading() as connection:
                found = proofs.by_token(connection, secret.strip(), now, self.owner)
        if found is None:
            raise NotSignedIn("This token is unknown, revoked or expired")
        actor, token = found
        if token.used is None or token.used < now - USED_SECONDS:
            # after the answer: a reader must not wait for the writer of the database
            background.add_task(self._used, token.id, now)
        return actor

    def _used(self, token: str, now: float) -> None:
        with self.store.writing() as connection:
            tokens.used(connection, token, now)

    # --- the session's cookie -------------------------------------------------------------------------------------

    def cookie(self, request: Request) -> str:
        """Its name. `__Host-` makes browsers insist on https, this host and the whole path; without https, the port
        keeps servers on one machine apart, since cookies don't."""
        return "__Host-gto-studio" if self.https else f"gto-studio-{request.url.port or 80}"

    def session_secret(self, request: Request) -> str | None:
        return request.cookies.get(self.cookie(request))

    def give_cookie(self, request: Request, response: Response, secret: str, seconds: float) -> None:
        response.set_cookie(
            self.cookie(request),
            secret,
            max_age=int(seconds),
            path="/",
            secure=self.https,
            httponly=True,
            samesite="lax",
        )

    def take_cookie(self, request: Request, response: Response) -> None:
        response.delete_cookie(self.cookie(request), path="/", secure=self.https, httponly=True, samesite="lax")


def proofs_of(request: Request) -> Proofs:
    found = request.app.state.proofs
    assert isinstance(found, Proofs)  # noqa: S101 - as wired
    return found
