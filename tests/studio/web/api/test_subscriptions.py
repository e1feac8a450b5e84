"""Subscriptions over HTTP, from the first one to its removal; and an event on its way to a receiver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gto_studio.jobs.worker import Worker
from gto_studio.store.connection import Store
from gto_studio.store.owned import jobs, teams
from gto_studio.wiring import works
from servers.receiver import Receiver, receiving
from studio.following import Followed, follow
from studio.rows import NOW
from studio.web.serving import Site, a_site


@dataclass
class Place:
    site: Site
    followed: Followed
    receiver: Receiver
    team: str

    @property
    def api(self) -> TestClient:
        return self.site.client()

    def ask(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        answer = self.api.request(method, path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json() if answer.content else None

    def subscribe(self, **values: Any) -> str:
        body = {"name": "deploy", "url": self.receiver.url, **values}
        made = self.ask("POST", f"/api/teams/{self.team}/subscriptions", body, 201)
        self.receiver.secrets.append(made["secret"])
        return f"/api/subscriptions/{made['id']}"

    def work(self) -> None:
        Worker(self.site.store, {jobs.TELL: works(self.site.parts)[jobs.TELL]}).run_due()


@pytest.fixture
def place(store: Store, tmp_path: Path) -> Iterator[Place]:
    with (
        receiving() as receiver,
        a_site(store, tmp_path, accounts=False, allow_private_addresses=True) as site,
    ):
        followed = follow(store, tmp_path)
        followed.shell.commit("Train")
        followed.shell.tag("churn@v1.0.0", minute=1)
        followed.sync()
        with store.writing() as connection:
            team = teams.first(connection, NOW).id
        yield Place(site, followed, receiver, team)


def test_an_event_comes_to_who_subscribed_and_the_log_shows_it(place: Place) -> None:
    at = place.subscribe(kinds=["artifact.assigned"], artifacts=[" churn ", "churn", ""], stages=["prod"])
    shown = place.ask("GET", at)
    assert (shown["artifacts"], shown["repository"], shown["enabled"], shown["queued"]) == (["churn"], None, True, 0)
    assert "secret" not in shown
    for number, tag in enumerate(("churn#dev#1", "churn#prod#2"), 2):
        place.followed.shell.tag(tag, minute=number)
    place.followed.sync()
    assert place.ask("GET", f"/api/teams/{place.team}/subscriptions")[0]["queued"] == 1
    place.receiver.answers = [(500, {}, b"out of order")]
    place.work()
    (sent,) = place.ask("GET", f"{at}/dispatches")
    assert (sent["about"], sent["state"], sent["tries"][0]["answer"]) == ("churn#prod#2", "queued", "out of order")
    assert sent["next_at"] is not None
    place.ask("POST", f"{at}/dispatches/{sent['id']}/retry", status=202)
    place.work()
    (sent,) = place.ask("GET", f"{at}/dispatches?state=taken")
    assert [one["status"] for one in sent["tries"]] == [500, 204]
    assert [message.id for message in place.receiver.messages] == [sent["webhook_id"]] * 2
    assert place.receiver.messages[0].said["data"]["tag"] == "churn#prod#2"
    assert all(message.proved for message in place.receiver.messages)


def test_a_ping_arrives_whatever_is_subscribed_to(place: Place) -> None:
    at = place.subscribe(artifacts=["nothing"])
    assert place.ask("POST", f"{at}/ping", status=202)["state"] == "queued"
    place.work()
    assert [message.said["type"] for message in place.receiver.messages] == ["ping"]
    place.ask("PATCH", at, {"enabled": False})
    assert place.ask("POST", f"{at}/ping", status=422)["code"] == "wrong-input"


def test_a_new_secret_is_shown_once_and_the_old_one_holds_for_a_day(place: Place) -> None:
    at = place.subscribe()
    made = place.ask("POST", f"{at}/secret")
    assert made["secret"] not in place.receiver.secrets
    assert made["old_secret_until"] is not None
    place.receiver.secrets.append(made["secret"])
    place.ask("POST", f"{at}/ping", status=202)
    place.work()
    assert place.receiver.messages[0].proved == place.receiver.secrets


def test_events_are_sent_again_from_a_moment_on(place: Place) -> None:
    at = place.subscribe()
    assert place.ask("POST", f"{at}/replay", {"since": "2000-01-01"}, 202) == {"messages": 1}
    place.work()
    assert [message.said["data"]["tag"] for message in place.receiver.messages] == ["churn@v1.0.0"]
    assert place.ask("POST", f"{at}/replay", {"since": "2100-01-01T00:00+01:00"}, 202) == {"messages": 0}
    assert "since" in place.ask("POST", f"{at}/replay", {"since": "yesterday"}, 422)["fields"]


def test_it_is_changed_turned_off_and_removed(place: Place) -> None:
    at = place.subscribe(repository=place.followed.source.id)
    assert place.ask("GET", at)["repository_name"] == "churn"
    changed = place.ask("PATCH", at, {"name": "notify", "stages": ["dev"], "enabled": False})
    assert (changed["name"], changed["stages"], changed["enabled"]) == ("notify", ["dev"], False)
    place.followed.shell.tag("churn#dev#1", minute=2)
    place.followed.sync()
    assert place.ask("PATCH", at, {"enabled": True})["queued"] == 0  # what happened meanwhile is not sent by itself
    place.ask("DELETE", at, status=204)
    place.ask("GET", at, status=404)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "https://",
        "example.com",
        "https://jo:secret@example.com/",
        "https://example.com/a b",
        "https://example.com:port/",
    ],
)
def test_addresses_that_nothing_can_be_sent_to(place: Place, url: str) -> None:
    body = {"name": "n", "url": url}
    assert "url" in place.ask("POST", f"/api/teams/{place.team}/subscriptions", body, 422)["fields"]


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "10.0.0.1", "169.254.169.254"])
def test_addresses_that_the_server_may_not_ask(store: Store, tmp_path: Path, host: str) -> None:
    with a_site(store, tmp_path, host="192.0.2.1") as site:
        jo = site.session(site.person("jo", red=site.admin))
        body = f'{{"name": "n", "url": "http://{host}:8080/"}}'.encode()
        answer = site.ask("POST", "/api/teams/red/subscriptions", jo, body)
    assert (answer.status, answer.json()["code"]) == (422, "address-not-allowed")


def test_a_repository_of_another_team(place: Place) -> None:
    body = {"name": "n", "url": "https://example.com", "repository": "nobodys"}
    place.ask("POST", f"/api/teams/{place.team}/subscriptions", body, 404)


def test_the_log_is_paged(place: Place) -> None:
    at = place.subscribe()
    for _ in range(3):
        place.ask("POST", f"{at}/ping", status=202)
    first = place.api.get(f"{at}/dispatches?limit=2")
    rest = place.api.get(first.links["next"]["url"])
    assert (len(first.json()), len(rest.json()), "next" in rest.links) == (2, 1, False)
