"""The browser goes to a provider of sign-in and comes back. What goes wrong there is told on a page, not as JSON."""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from fastapi import Query, Request
from fastapi.params import Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gto_studio.errors import NotFound, StudioError, WrongKey
from gto_studio.identity.arriving import arrive
from gto_studio.identity.providers import Flow, Provider
from gto_studio.rules.people import inner_path
from gto_studio.web.api.me import give_session
from gto_studio.web.asking import Ask, Asking
from gto_studio.web.identity import proofs_of
from gto_studio.web.problems import status_of

if TYPE_CHECKING:
    from collections.abc import Mapping

#: So long somebody may take at the provider.
AWAY_SECONDS = 600

Id = Annotated[str, Path(max_length=20)]
To = Annotated[str | None, Query(max_length=2_000)]


def leave(ask: Ask, request: Request, provider: Id, to: To = None) -> Response:
    """Go to the provider. Who is signed in connects it to their account. `to`: where to go on afterwards."""
    try:
        chosen = _provider(ask, provider)
        address, flow = chosen.begin(_redirect_uri(ask, request, chosen))
    except StudioError as error:
        return _page(error)
    kept = json.dumps({**asdict(flow), "to": inner_path(to), "person": _signed_in(ask)})
    response = RedirectResponse(address, 303)
    response.set_cookie(
        _cookie(request),
        ask.parts.secrets.seal(kept).decode(),
        max_age=AWAY_SECONDS,
        path="/",
        secure=proofs_of(request).https,
        httponly=True,
        samesite="lax",  # it has to come along when the provider sends the browser back
    )
    return response


def come_back(ask: Ask, request: Request, provider: Id) -> Response:
    """The provider sent the browser back. Sign in, and go on to where the person wanted to go."""
    response: Response
    try:
        chosen = _provider(ask, provider)
        kept = _kept(ask, request)
        claim = chosen.finish(_flow(kept), _redirect_uri(ask, request, chosen), dict(request.query_params))
        settings = ask.parts.settings
        with ask.parts.store.writing() as connection:
            person = arrive(
                connection,
                claim,
                # whoever began has to be whoever comes back
                signed_in=_signed_in(ask) if kept.get("person") == _signed_in(ask) else None,
                trusted=chosen.trusted,
                sign_up=settings.sign_up,
                sign_up_team=settings.sign_up_team,
                now=ask.parts.clock(),
            )
            response = RedirectResponse(inner_path(str(kept.get("to"))), 303)
            give_session(connection, ask, request, response, person, chosen.id)
    except StudioError as error:
        response = _page(error)
    response.delete_cookie(_cookie(request), path="/", secure=proofs_of(request).https, httponly=True, samesite="lax")
    return response


def _provider(ask: Asking, id: str) -> Provider:
    found = None if ask.parts.owner else ask.parts.providers.get(id)
    if found is None:
        raise NotFound("There is no such way to sign in")
    return found


def _redirect_uri(ask: Asking, request: Request, provider: Provider) -> str:
    base = (ask.parts.settings.public_url or str(request.base_url)).rstrip("/")
    return f"{base}/auth/sign-in/{provider.id}/callback"


def _signed_in(ask: Asking) -> str | None:
    return ask.actor.person if ask.actor.scopes is None else None


def _cookie(request: Request) -> str:
    return f"{proofs_of(request).cookie(request)}-away"


def _kept(ask: Asking, request: Request) -> Mapping[str, object]:
    try:
        text = ask.parts.secrets.open(request.cookies.get(_cookie(request), "").encode(), seconds=AWAY_SECONDS)
    except WrongKey:
        return {}
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def _flow(kept: Mapping[str, object]) -> Flow | None:
    names = ("provider", "state", "nonce", "verifier")
    return Flow(*(str(kept[name]) for name in names)) if all(name in kept for name in names) else None


def _page(error: StudioError) -> Response:
    """What went wrong, in a page that needs no script."""
    hint = f"<p>{html.escape(error.hint)}.</p>" if error.hint else ""
    return HTMLResponse(
        f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Not signed in – Studio</title>
<main>
<h1>Not signed in</h1>
<p>{html.escape(error.message)}.</p>
{hint}
<p><a href="/sign-in">Back to sign-in</a></p>
</main>
""",
        status_of(error),
        headers={"Cache-Control": "no-store"},
    )
