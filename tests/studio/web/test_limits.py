"""The outer wall: strange names, other sites' pages, large bodies, and what every answer tells browsers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gto_studio.rules.access import Scope
from gto_studio.store.connection import Store
from gto_studio.web.headers import POLICY
from gto_studio.web.limits import SIGN_IN_MOST, is_cross_site, is_known_host, origin_of
from studio.web.serving import Site, a_site


@pytest.fixture
def site(tmp_path: Path, prepared_sqlite: Path) -> Iterator[Site]:
    """No SQL is asked here that could differ between engines."""
    (tmp_path / "studio.db").write_bytes(prepared_sqlite.read_bytes())
    store = Store(f"sqlite:///{tmp_path / 'studio.db'}")
    with a_site(store, tmp_path) as found:
        yield found
    store.close()


# --- cross-site requests --------------------------------------------------------------------------------------------

OURS, THEIRS = "http://127.0.0.1:8788", "https://evil.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": THEIRS},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},  # another program on this machine
        {"Origin": "http://127.0.0.1:8788.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
        {"Origin": THEIRS, "Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"},
    ],
)
def test_a_page_of_another_site_cannot_use_somebodys_session(site: Site, headers: dict[str, str]) -> None:
    jane = site.session(site.person("jane", red=site.admin))
    answer = site.ask("POST", "/api/teams", {**jane, **headers}, b'{"slug": "x", "name": "X"}')
    assert (answer.status, answer.json()["code"]) == (403, "cross-site")
    assert len(site.client(**jane).get("/api/teams").json()) == 1


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": OURS}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}]
)
def test_our_own_pages_and_programs_can(site: Site, headers: dict[str, str]) -> None:
    jane = site.session(site.person("jane"))
    assert site.ask("POST", "/api/teams", {**jane, **headers}, b'{"slug": "x", "name": "X"}').status == 201


def test_a_server_without_accounts_is_no_prey_either(site: Site, tmp_path: Path) -> None:
    with a_site(site.store, tmp_path, accounts=False) as local:
        answer = local.ask("POST", "/api/tokens", {"Origin": THEIRS}, b'{"name": "x", "scopes": ["admin"]}')
        assert (answer.status, answer.json()["code"]) == (403, "cross-site")


def test_signing_in_from_another_sites_page_is_refused(site: Site) -> None:
    """Otherwise that page could sign a browser in as somebody whom its owner watches."""
    answer = site.ask("POST", "/api/session", {"Origin": THEIRS}, b'{"username": "a", "password": "b"}')
    assert answer.json()["code"] == "cross-site"


def test_a_program_with_a_token_may_come_from_anywhere(site: Site) -> None:
    token = site.token(site.person("jane", red=site.admin), Scope.ADMIN)
    answer = site.ask("PATCH", "/api/teams/red", {**token, "Origin": THEIRS}, b'{"name": "Red"}')
    assert answer.status == 200


def test_no_answer_allows_another_sites_page_to_read_it(site: Site) -> None:
    answer = site.ask("GET", "/api/me", {"Origin": THEIRS})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    preflight = site.ask("OPTIONS", "/api/me", {"Origin": THEIRS, "Access-Control-Request-Method": "PATCH"})
    assert preflight.status == 405


def test_behind_a_proxy_the_public_address_is_ours(site: Site) -> None:
    public = "https://studio.example.com"
    assert not is_cross_site("POST", "127.0.0.1:8788", public, "same-origin", f"{public}/")
    assert not is_cross_site("POST", "127.0.0.1:8788", public, None, public)
    assert is_cross_site("POST", "127.0.0.1:8788", "https://studio.example.com.evil.example", None, public)
    assert origin_of("https://Studio.example.com:443/x") == public
    assert origin_of("http://[::1]:8788/") == "http://[::1]:8788"


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:8788", "localhost:1", "localhost", "[::1]:8788", "192.0.2.7"])
def test_names_that_are_ours(site: Site, host: str) -> None:
    assert site.ask("GET", "/health", {"Host": host}).status == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[", "a b", "@", "evil.example:8788"],
)
def test_a_name_that_a_stranger_points_at_us_is_refused(site: Site, host: str) -> None:
    """DNS rebinding: a page of evil.example could otherwise talk to a server on loopback as if it were its own."""
    answer = site.ask("GET", "/api/me", {"Host": host})
    assert (answer.status, answer.json()["code"]) == (421, "wrong-host")


def test_the_public_address_is_a_name_of_ours(site: Site) -> None:
    assert is_known_host("studio.example.com", listens="0.0.0.0", public_url="https://studio.example.com/x")
    assert is_known_host("box.lan:80", listens="box.lan", public_url=None)
    assert not is_known_host("example.com", listens="0.0.0.0", public_url="https://studio.example.com")


# --- bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [str(SIGN_IN_MOST + 1), "99999999999999999999", "-1", "x", "1e3", "²"])
def test_a_body_that_says_it_is_too_large_is_not_read(site: Site, length: str) -> None:
    answer = site.ask("POST", "/api/session", {"Content-Length": length}, b"{}")
    assert (answer.status, answer.json()["code"]) == (413, "too-large")


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(site: Site) -> None:
    chunks = [b'{"username": "' + b"x" * 40_000, b"x" * 40_000, b"x" * 40_000]
    answer = site.client().post("/api/session", content=iter(chunks), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_deep_body_is_wrong_and_nothing_worse(site: Site) -> None:
    jane = site.session(site.person("jane", red=site.admin))
    for body in (b"[" * 60_000, b'{"a":' * 12_000, b'{"team": ' + b"9" * 60_000 + b"}", b'"\\ud800"', b"\xff\xfe"):
        answer = site.ask("POST", "/api/repositories", jane, body)
        assert 400 <= answer.status < 500, body[:10]


# --- what browsers are told -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/me", "/api/people", "/nowhere", "/health", "/auth/sign-in/none"])
def test_no_answer_can_be_framed_sniffed_or_run_strange_scripts(site: Site, path: str) -> None:
    """Clickjacking, among others; failures are answers, too."""
    headers = site.ask("GET", path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["content-security-policy"] == POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "unsafe" not in POLICY
    assert "server" not in headers


def test_a_refusal_by_the_wall_has_the_headers_too(site: Site) -> None:
    assert "content-security-policy" in site.ask("GET", "/", {"Host": "evil.example"}).headers


def test_what_is_somebodys_own_is_kept_by_no_shared_cache(site: Site) -> None:
    headers = site.ask("GET", "/api/me").headers
    assert "private" in headers["cache-control"]
    assert {"Cookie", "Authorization"} <= {name.strip() for name in headers["vary"].split(",")}


def test_what_people_send_becomes_no_header(site: Site) -> None:
    """Header injection: in addresses that are redirected to, and in what is told of a name."""
    evil = "/x%0d%0aSet-Cookie:%20a=b"
    for path in (f"/auth/sign-in/{evil}", f"/auth/sign-in/oidc?to={evil}", f"/api/teams/{evil}", f"/{evil}"):
        answer = site.ask("GET", path)
        assert "set-cookie" not in answer.headers
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())
