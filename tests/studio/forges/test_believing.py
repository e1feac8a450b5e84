"""What a server says that is no forge, or not of the kind that somebody chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from gto.data.reach import Reach
from gto.errors import GtoError
from gto_studio.errors import ForgeRefused
from gto_studio.forges.contract import Credential, Forge, Hook, NewPullRequest, Status
from gto_studio.forges.opening import opened
from studio.forges.answering import Server, answering, said

KINDS = ("azure", "bitbucket", "gitea", "github", "gitlab")
NAME = "team/shop"

QUESTIONS: dict[str, Callable[[Forge], object]] = {
    "who": lambda forge: forge.who(),
    "repositories": lambda forge: list(forge.repositories("shop")),
    "rights": lambda forge: forge.rights(NAME),
    "find_pull_request": lambda forge: forge.find_pull_request(NAME, "new", "main"),
    "open_pull_request": lambda forge: forge.open_pull_request(NAME, NewPullRequest("Title", "", "new", "main")),
    "pull_request": lambda forge: forge.pull_request(NAME, 1),
    "checks": lambda forge: forge.checks(NAME, "a" * 40),
    "set_status": lambda forge: forge.set_status(NAME, "a" * 40, Status("gto", "passed")),
    "ensure_hook": lambda forge: forge.ensure_hook(NAME, Hook("https://studio.example/webhook", "secret")),
    "protected_tags": lambda forge: forge.protected_tags(NAME),
}


@pytest.fixture
def server() -> Iterator[Server]:
    with answering() as server:
        yield server


@pytest.fixture(params=KINDS)
def forge(request: pytest.FixtureRequest, server: Server) -> Iterator[Forge]:
    web_url = server.url.removesuffix("/api")
    forge = opened(request.param, web_url, Credential("token", "secret", username="ada"), Reach(private=True))
    yield forge
    forge.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_without_sense_is_a_failure_with_a_sentence(server: Server, forge: Forge, question: str) -> None:
    for document in ({}, [], [3], "welcome", {"data": 3, "values": "x", "value": [None]}, None):
        server.answers = [said(200, document)]
        with suppress(GtoError):  # some of it may be taken for an answer without anything in it
            QUESTIONS[question](forge)


def test_a_pull_request_without_its_fields(server: Server, forge: Forge) -> None:
    server.answers = [said(200, {"title": "of something else"})]
    with pytest.raises(ForgeRefused, match="does not say"):
        forge.pull_request(NAME, 1)
