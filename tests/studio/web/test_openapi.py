from __future__ import annotations

import functools
import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from gto_studio.store.connection import Store
from gto_studio.web import openapi, problems
from gto_studio.web.routes import ROUTES
from studio.web.listening import listening
from studio.web.serving import a_site

description = functools.cache(openapi.description)


def test_it_describes_every_route_and_nothing_else() -> None:
    said = description()
    assert said["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, methods in said["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_each_route_says_what_it_does_what_it_takes_and_how_it_fails(route: object) -> None:
    operation = description()["paths"][route.path][route.method.lower()]  # type: ignore[attr-defined]
    assert operation["description"].endswith((".", "`."))
    assert operation["x-need"]
    failure = "application/json" if route.path in problems.FOR_CLIENTS else "application/problem+json"  # type: ignore[attr-defined]
    assert list(operation["responses"]["default"]["content"]) == [failure]
    assert "422" not in operation["responses"], "failures have one shape: Problem"


def test_names_of_operations_are_unique() -> None:
    ids = [operation["operationId"] for methods in description()["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_a_command_writes_it_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    subprocess.run([sys.executable, "-m", "gto_studio.web.openapi", str(file)], check=True)
    assert json.loads(file.read_text()) == json.loads(json.dumps(description()))


def test_while_it_is_made_others_are_answered(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes half a second, and much more on a busy machine; a training that tells of itself waits for five."""
    others_were_answered = threading.Event()

    def slow() -> dict[str, bool]:
        return {"in time": others_were_answered.wait(60)}

    with a_site(store, tmp_path, accounts=False) as site, listening(site.app) as url, ThreadPoolExecutor(1) as other:
        monkeypatch.setattr(site.app, "openapi", slow)
        with httpx2.Client(timeout=90) as client:
            asked = other.submit(client.get, f"{url}api/openapi.json")
            assert client.get(f"{url}health").status_code == 200
            others_were_answered.set()
            assert asked.result().json() == {"in time": True}
