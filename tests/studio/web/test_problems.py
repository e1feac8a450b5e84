"""Every failure is one kind of answer; a bug of ours has an id and says nothing else."""

from __future__ import annotations

import logging

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from gto import errors as library
from gto_studio import errors
from gto_studio.web.problems import MEDIA_TYPE, Bugs, install, problem, status_of

CLASSES = [
    one
    for module in (library, errors)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, library.GtoError)
]


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_error_has_a_status_that_says_whose_fault_it_is(one: type[library.GtoError]) -> None:
    error = one.__new__(one)
    assert 400 <= status_of(error) < 600


@pytest.mark.parametrize("one", [one for one in CLASSES if issubclass(one, errors.StudioError)])
def test_every_error_of_ours_says_what_it_means(one: type[errors.StudioError]) -> None:
    """docs/reference/studio-errors.md is made of it."""
    assert one.__doc__


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("x"), 404),
        (library.ArtifactNotFound("churn"), 404),
        (library.VersionAlreadyRegistered("v1.0.0"), 409),
        (library.ValidationError("x"), 422),
        (library.GitTimeout("fetch", 1), 504),
        (errors.TooLarge(10), 413),
    ],
)
def test_some_by_name(error: library.GtoError, status: int) -> None:
    assert status_of(error) == status


def test_an_error_keeps_its_sentence_code_hint_and_fields() -> None:
    said = problem(errors.WrongInput("Some fields cannot be used", fields={"name": "one line"}, hint="try"))
    assert said.model_dump(exclude_none=True) == {
        "type": "about:blank",
        "title": "Some fields cannot be used",
        "status": 422,
        "code": "wrong-input",
        "hint": "try",
        "fields": {"name": "one line"},
    }


@pytest.fixture
def client() -> TestClient:
    app = FastAPI(docs_url=None, redoc_url=None)
    install(app)
    app.add_middleware(Bugs)

    @app.get("/bug")
    def bug() -> None:
        raise RuntimeError("the secret of the database")

    @app.get("/away")
    def away() -> None:
        raise OperationalError("SELECT secret", {}, Exception("server at 10.0.0.1 is away"))

    @app.get("/many")
    def many() -> None:
        raise errors.TooMany("too many", seconds=3.2)

    @app.get("/number/{number}")
    def number(number: int) -> int:
        return number

    return TestClient(app)


def test_a_bug_is_logged_under_the_id_that_its_answer_has_and_tells_nothing(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = client.get("/bug")
    said = answer.json()
    assert (answer.status_code, said["code"], answer.headers["content-type"]) == (500, "bug", MEDIA_TYPE)
    assert "secret" not in answer.text
    assert f"bug {said['detail']}: GET /bug" in caplog.text
    assert "the secret of the database" in caplog.text


def test_a_database_that_is_away_is_no_bug_and_its_address_nobody_s_business(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = client.get("/away")
    assert (answer.status_code, answer.json()["code"]) == (503, "database-away")
    assert "10.0.0.1" not in answer.text
    assert "server at 10.0.0.1 is away: GET /away" in caplog.text
    assert "SELECT" not in caplog.text


def test_what_the_framework_refuses_is_a_problem_too(client: TestClient) -> None:
    for path, status, code in (("/nowhere", 404, "not-found"), ("/number/x", 422, "wrong-input")):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == MEDIA_TYPE
    assert client.get("/number/x").json()["fields"].keys() == {"number"}
    assert client.post("/bug").json()["code"] == "wrong-method"
    assert client.post("/bug").headers["allow"] == "GET"


def test_who_is_too_fast_is_told_when_to_come_back(client: TestClient) -> None:
    assert client.get("/many").headers["retry-after"] == "3"
