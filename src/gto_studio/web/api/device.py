"""Programs that ask to be let in (`dvc studio login`, the extension of VS Code), in the words they know."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request
from fastapi.params import Path
from fastapi.responses import JSONResponse

from gto_studio.errors import NotFound
from gto_studio.identity import devices
from gto_studio.rules import tokens
from gto_studio.store.owned import device_logins
from gto_studio.web.api import shapes
from gto_studio.web.api.times import moment
from gto_studio.web.asking import Ask, Asking

Code = Annotated[str, Path(max_length=20)]


def ask_in(ask: Ask, request: Request, wanted: shapes.DeviceRequest) -> shapes.DeviceAsked:
    """A program asks for a token. It shows the code to a person, who says yes or no in the browser."""
    with ask.parts.store.writing() as connection:
        row, secret = devices.ask(
            connection,
            client=wanted.client_name,
            name=wanted.token_name,
            scopes=tokens.device_scopes(wanted.scopes),
            now=ask.parts.clock(),
            address=ask.address,
        )
    base = (ask.parts.settings.public_url or str(request.base_url)).rstrip("/")
    return shapes.DeviceAsked(
        device_code=secret,
        user_code=tokens.shown_code(row.user_code),
        verification_uri=f"{base}/auth/device-login",
        token_uri=f"{base}/api/device-login/token",
        token_name=row.name,
        expires_in=int(devices.WAIT_SECONDS),
    )


def collect(ask: Ask, sent: shapes.DeviceCode) -> Any:
    """The program comes back for its token. What clients read of a refusal is the word in `detail`."""
    try:
        with ask.parts.store.writing() as connection:
            token = devices.collect(connection, sent.code, ask.parts.clock())
    except NotFound:
        return JSONResponse({"detail": "authorization_expired"}, 400)
    if token is None:
        return JSONResponse({"detail": "authorization_pending"}, 400)
    return JSONResponse({"access_token": token}, headers={"Cache-Control": "no-store"})


def one(ask: Ask, code: Code) -> shapes.DeviceLogin:
    """What the page shows before somebody says yes."""
    with ask.parts.store.reading() as connection:
        return _shown(ask, devices.find(connection, code))


def answer(ask: Ask, said: shapes.DeviceAnswer) -> shapes.DeviceLogin:
    """Let a program in, or not."""
    given = tokens.scopes(said.scopes) if said.scopes is not None else tokens.DEVICE_SCOPES
    with ask.parts.store.writing() as connection:
        row = devices.answer(
            connection,
            ask.actor,
            said.user_code,
            allow=said.allow,
            scopes=given,
            team=said.team,
            now=ask.parts.clock(),
        )
    return _shown(ask, row)


def _shown(ask: Asking, row: device_logins.DeviceRow) -> shapes.DeviceLogin:
    return shapes.DeviceLogin(
        user_code=tokens.shown_code(row.user_code),
        client_name=row.client,
        token_name=row.name,
        scopes=sorted(scope.value for scope in row.scopes),
        state=devices.state(row, ask.parts.clock()),
        expires_at=moment(row.expires),
    )
