"""What is told once is heard although the database is away for a moment; every other failure is said at once."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import Request
from starlette.responses import Response

from gto_studio.errors import NotFound
from gto_studio.web import hearing

AWAY = OperationalError("SELECT 1", None, sqlite3.OperationalError("database is locked"))
OUR_MISTAKE = OperationalError("SELECT 1", None, sqlite3.OperationalError("no such table: run"))
REQUEST = Request({"type": "http", "headers": []})


class Answering:
    """Fails with these, one after another, and then answers."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)

    async def __call__(self, request: Request) -> Response:
        if self.failures:
            raise self.failures.pop(0)
        return Response(status_code=204)


def test_it_is_tried_again_while_the_database_is_away() -> None:
    answer = hearing.patient(Answering(AWAY, AWAY))
    assert asyncio.run(answer(REQUEST)).status_code == 204


@pytest.mark.parametrize("failure", [NotFound("no such repository"), OUR_MISTAKE, RuntimeError("a bug")])
def test_nothing_else_is_tried_again(failure: Exception) -> None:
    answering = Answering(failure, AWAY)
    with pytest.raises(type(failure)):
        asyncio.run(hearing.patient(answering)(REQUEST))
    assert answering.failures == [AWAY]


def test_patience_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "PATIENCE_SECONDS", 0.0)
    with pytest.raises(OperationalError):
        asyncio.run(hearing.patient(Answering(AWAY))(REQUEST))
