"""Errors → answers (RFC 9457), by one table.

What is not in the tree of our errors is a bug of ours: it is logged with an id, and the answer has the id and nothing
of the traceback.
"""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gto import errors as gto
from gto_studio import errors as studio
from gto_studio.store.connection import is_busy
from gto_studio.web.api.shapes import Problem

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

#: Asked by DVC and DVCLive, which show people the answer as it is, or the `detail` in it.
FOR_CLIENTS = frozenset({"/api/live", "/webhook/dvc"})

#: The nearest class above an error decides.
STATUS: dict[type[gto.GtoError], HTTPStatus] = {
    gto.GtoError: HTTPStatus.UNPROCESSABLE_ENTITY,
    # who asks
    studio.NotSignedIn: HTTPStatus.UNAUTHORIZED,
    studio.WrongSignIn: HTTPStatus.UNAUTHORIZED,
    studio.SignInFailed: HTTPStatus.FORBIDDEN,
    studio.NotAllowed: HTTPStatus.FORBIDDEN,
    studio.UnprovedHook: HTTPStatus.FORBIDDEN,
    studio.CrossSite: HTTPStatus.FORBIDDEN,
    studio.WrongHost: HTTPStatus.MISDIRECTED_REQUEST,
    # what is asked for
    studio.NotFound: HTTPStatus.NOT_FOUND,
    studio.NotHereYet: HTTPStatus.SERVICE_UNAVAILABLE,
    studio.Conflict: HTTPStatus.CONFLICT,
    studio.LeaseLost: HTTPStatus.CONFLICT,
    studio.TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    studio.TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    studio.DatabaseAway: HTTPStatus.SERVICE_UNAVAILABLE,
    studio.WrongKey: HTTPStatus.SERVICE_UNAVAILABLE,
    # a forge says no
    studio.ForgeDown: HTTPStatus.BAD_GATEWAY,
    studio.RateLimited: HTTPStatus.SERVICE_UNAVAILABLE,
    # the registry says no
    gto.NotFound: HTTPStatus.NOT_FOUND,
    gto.ArtifactNotFound: HTTPStatus.NOT_FOUND,
    gto.VersionRequired: HTTPStatus.NOT_FOUND,
    gto.RefNotFound: HTTPStatus.NOT_FOUND,
    gto.TagNotFound: HTTPStatus.NOT_FOUND,
    gto.NoStageForVersion: HTTPStatus.NOT_FOUND,
    gto.NoActiveAssignment: HTTPStatus.NOT_FOUND,
    gto.VersionExistsForCommit: HTTPStatus.CONFLICT,
    gto.VersionAlreadyRegistered: HTTPStatus.CONFLICT,
    gto.TagExists: HTTPStatus.CONFLICT,
    # Git says no
    gto.RemoteUnreachable: HTTPStatus.BAD_GATEWAY,
    gto.PushRefused: HTTPStatus.BAD_GATEWAY,
    gto.GitFailed: HTTPStatus.BAD_GATEWAY,
    gto.GitTimeout: HTTPStatus.GATEWAY_TIMEOUT,
}

#: Codes of what the framework itself says no to.
FRAMEWORK_CODES = {
    400: "wrong-request",
    404: "not-found",
    405: "wrong-method",
    406: "not-acceptable",
    413: "too-large",
    415: "wrong-media-type",
    422: "wrong-input",
}


def status_of(error: gto.GtoError) -> HTTPStatus:
    """The status that an error answers with."""
    return next(STATUS[one] for one in type(error).__mro__ if one in STATUS)


def problem(error: gto.GtoError) -> Problem:
    """An error as what goes over the wire."""
    return Problem(
        title=error.message.strip(),
        status=status_of(error),
        code=error.code,
        hint=error.hint,
        fields=error.fields if isinstance(error, studio.WrongInput) else None,
    )


def answer(error: gto.GtoError, path: str = "") -> Response:
    """An error as a response to whoever asked at this address."""
    headers = {}
    if isinstance(error, studio.TooMany):
        headers["Retry-After"] = str(max(1, round(error.seconds)))
    if isinstance(error, studio.NotHereYet | studio.DatabaseAway):
        headers["Retry-After"] = "1"
    if isinstance(error, studio.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    return _response(problem(error), path, headers)


def install(app: FastAPI) -> None:
    """Let every error that a route raises become an answer."""
    app.add_exception_handler(gto.GtoError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)


def _response(said: Problem, path: str, headers: dict[str, str] | None = None) -> Response:
    if path in FOR_CLIENTS:
        fields = [f"{name}: {what}" for name, what in (said.fields or {}).items()]
        sentence = "; ".join([said.title.rstrip("."), *fields, *([said.hint] if said.hint else [])])
        return JSONResponse({"detail": sentence}, said.status, headers=headers)
    content: dict[str, Any] = said.model_dump(exclude_none=True)
    return JSONResponse(content, said.status, headers=headers, media_type=MEDIA_TYPE)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, gto.GtoError)  # noqa: S101 - as installed
    return answer(error, request.url.path)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as installed
    fields: dict[str, str] = {}
    for one in error.errors():
        place = [str(part) for part in one["loc"] if part not in ("body", "query", "path", "header")]
        fields.setdefault(".".join(place) or "body", one["msg"])
    return _response(
        Problem(
            title="What was sent does not have the form that is expected here",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            code="wrong-input",
            fields=fields,
        ),
        request.url.path,
    )


def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as installed
    code = FRAMEWORK_CODES.get(error.status_code, "refused")
    title = "There is nothing at this address" if error.status_code == HTTPStatus.NOT_FOUND else str(error.detail)
    said = Problem(title=title, status=error.status_code, code=code)
    return _response(said, request.url.path, dict(error.headers or {}))


class Bugs:
    """ASGI, around everything: what nobody caught becomes a line in the log and an answer with the same id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except gto.GtoError as error:  # of what stands around the routes
            if begun:
                raise
            await answer(error, scope["path"])(scope, receive, send)
        except ConnectionAbortedError as error:  # of an answer that cannot go on
            log.warning("broken off: %s: %s %s", error, scope["method"], scope["path"][:100])
            raise
        except Exception as error:
            if is_busy(error) and not begun:
                log.warning("the database: %s: %s %s", getattr(error, "orig", None), scope["method"], scope["path"])
                await answer(studio.DatabaseAway(), scope["path"])(scope, receive, send)
                return
            bug = secrets.token_hex(4)
            log.exception("bug %s: %s %s", bug, scope["method"], scope["path"])
            if begun:
                raise
            said = Problem(
                title="The server has a bug",
                status=HTTPStatus.INTERNAL_SERVER_ERROR,
                code="bug",
                hint=f"its log says more under the id {bug}",
                detail=bug,
            )
            await _response(said, scope["path"])(scope, receive, send)
