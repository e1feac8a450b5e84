"""How a forge is asked: what is tried again and what is not, how long it is waited for, and which failure is which."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from gto.data.reach import Reach
from gto.errors import GtoError
from gto_studio.errors import ForgeDown, ForgeRefused, NoRepositoryThere, NoRight, RateLimited, TokenExpired
from gto_studio.forges import asking
from gto_studio.forges.asking import Caller, Endpoint, next_of, rested_at, words_of
from studio.forges.answering import Server, answering, said

GET = Endpoint("GET", "/things/{name}", "read", "a test")
POST = Endpoint("POST", "/things/{name}", "write", "a test")
NOW = 1_700_000_000.0


@pytest.fixture
def server() -> Iterator[Server]:
    with answering() as server:
        yield server


@pytest.fixture
def paused() -> list[float]:
    return []


@pytest.fixture
def caller(server: Server, paused: list[float]) -> Iterator[Caller]:
    headers = {"Authorization": "token very-secret"}
    caller = Caller(server.url, headers, Reach(private=True), pause=paused.append, clock=lambda: NOW)
    yield caller
    caller.close()


def test_a_question_with_its_parts_query_and_secret(server: Server, caller: Caller) -> None:
    server.answers = [said(200, {"a": 1})]
    assert caller.ask(GET, {"name": "a b/ü"}, query={"q": "x y"}) == {"a": 1}
    [(method, path, headers)] = server.heard
    assert (method, path) == ("GET", "/api/things/a%20b%2F%C3%BC?q=x+y")
    assert headers["Authorization"] == "token very-secret"


def test_a_question_is_tried_three_times(server: Server, caller: Caller, paused: list[float]) -> None:
    server.answers = [said(502), said(503), said(200, [])]
    assert caller.ask(GET, {"name": "a"}) == []
    assert paused == [0.5, 2.0]
    server.answers = [said(500)]
    with pytest.raises(ForgeDown, match="500"):
        caller.ask(GET, {"name": "a"})
    assert len(server.heard) == 6


def test_a_change_that_may_have_been_made_is_not_sent_again(server: Server, caller: Caller) -> None:
    server.answers = [said(502)]
    with pytest.raises(ForgeDown):
        caller.ask(POST, {"name": "a"}, body={})
    assert len(server.heard) == 1


def test_nobody_answers(paused: list[float]) -> None:
    caller = Caller("http://127.0.0.1:9/api", {}, Reach(private=True), pause=paused.append)
    with pytest.raises(ForgeDown):
        caller.ask(POST, {"name": "a"}, body={})  # it never arrived, so it may be sent again
    assert paused == [0.5, 2.0]
    lost = Caller("http://no-such-host.invalid/api", {}, Reach(private=True), pause=paused.append)
    with pytest.raises(ForgeDown):
        lost.ask(GET, {"name": "a"})


def test_a_short_rest_is_waited_for_and_a_long_one_told(server: Server, caller: Caller, paused: list[float]) -> None:
    server.answers = [said(429, Retry_After="3"), said(200, {})]
    assert caller.ask(POST, {"name": "a"}, body={}) == {}
    assert paused == [3.0]
    server.answers = [said(403, {"message": "limit"}, X_RateLimit_Remaining="0", X_RateLimit_Reset=f"{NOW + 900:.0f}")]
    with pytest.raises(RateLimited) as refused:
        caller.ask(GET, {"name": "a"})
    assert refused.value.until == NOW + 900
    assert "15 min" in (refused.value.hint or "")


@pytest.mark.parametrize(
    ("status", "failure"),
    [(401, TokenExpired), (403, NoRight), (404, NoRepositoryThere), (409, ForgeRefused), (422, ForgeRefused)],
)
def test_what_an_answer_means(server: Server, caller: Caller, status: int, failure: type[GtoError]) -> None:
    server.answers = [said(status, {"message": "so it is"})]
    with pytest.raises(failure) as refused:
        caller.ask(GET, {"name": "a"})
    assert "very-secret" not in refused.value.message
    assert ("so it is" in refused.value.message) == (status != 401)
    assert len(server.heard) == 1


def test_the_secret_follows_no_redirect_to_another_host(server: Server, caller: Caller) -> None:
    server.answers = [said(301, Location=f"{server.url}/things/b"), said(200, {})]
    assert caller.ask(GET, {"name": "a"}) == {}
    server.answers = [said(301, Location=server.url.replace("127.0.0.1", "localhost"))]
    with pytest.raises(ForgeRefused, match="another address"):
        caller.ask(GET, {"name": "a"})
    server.answers = [said(301, Location=f"{server.url}/things/b")]
    with pytest.raises(ForgeRefused):  # round and round
        caller.ask(GET, {"name": "a"})
    with pytest.raises(ForgeRefused):  # a GET in the place of what was to be changed
        caller.ask(POST, {"name": "a"}, body={})


def test_an_answer_that_is_no_json_or_has_no_end(
    server: Server, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers = [(200, {}, b"<html>sign in</html>")]
    with pytest.raises(ForgeRefused, match="no JSON"):
        caller.ask(GET, {"name": "a"})
    monkeypatch.setattr(asking, "BYTES_MAX", 100)
    server.answers = [(200, {}, b" " * 101)]
    with pytest.raises(ForgeDown, match="no end"):
        caller.ask(GET, {"name": "a"})


def test_a_server_that_never_answers(server: Server, monkeypatch: pytest.MonkeyPatch, paused: list[float]) -> None:
    monkeypatch.setattr(asking, "SECONDS_MAX", 0.2)
    released = threading.Event()
    server.answers = [_Waiting((released,))]  # type: ignore[list-item]
    caller = Caller(server.url, {}, Reach(private=True), pause=paused.append)
    with pytest.raises(ForgeDown):
        caller.ask(GET, {"name": "a"})
    released.set()
    assert len(paused) == 2


class _Waiting(tuple):  # type: ignore[type-arg]
    """An answer that takes until the test is over."""

    def __iter__(self) -> Iterator[object]:
        self[0].wait(60)
        return iter((204, {}, b""))


def test_pages_are_followed_by_their_number_and_never_to_another_host(server: Server, caller: Caller) -> None:
    following = '<http://evil.example/api/things/b?page=2>; rel="next", <http://evil.example/x>; rel="last"'
    server.answers = [said(200, [1], Link=following), said(200, [2])]
    assert list(caller.pages(GET, {"name": "a"}, query={"limit": "1"})) == [[1], [2]]
    assert [path for _, path, _ in server.heard] == ["/api/things/a?limit=1", "/api/things/a?page=2"]
    server.answers = [said(200, [1], Link=following)]
    assert len(list(caller.pages(GET, {"name": "a"}))) == asking.PAGES_MAX


def test_what_is_not_there_may_be_nothing(server: Server, caller: Caller) -> None:
    server.answers = [said(404)]
    assert caller.find(GET, {"name": "a"}) is None


# --- by values ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"message": "Not Found", "url": "https://x"}, "Not Found"),
        ({"message": "Validation Failed", "errors": [{"message": "No commits"}]}, "Validation Failed; No commits"),
        ({"message": {"base": ["is gone"]}}, "is gone"),
        ({"error": "invalid_grant", "error_description": "expired"}, "invalid_grant; expired"),
        ({"errors": [{"context": None, "message": "Repository moved"}]}, "Repository moved"),
        ({"message": ["one", "one"]}, "one"),
        ([[[[[["too deep"]]]]]], ""),
        (None, ""),
    ],
)
def test_the_words_of_a_refusal(document: object, words: str) -> None:
    assert words_of(json.dumps(document).encode()) == words


def test_words_are_harmless() -> None:
    assert words_of(b"<html>") == ""
    assert len(words_of(json.dumps({"message": "x" * 10_000}).encode())) == asking.WORDS_MAX
    assert "\x1b" not in words_of(json.dumps({"message": "a\x1b[31m"}).encode())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": "Tue, 14 Nov 2023 22:14:20 GMT"}, 60.0),
        ({"retry-after": "soon"}, asking.REST_SECONDS),
        ({"x-ratelimit-reset": f"{NOW + 90:.0f}"}, 90.0),
        ({"ratelimit-reset": f"{NOW - 90:.0f}"}, 1.0),
        ({"retry-after": "99999999"}, 86_400.0),
        ({}, asking.REST_SECONDS),
    ],
)
def test_how_long_to_leave_a_forge_alone(headers: dict[str, str], seconds: float) -> None:
    assert rested_at(headers, NOW) - NOW == pytest.approx(seconds)


def test_the_next_page() -> None:
    assert next_of('<https://a/b?page=2>; rel="next"') == "https://a/b?page=2"
    assert next_of('<https://a/b?page=2>; rel="prev"') is None
    assert next_of("nonsense") is None
