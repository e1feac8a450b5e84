"""Signing in with a password, and out."""

from __future__ import annotations

from fastapi import Request, Response

from gto_studio.errors import NotAllowed
from gto_studio.identity import signing_in
from gto_studio.web.api import shapes
from gto_studio.web.api.me import give_session, told
from gto_studio.web.asking import Ask
from gto_studio.web.identity import proofs_of


def sign_in(ask: Ask, request: Request, response: Response, who: shapes.SignIn) -> shapes.Me:
    """Sign in. The answer sets a cookie; a session that the browser had before ends."""
    if ask.parts.owner:
        raise NotAllowed("This server has no accounts", hint="you are its owner already")
    found = signing_in.check(ask.parts.store, who.username, who.password, ask.address or "", ask.parts.clock())
    with ask.parts.store.writing() as connection:
        actor = give_session(connection, ask, request, response, found, "password")
        return told(connection, ask, actor)


def sign_out(ask: Ask, request: Request, response: Response) -> None:
    """Sign out of this browser."""
    proofs = proofs_of(request)
    secret = proofs.session_secret(request)
    if secret:
        with ask.parts.store.writing() as connection:
            signing_in.end_session(connection, secret, ask.actor)
    proofs.take_cookie(request, response)
