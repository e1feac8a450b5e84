"""Every route × everybody who could ask: held against the table in `access.txt`, which people can read and check.

A route that is not in the table fails, and so does a row without a route. `.` means let in: what the route itself then
says (of a wrong body, for instance) is another matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from gto_studio.store.connection import Store
from gto_studio.store.owned import tables
from gto_studio.web.problems import FOR_CLIENTS
from gto_studio.web.routes import ROUTES
from studio.web.serving import Site, a_site
from studio.web.world import World

TABLE = Path(__file__).with_name("access.txt")
LINES = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
HEADER, ROWS = LINES[0][2:], {(row[0], row[1]): row[2:] for row in LINES[1:]}

#: Addresses that the framework or the pages serve, beside the table of routes.
BESIDE = {("GET", "/api/openapi.json")}


@pytest.fixture(scope="module")
def site(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for the module: access is decided by values, so one engine is enough."""
    folder = tmp_path_factory.mktemp("walk")
    (folder / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{folder / 'studio.db'}")
    with a_site(store, folder) as found:
        yield found
    store.close()


def test_every_route_is_in_the_table_and_in_no_other_way_served(site: Site) -> None:
    stated = {(route.method, route.path) for route in ROUTES}
    assert set(ROWS) == stated | BESIDE
    served = {
        (method, route.path)
        for route in site.app.routes
        if isinstance(route, APIRoute) and route.path.startswith(("/api", "/auth", "/dl", "/health", "/webhook"))
        for method in route.methods
    }
    assert served == stated


@pytest.mark.parametrize(("method", "path"), ROWS, ids=lambda value: value)
def test_each_is_let_in_where_the_table_says(site: Site, method: str, path: str) -> None:
    world = World(site)
    found = []
    for who in HEADER:
        answer = asked(world, who, method, path)
        found.append(answer)
        if method != "GET" and answer == ".":
            world = World(site)  # whoever was let in may have broken this one
    assert dict(zip(HEADER, found, strict=True)) == dict(zip(HEADER, ROWS[method, path], strict=True))


def test_what_a_public_project_shows_to_anybody(site: Site) -> None:
    world = World(site)
    with site.store.writing() as connection:
        connection.execute(
            tables.project.update().where(tables.project.c.id == world.values["project"]).values(public=True)
        )
    seen = {
        f"{method} {path}"
        for method, path in ROWS
        if "{repository}" in path or "{project}" in path
        if ROWS[method, path][HEADER.index("nobody")] != "." and asked(world, "nobody", method, path) == "."
    }
    assert seen == {
        "GET /api/projects/{project}",
        "GET /api/projects/{project}/checks",
        "GET /api/projects/{project}/commits/{commit}/values",
        "GET /api/projects/{project}/table",
        "GET /api/projects/{project}/table/export",
        "GET /api/projects/{project}/live",
        "GET /api/projects/{project}/live/{run}/image",
        "GET /api/projects/{project}/live/{run}/points",
        "GET /api/projects/{project}/views",
        "GET /api/projects/{project}/plots",
        "GET /api/projects/{project}/plots/one",
        "GET /api/projects/{project}/plots/data",
        "GET /api/projects/{project}/files/{commit}",
        "GET /api/repositories/{repository}",
        "GET /api/repositories/{repository}/checks",
        "GET /api/repositories/{repository}/commits",
        "GET /api/repositories/{repository}/comparison",
        "GET /api/repositories/{repository}/events",
        "GET /api/repositories/{repository}/model",
        "GET /api/repositories/{repository}/problems",
        "GET /api/repositories/{repository}/version",
        "GET /api/repositories/{repository}/workflows",
    }


def test_what_a_runner_may(site: Site) -> None:
    """Its token lies on a machine where other people's code runs: it is good for nothing else."""
    world = World(site)
    let_in = {
        f"{method} {path}"
        for method, path in ROWS
        if ROWS[method, path][HEADER.index("nobody")] != "." and asked(world, "t:runner", method, path) == "."
    }
    assert let_in == {
        "POST /api/runner/claim",
        "POST /api/runner/{queued}/report",
        "POST /api/live",
        "POST /webhook/dvc",
        "GET /api/view-links",
    }


def asked(world: World, who: str, method: str, path: str) -> str:
    """`.` if somebody is let in, else the status of the refusal."""
    address = re.sub(r"{(\w+)}", lambda found: world.values[found[1]], path)
    # an array is no form of ours, so that whoever is let in changes as little as can be
    body = b"[]"
    if path in ("/api/repositories", "/api/projects"):
        body = f'{{"team": "{world.values["team"]}"}}'.encode()
    if path == "/api/create-project":
        body = f'{{"team_name": "{world.values["team"]}"}}'.encode()
    answer = world.site.ask(method, address, world.headers(who), body)
    if path in FOR_CLIENTS and answer.status in (401, 403):  # in words that DVC shows
        return str(answer.status)
    said = answer.json() if answer.headers.get("content-type") == "application/problem+json" else {}
    refused = said.get("code") in ("not-signed-in", "not-allowed") or said.get("title") == UNSEEN
    return str(answer.status) if refused else "."


UNSEEN = "There is nothing here that you may see"
