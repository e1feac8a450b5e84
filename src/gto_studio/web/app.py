"""The application: the table of routes, each behind its need; problems as answers; pages beside the API."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import BackgroundTasks, FastAPI
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response

from gto.version import __version__
from gto_studio.errors import NotFound, WrongInput
from gto_studio.live.arriving import Arrivals
from gto_studio.live.intake import Intake
from gto_studio.rules import access
from gto_studio.web import bodies, hearing, places, problems
from gto_studio.web.api.models import Boards
from gto_studio.web.api.shapes import Problem
from gto_studio.web.api.table import Tables
from gto_studio.web.asking import Asking
from gto_studio.web.bodies import ReadAtOnce
from gto_studio.web.headers import Headers
from gto_studio.web.identity import Proofs, proofs_of
from gto_studio.web.limits import Wall
from gto_studio.web.live import Bell
from gto_studio.web.routes import ROUTES, Route
from gto_studio.web.static import Pages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

    from starlette.requests import Request

    from gto_studio.wiring import Parts

#: What trainings have told when the server is told to end is still written down, if that takes no longer.
ENDING_SECONDS = 5.0

ABOUT = """\
Everything that Studio's pages show. Lists are arrays; where one is paged, `Link` leads on and `X-Total-Count` counts.
Failures are problem details (RFC 9457) with a `code` that stays the same and, where there is a next step, a `hint`.
Programs prove themselves with `Authorization: Bearer TOKEN` (or `token TOKEN`).
"""


def application(parts: Parts) -> FastAPI:
    """The whole server as an ASGI application."""
    bell, intake = Bell(parts.store), Intake(parts.store, parts.clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        bell.end()
        intake.settle(ENDING_SECONDS)  # here, since all threads may be busy, and nobody else waits any more

    app = FastAPI(
        lifespan=lifespan,
        title="Studio",
        version=__version__,
        description=ABOUT,
        openapi_url=None,  # its own route would make the description where every answer is made, and hold them all up
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    settings = parts.settings
    app.state.parts = parts
    app.state.bell = bell
    app.state.intake = intake
    app.state.arrivals = Arrivals(parts.store, parts.clock)
    app.state.boards = Boards()
    app.state.tables = Tables()
    app.state.proofs = Proofs(parts.store, owner=parts.owner, https=settings.https, clock=parts.clock)
    for route in ROUTES:
        _add(app, route)
    app.router.add_route("/api/openapi.json", _description, methods=["GET"], include_in_schema=False)
    app.router.default = Pages()
    problems.install(app)
    _describe(app)
    # the last one added stands outermost
    app.add_middleware(GZipMiddleware, minimum_size=4_096, compresslevel=1)
    app.add_middleware(ReadAtOnce)
    app.add_middleware(Wall, listens=settings.host, public_url=settings.public_url)
    app.add_middleware(problems.Bugs)
    app.add_middleware(Headers, https=settings.https)
    return app


def _add(app: FastAPI, route: Route) -> None:
    module = route.handler.__module__.rpartition(".")[2]
    app.router.add_api_route(
        route.path,
        route.handler,
        methods=[route.method],
        response_model=route.answers,
        status_code=route.status,
        tags=[module],
        operation_id=f"{module}_{route.handler.__name__}",
        response_class=Response if route.answers is None else JSONResponse,
        responses=_answers(route),
        openapi_extra={"x-need": needs(route)},
        route_class_override=_guarded(route),
    )


def _answers(route: Route) -> dict[int | str, dict[str, Any]]:
    found: dict[int | str, dict[str, Any]] = {
        "default": {"description": "A problem", "content": {"application/problem+json": PROBLEM}}
    }
    if route.path in problems.FOR_CLIENTS:
        found["default"] = {
            "description": "Why not, in a sentence",
            "content": {"application/json": {"schema": DETAIL}},
        }
    if route.media is not None:
        found[route.status] = {"content": {route.media: {"schema": {"type": "string"}}}}
    return found


DETAIL = {"type": "object", "properties": {"detail": {"type": "string"}}, "required": ["detail"]}
PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


NEEDS = {
    access.Need.NOTHING: "Anybody may ask",
    access.Need.PERSON: "Whoever is signed in may ask",
    access.Need.SELF: "Whoever is signed in may ask, and no token",
    access.Need.VIEW: "Viewers of its team may ask",
    access.Need.EDIT: "Editors of its team may ask",
    access.Need.ADMIN: "Admins of its team may ask",
    access.Need.SERVER: "Administrators of the server may ask",
    access.Need.RUN: "Runners of its team may ask",
}


def needs(route: Route) -> str:
    """What a route takes, in words."""
    if route.own_proof:
        return "Whoever has the repository's hook secret may ask"
    scopes = access.SCOPES.get(route.need, set()) | route.also
    words = " or ".join(f"`{scope.value}`" for scope in access.Scope if scope in scopes)
    return NEEDS[route.need] + (f"; a token needs the scope {words}" if words else "")


def _guarded(route: Route) -> type[APIRoute]:
    """A route that lets nobody in who does not fulfil its need. Its body is read afterwards."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                if "\0" in request.url.path or "%00" in request.scope["query_string"].decode("latin-1"):
                    raise _nul()
                later = BackgroundTasks()
                asking = await run_in_threadpool(_who, route, request, later)
                values: Mapping[str, Any] = request.path_params
                if route.of in places.IN_BODY:
                    _let_in(asking.actor, route, None)
                    values = bodies.mapping(await request.body())
                if route.of is None:  # then nothing is asked of the database
                    request.state.asking = _admit(route, asking, values)
                else:
                    request.state.asking = await run_in_threadpool(_admit, route, asking, values)
                if request.method != "GET" and not route.own_proof and b"\\u0000" in await request.body():
                    raise _nul()
                response = await answer(request)
                response.background = _after(response.background, later)
                return response

            if route.path in problems.FOR_CLIENTS:
                return hearing.remembered(hearing.patient(guarded))
            return hearing.patient(guarded) if route.own_proof else guarded

    return Guarded


def _who(route: Route, request: Request, later: BackgroundTasks) -> Asking:
    parts: Parts = request.app.state.parts
    actor = access.NOBODY if route.own_proof else proofs_of(request).actor(request, later)
    base_url = parts.settings.public_url or str(request.base_url)
    return Asking(parts, actor, None, request.client.host if request.client else None, base_url.rstrip("/"))


def _after(first: BackgroundTask | None, later: BackgroundTasks) -> BackgroundTask | None:
    if not later.tasks:
        return first
    return later if first is None else BackgroundTasks([first, *later.tasks])


def _admit(route: Route, asking: Asking, values: Mapping[str, Any]) -> Asking:
    """Hold the need against the proof, and against the place that its resource is in."""
    if route.of is None:
        _let_in(asking.actor, route, None)
        return asking
    try:
        with asking.parts.store.reading() as connection:
            place = route.of(connection, asking.actor, values)
    except NotFound:
        _let_in(asking.actor, route, None)  # who is not signed in learns nothing, not even this
        raise
    _let_in(asking.actor, route, place)
    return replace(asking, team=place.team)


def _let_in(actor: access.Actor, route: Route, place: places.Place | None) -> None:
    team = place.team if place else None
    public = place is not None and place.public and route.method == "GET"
    if refused := access.decide(actor, route.need, team, public=public, also=route.also):
        raise refused


def _nul() -> WrongInput:
    """No name, message or path has one, and PostgreSQL has no text with one in it."""
    return WrongInput("What was sent contains a NUL character", hint="take it out")


def _description(request: Request) -> Response:
    return JSONResponse(request.app.openapi())


def _describe(app: FastAPI) -> None:
    """OpenAPI with our problems in place of the framework's."""
    make = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = make()
            shapes = found.setdefault("components", {}).setdefault("schemas", {})
            shapes["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            for name in ("HTTPValidationError", "ValidationError"):
                shapes.pop(name, None)
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign] # FastAPI's own way to extend it
