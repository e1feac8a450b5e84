"""The built pages, from a folder made for the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gto_studio.store.connection import Store
from gto_studio.web.static import Pages
from studio.web.serving import a_site

SCRIPT = "console.log('hello');\n" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built = tmp_path / "static"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("<!doctype html><title>Studio</title>")
    (built / "icon.svg").write_text("<svg/>")
    (built / "assets" / "main-4f2a9c1d.js").write_text(SCRIPT)
    (tmp_path / "secret").write_text("not for anybody")
    (built / "assets" / "out").symlink_to(tmp_path / "secret")
    return built


@pytest.fixture
def client(folder: Path) -> TestClient:
    app = Starlette()
    app.router.default = Pages(folder)
    return TestClient(app, follow_redirects=False)


def test_a_name_with_a_digest_is_kept_for_ever(client: TestClient) -> None:
    found = client.get("/assets/main-4f2a9c1d.js")
    assert found.text == SCRIPT
    assert found.headers["content-type"] == "text/javascript; charset=utf-8"
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-encoding"] == "gzip"


def test_who_takes_no_gzip_gets_none(client: TestClient) -> None:
    found = client.get("/assets/main-4f2a9c1d.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in found.headers
    assert found.content == SCRIPT.encode()


def test_what_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/icon.svg").headers["etag"]
    again = client.get("/icon.svg", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/models", "/models/01ABC/folder:churn/v1.0.0", "/settings/tokens", "/sign-in"])
def test_every_page_is_the_one_page(client: TestClient, path: str) -> None:
    found = client.get(path, headers={"Accept": "text/html,application/xhtml+xml"})
    assert "<title>Studio</title>" in found.text
    assert found.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/api", "/api/x", "/webhook/x", "/auth/x", "/assets/x.js", "/health/x"])
def test_what_is_no_page_is_an_error(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 404


def test_a_program_that_wants_json_gets_no_page(client: TestClient) -> None:
    assert client.get("/somewhere", headers={"Accept": "application/json"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/assets/../../secret",
        "/assets/%2e%2e/%2e%2e/secret",
        "/assets/%252e%252e/%252e%252e/secret",
        "/assets/..%5c..%5csecret",
        "/assets/..\\..\\secret",
        "/assets/..%2f..%2fsecret",
        "/assets/%00/../../../secret",
        "/assets//etc/passwd",
        "//etc/passwd",
        "/assets/out",
        "/#/../secret",
        "/%23/../../secret",
    ],
)
def test_no_spelling_of_a_path_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    for accept in ("text/html", "application/json"):
        found = client.get(path, headers={"Accept": accept})
        assert "not for anybody" not in found.text
        assert "root:" not in found.text
        assert found.status_code == 404 or "<title>Studio</title>" in found.text


def test_pages_that_were_built_anew_are_served(client: TestClient, folder: Path) -> None:
    assert client.get("/new.svg", headers={"Accept": "image/*"}).status_code == 404
    (folder / "new.svg").write_text("<svg/>")
    (folder / "index.html").write_text("<!doctype html><title>Newer</title>")
    assert client.get("/new.svg").status_code == 200
    assert "Newer" in client.get("/").text


def test_a_server_without_built_pages_says_so(tmp_path: Path) -> None:
    app = Starlette()
    app.router.default = Pages(tmp_path / "nowhere")
    found = TestClient(app).get("/")
    assert found.status_code == 404
    assert "make studio" in found.text


# --- in the whole server ----------------------------------------------------------------------------------------------


@pytest.fixture
def server(prepared_sqlite: Path, tmp_path: Path, folder: Path) -> Iterator[TestClient]:
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    with a_site(store, tmp_path) as site:
        site.app.router.default = Pages(folder)
        yield site.client()
    store.close()


def test_pages_need_no_sign_in_and_have_the_strict_policy(server: TestClient) -> None:
    found = server.get("/models", headers={"Accept": "text/html"})
    assert found.status_code == 200
    assert "script-src 'self'" in found.headers["content-security-policy"]
    assert found.headers["x-frame-options"] == "DENY"


def test_an_unknown_address_of_the_api_is_a_problem_and_no_page(server: TestClient) -> None:
    found = server.get("/api/nothing", headers={"Accept": "text/html"})
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"


def test_another_method_on_a_page_is_a_problem(server: TestClient) -> None:
    assert server.post("/models").status_code == 405
