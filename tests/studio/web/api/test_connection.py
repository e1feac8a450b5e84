"""Why nothing arrives: what each person is told of it."""

from __future__ import annotations

from typing import Any

from gto_studio.rules.access import Role, Scope
from studio.live.posting import URL, start
from studio.web.api.test_live_runs import Live, live

__all__ = ["live"]


def seen(live: Live, headers: dict[str, str]) -> list[Any]:
    answer = live.site.ask("GET", "/api/connection", headers)
    assert answer.status == 200, answer.body
    return [(one["token"], one["url"], one["code"], one["repository"]) for one in answer.json()["arrivals"]]


def test_what_arrived_and_what_became_of_it(live: Live) -> None:
    assert seen(live, live.editor) == []
    live.sent(start())
    assert seen(live, live.editor) == [("test", URL, None, live.repository)]
    live.send(start(url="git@git.example.com:team/other.git"))
    assert ("test", "git@git.example.com:team/other.git", "not-found", None) in seen(live, live.editor)
    with live.site.store.reading() as connection:
        person = next(iter(connection.exec_driver_sql("SELECT id FROM person")))[0]
    live.send(start(), **live.site.token(person, Scope.MODELS))
    assert ("test", URL, "not-allowed", live.repository) in seen(live, live.editor)
    said = live.site.ask("GET", "/api/connection", live.editor).json()
    assert said["url"] == "http://127.0.0.1:8788/"
    assert [one["url"] for one in said["repositories"]] == [URL]
    refused = next(one for one in said["arrivals"] if one["code"] == "not-allowed")
    assert (refused["what"], refused["says"]) == ("run", "The scopes of this token are not enough for that")


def test_an_unknown_token_shows_to_those_whose_repository_it_was_about(live: Live) -> None:
    live.send(start(), Authorization=f"token isat_{'x' * 60}")
    mine = (None, URL, "not-signed-in", live.repository)
    assert seen(live, live.editor) == [mine]
    assert seen(live, live.site.session(live.site.person("boss", admin=True))) == [mine]
    assert seen(live, live.site.session(live.site.person("other", elsewhere=Role.ADMIN))) == []
    assert live.site.ask("GET", "/api/connection", live.token).status == 403
