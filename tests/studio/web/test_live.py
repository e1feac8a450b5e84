"""News as they come, over real HTTP, written by another process's connection to the database."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from gto_studio.store import dialects
from gto_studio.store.connection import Store
from gto_studio.store.owned import notices, teams
from gto_studio.web import live, server
from studio.web.listening import listening
from studio.web.serving import Role, Scope, Site, a_site


@dataclass
class Page:
    """An open page that listens."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse

    def next(self) -> dict[str, str]:
        """The next event, or comment, as its fields."""
        found: dict[str, str] = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if not line and found:
                return found
            if line:
                name, _, value = line.partition(":")
                found[name] = value.strip()

    def close(self) -> None:
        self.connection.close()


@dataclass
class Place:
    site: Site
    address: str
    other: Store  # as another process has it

    def page(self, headers: dict[str, str]) -> Page:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=90)
        connection.request("GET", "/api/stream", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        assert answer.getheader("content-type", "").startswith("text/event-stream")
        page = Page(connection, answer)
        assert page.next() == {"retry": "2000"}
        return page

    def tell(self, topic: str, team: str | None) -> None:
        with self.other.writing() as connection:
            notices.tell(connection, topic, {"repository": topic.upper()}, team=team)

    def team(self, slug: str) -> str:
        with self.site.store.reading() as connection:
            found = teams.find(connection, slug)
        assert found is not None
        return found.id


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[Place]:
    other = Store(store.address)
    with a_site(store, tmp_path) as site, listening(site.app) as address:
        yield Place(site, address, other)
    other.close()


@pytest.fixture
def jane(place: Place) -> dict[str, str]:
    return place.site.token(place.site.person("jane", here=Role.VIEWER), Scope.READ)


def test_a_page_hears_what_others_write_and_no_other_team_s_business(place: Place, jane: dict[str, str]) -> None:
    place.site.person("john", there=Role.ADMIN)
    page = place.page(jane)
    assert page.next()["event"] == "ready"
    place.tell("elsewhere", place.team("there"))
    place.tell("repository", place.team("here"))
    place.tell("everybody", None)
    first, second = page.next(), page.next()
    assert (first["event"], first["data"]) == ("repository", '{"repository":"REPOSITORY"}')
    assert (second["event"], int(second["id"])) == ("everybody", int(first["id"]) + 1)
    page.close()


def test_a_page_hears_what_came_while_it_was_read(place: Place, jane: dict[str, str]) -> None:
    with place.other.writing() as connection:
        notices.tell(connection, "long ago", {}, now=dialects.now(connection) - 600)
    place.tell("just now", place.team("here"))
    page = place.page(jane)
    assert [page.next()["event"] for _ in range(2)] == ["ready", "just now"]
    page.close()


def test_a_page_goes_on_where_its_connection_broke_off(place: Place, jane: dict[str, str]) -> None:
    here = place.team("here")
    for topic in ("one", "two", "three"):
        place.tell(topic, here)
    with place.other.reading() as connection:
        ids = {row.topic: row.id for row in notices.since(connection, 0)}
    page = place.page({**jane, "Last-Event-ID": str(ids["one"])})
    assert [page.next()["event"] for _ in range(3)] == ["ready", "two", "three"]
    page.close()


@pytest.mark.parametrize("last", ["999999", "0"])
def test_a_page_that_missed_more_than_is_kept_is_told_to_begin_anew(
    place: Place, jane: dict[str, str], last: str
) -> None:
    for topic in ("one", "two", "three"):
        place.tell(topic, None)
    with place.other.writing() as connection:
        notices.clear(connection, before=1e12)  # all but the newest
    page = place.page({**jane, "Last-Event-ID": last})
    assert page.next()["event"] == "reset"
    page.close()


@pytest.mark.parametrize("last", ["x", "-1", "٣", "1; drop"])
def test_an_id_that_we_never_gave_is_as_none(place: Place, jane: dict[str, str], last: str) -> None:
    place.tell("before", None)
    page = place.page({**jane, "Last-Event-ID": last.encode().decode("latin-1")})
    assert page.next()["event"] == "ready"
    page.close()


def test_a_silent_connection_is_kept_alive(place: Place, jane: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(live, "PATIENCE_SECONDS", 0.1)
    page = place.page(jane)
    assert page.next()["event"] == "ready"
    assert page.next() == {"": "still here"}
    page.close()


def test_a_page_too_many_is_told_to_come_back(
    place: Place, jane: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert live.LISTENERS_MOST < server.CONNECTIONS_MOST
    monkeypatch.setattr(live, "LISTENERS_MOST", 1)
    page = place.page(jane)
    assert page.next()["event"] == "ready"
    place.tell("repository", place.team("here"))
    assert page.next()["event"] == "repository"  # it listens
    refused = place.site.client(**jane).get("/api/stream")
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many")
    page.close()


def test_who_may_not_listen_is_told_so(place: Place) -> None:
    connection = http.client.HTTPConnection(urlsplit(place.address).netloc, timeout=90)
    connection.request("GET", "/api/stream")
    assert connection.getresponse().status == 401
    connection.close()


def test_the_server_ends_while_pages_listen(store: Store, tmp_path: Path) -> None:
    with a_site(store, tmp_path, accounts=False) as site, listening(site.app) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=90)
        connection.request("GET", "/api/stream")
        answer = connection.getresponse()
        assert answer.readline() == b"retry: 2000\n"
        begun = time.monotonic()
    assert time.monotonic() - begun < 60
    connection.close()
