"""The comparison with the vendors' descriptions sees what it is there to see. test_contract.py uses it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from gto_studio import forges
from gto_studio.forges.asking import Endpoint
from servers.forge import Question
from studio.forges.descriptions.described import described, differences

MODULES = {
    "gitea": "gitea",
    "github": "github",
    "github-app": "github_app",
    "gitlab": "gitlab",
    "bitbucket": "bitbucket",
    "bitbucket-server": "bitbucket_server",
    "azure": "azure",
}
RIGHT = Question(
    method="GET",
    path="/api/v1/repos/team/models/hooks",
    query={"limit": "50"},
    body=None,
    status=200,
    document=[{"id": 1, "active": True, "events": ["push"], "config": {"url": "https://studio.example.com"}}],
    headers={},
)


def test_what_is_right_is_let_through() -> None:
    assert differences("gitea", RIGHT) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (replace(RIGHT, path="/api/v1/repos/team/models/hoks"), "is not described"),
        (replace(RIGHT, method="PUT"), "is not described"),
        (replace(RIGHT, query={"size": "50"}), "no parameter 'size'"),
        (replace(RIGHT, document=[{"id": "1"}]), "not of type"),
        (replace(RIGHT, document=[{"uuid": 1}]), "Additional properties"),
        (replace(RIGHT, status=201), "answered with 200, not 201"),
        (
            replace(RIGHT, method="POST", body={"type": "gitea", "events": "push"}, status=201, document={}),
            "not of type",
        ),
    ],
    ids=["address", "method", "parameter", "kind", "name", "status", "body"],
)
def test_what_is_wrong_is_noticed(wrong: Question, says: str) -> None:
    assert says in "\n".join(differences("gitea", wrong))


@pytest.mark.parametrize("kind", MODULES)
def test_every_question_is_described_and_no_other(kind: str) -> None:
    """Whoever adds an endpoint runs `trim.py` again, or writes down what the vendor's reference says."""
    asked = vars(import_module(f"gto_studio.forges.{MODULES[kind]}")).values()
    ours = {f"{one.method} {one.path}" for one in asked if isinstance(one, Endpoint)}
    assert ours == described(kind)["questions"].keys()


def test_the_reference_has_every_forge() -> None:
    """What is asked of each, the page says by itself (docs/reference/made.py); that it is on the page, this test."""
    folder = Path(forges.__path__[0])
    asking = {path.stem for path in folder.glob("*.py") if path.stem != "asking" and " = Endpoint(" in path.read_text()}
    page = (Path(__file__).parents[3] / "docs/reference/studio-forges.md").read_text()
    assert asking
    assert {name for name in asking if f"<!-- made: endpoints {name} -->" not in page} == set()
