"""What holds for every route, because the application sees to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from gto_studio.rules.access import Scope
from gto_studio.store.connection import Store
from gto_studio.web.routes import ROUTES
from studio.rows import a_repository
from studio.web.serving import Role, Site, a_site


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Site]:
    with a_site(store, tmp_path) as site:
        yield site


def test_a_body_is_not_even_read_of_who_may_not_ask(site: Site) -> None:
    answer = site.ask("POST", "/api/repositories", {}, b"{ this is no JSON")
    assert (answer.status, answer.json()["code"]) == (401, "not-signed-in")


def test_something_new_belongs_to_the_team_that_its_body_names(site: Site) -> None:
    person = site.person("jane", here=Role.EDITOR, there=Role.VIEWER)
    headers = site.session(person)
    url = "https://git.example.com/a.git"
    made = site.ask("POST", "/api/repositories", headers, b'{"url": "%s", "team": "here"}' % url.encode())
    assert made.status == 201
    refused = site.ask("POST", "/api/repositories", headers, b'{"url": "%s", "team": "there"}' % url.encode())
    assert refused.status == 403
    unseen = site.ask("POST", "/api/repositories", headers, b'{"url": "%s", "team": "nowhere"}' % url.encode())
    assert unseen.status == 404
    unsaid = site.ask("POST", "/api/repositories", headers, b'{"url": "%s"}' % url.encode())
    assert unsaid.json()["fields"] == {"team": "name one of your teams"}


def test_the_last_use_of_a_token_is_written_down_after_the_answer(site: Site) -> None:
    person = site.person("jane", here=Role.VIEWER)
    assert site.client(**site.token(person, Scope.READ)).get("/api/models").status_code == 200
    listed = site.client(**site.session(person)).get("/api/tokens").json()
    assert listed[0]["used_at"] is not None


def test_characters_that_no_text_has_break_nothing(site: Site) -> None:
    """PostgreSQL takes no NUL, and bytes that are no UTF-8 become other characters before we see them."""
    headers = site.session(site.person("jane", admin=True))
    with site.store.writing() as connection:
        repository = a_repository(connection, hook_secret=site.parts.secrets.seal("secret")).id
    for route in ROUTES:
        if route.method != "GET" or route.path == "/api/stream":
            continue
        for character in ("%00", "%ff", "%ed%a0%80"):
            for path in (route.path.replace("{repository}", repository), route.path):
                path = re.sub(r"{\w+}", unquote(character), path)
                answer = site.ask("GET", f"{path}?name={character}&q={character}&person={character}", headers)
                assert answer.status < 500, (route.path, answer.body)


def test_a_nul_in_a_body_is_refused_before_anybody_looks_at_it(site: Site) -> None:
    headers = site.session(site.person("jane", here=Role.ADMIN))
    answer = site.ask("POST", "/api/repositories", headers, b'{"url": "/a\\u0000b", "team": "here"}')
    assert (answer.status, answer.json()["code"]) == (422, "wrong-input")
