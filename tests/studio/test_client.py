"""The small client, against a real server on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from gto_studio.client import Client, Refused, Unreachable
from gto_studio.store.connection import Store
from studio.web.conftest import made  # noqa: F401 - a fixture
from studio.web.listening import listening
from studio.web.registered import Registered, registered


@pytest.fixture
def served(
    prepared_sqlite: Path,
    tmp_path: Path,
    made: Path,  # noqa: F811 - the fixture above
) -> Iterator[tuple[Client, Registered]]:
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    with registered(store, tmp_path, made) as registry, listening(registry.site.app) as address:
        yield Client(address), registry
    store.close()


def test_what_there_is(served: tuple[Client, Registered]) -> None:
    studio, registry = served
    id = registry.models.source.id
    assert studio.health()["status"] == "ok"
    assert {row["name"] for row in studio.repositories()} == {"team/models", "team/data"}
    assert [row["name"] for row in studio.models(stage=["prod"], deprecated=True)] == ["churn"]
    assert studio.model(id, "churn")["latest"] == "v1.2.0"
    assert studio.model(id, "churn", at="2026-03-01T09:15:00+00:00")["latest"] == "v1.1.0"
    assert studio.version(id, "churn", "prod")["version"] == "v1.2.0"
    assert studio.projects() == []


def test_pages_are_followed(served: tuple[Client, Registered]) -> None:
    studio, registry = served
    assert list(studio.events(limit=3)) == registry.get("/api/events")
    assert list(studio.events(registry.models.source.id, limit=2)) == registry.get("/api/repositories/{id}/events")


def test_what_can_be_done(served: tuple[Client, Registered]) -> None:
    studio, registry = served
    id = registry.models.source.id
    fields = {"version": "v1.2.0", "stage": "dev"}
    assert [tag["tag"] for tag in studio.preview(id, "assign", "churn", **fields)["tags"]] == ["churn#dev#5"]
    change = studio.ask(id, "assign", "churn", **fields)
    assert studio.change(change["id"], wait_seconds=0.01)["state"] == "queued"
    assert studio.sync(id)["state"] == "queued"
    assert studio.add_repository("https://git.example.com/a/b")["name"] == "a/b"


def test_a_refusal_says_what_the_server_says(served: tuple[Client, Registered]) -> None:
    studio, registry = served
    with pytest.raises(Refused, match="Cannot find artifact") as refused:
        studio.model(registry.models.source.id, "nobody")
    assert (refused.value.status, refused.value.code) == (404, "artifact-not-found")


@pytest.mark.parametrize("url", ["ftp://example.com", "file:///etc/passwd", "studio"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(Unreachable, match="no address"):
        Client(url)


def test_nobody_answers() -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        Client("http://127.0.0.1:1").health()


def test_a_token_is_not_carried_to_where_a_server_points() -> None:
    heard: list[str | None] = []

    class Pointing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    pointing = HTTPServer(("127.0.0.1", 0), Pointing)
    thread = threading.Thread(target=pointing.serve_forever, daemon=True)
    thread.start()
    with pytest.raises(Refused):
        Client(f"http://127.0.0.1:{pointing.server_port}", token="isat_x").health()
    pointing.shutdown()
    pointing.server_close()
    thread.join()
    assert heard == ["/health"]
