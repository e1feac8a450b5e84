"""Posts → rows, many in one transaction, on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from gto.errors import GtoError
from gto_studio.errors import NotAllowed, NotFound
from gto_studio.live import taking
from gto_studio.live.taking import Taken, Told
from gto_studio.rules.access import Actor, Role, Scope
from gto_studio.rules.posts import read_post
from gto_studio.rules.runs import Run
from gto_studio.store.connection import Store
from gto_studio.store.owned import runs, teams
from studio.live.posting import PNG, URL, done, head, metrics, plots, start
from studio.rows import NOW, a_repository

ANYBODY = Actor("p", scopes=frozenset({Scope.EXPERIMENTS}), is_server_admin=True)


def take(store: Store, *documents: dict[str, Any], actor: Actor = ANYBODY, now: float = NOW) -> list[Any]:
    told = [Told(actor, read_post(document)) for document in documents]
    return taking.take(store, told, now, tell=lambda *_: None)


def there(store: Store, repository: str) -> dict[str, Run]:
    with store.reading() as connection:
        return {run.name: run for run in runs.of_repository(connection, repository)}


def steps(store: Store, run: str) -> dict[str, list[int]]:
    with store.reading() as connection:
        return {
            plot.file: [step for step, _ in runs.points(connection, run, plot.number, after=None, limit=1_000)]
            for plot in runs.plots(connection, [run]).get(run, [])
            if not plot.image
        }


@pytest.fixture
def repository(store: Store) -> str:
    with store.writing() as connection:
        return a_repository(connection, url=URL).id


@pytest.mark.parametrize("together", [True, False])
def test_posts_are_the_same_together_or_one_by_one(store: Store, repository: str, *, together: bool) -> None:
    posts = [start(), metrics(0), plots(0), start("second"), metrics(1), plots(0, 1), plots(7, name="second"), done()]
    for batch in [posts] if together else [[post] for post in posts]:
        take(store, *batch)
    found = there(store, repository)
    assert {name: (run.step, run.ended) for name, run in found.items()} == {"outer-mobs": (1, NOW), "second": (7, None)}
    assert steps(store, found["outer-mobs"].id) == {"dvclive/plots/metrics/train/acc.tsv": [0, 1]}
    assert steps(store, found["second"].id) == {"dvclive/plots/metrics/train/acc.tsv": [7]}


@pytest.mark.parametrize("together", [True, False])
def test_a_run_that_begins_anew_has_none_of_the_old_rows(store: Store, repository: str, *, together: bool) -> None:
    posts = [start(), plots(0, 1, 2, images={"a.png": PNG}), done(), start(), plots(0)]
    for batch in [posts] if together else [[post] for post in posts]:
        take(store, *batch)
    (run,) = there(store, repository).values()
    assert (run.step, run.ended) == (0, None)
    assert steps(store, run.id) == {"dvclive/plots/metrics/train/acc.tsv": [0]}
    with store.reading() as connection:
        assert [plot.file for plot in runs.plots(connection, [run.id])[run.id]] == [
            "dvclive/plots/metrics/train/acc.tsv"
        ]


@pytest.mark.parametrize(
    "url",
    [
        "git@git.example.com:team/live.git", "ssh://git@git.example.com/team/live.git", "https://git.example.com/team/live",
        "https://user:secret@GIT.example.com:443/team/live.git/",
    ],
)  # fmt: skip
def test_the_repository_is_found_by_what_its_address_means(store: Store, repository: str, url: str) -> None:
    (taken,) = take(store, start(url=url))
    assert taken == Taken((there(store, repository)["outer-mobs"].id,))


def test_one_refusal_keeps_nobody_else_from_being_heard(store: Store, repository: str) -> None:
    first, second, third = take(store, start(), head("start", url="https://git.example.com/x"), start("other"))
    assert isinstance(second, NotFound)
    assert isinstance(first, Taken)
    assert isinstance(third, Taken)
    assert set(there(store, repository)) == {"outer-mobs", "other"}


def test_every_team_that_has_the_repository_sees_the_run_if_who_sends_may_write_there(store: Store) -> None:
    with store.writing() as connection:
        three = [teams.add(connection, slug=slug, name=slug, now=NOW).id for slug in "abc"]
        rows = [a_repository(connection, url=URL, team=team) for team in three]
    roles = dict(zip(three, (Role.EDITOR, Role.ADMIN, Role.VIEWER), strict=True))
    actor = Actor("p", roles=roles, scopes=frozenset({Scope.EXPERIMENTS}))
    (taken,) = take(store, start(), actor=actor)
    assert len(taken.runs) == 2
    assert [len(there(store, row.id)) for row in rows] == [1, 1, 0]


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (Actor("p"), NotFound),
        (Actor("p", is_server_admin=True, scopes=frozenset({Scope.READ, Scope.MODELS})), NotAllowed),
        (Actor("p", is_server_admin=True, scopes=frozenset({Scope.WRITE}), team="other"), NotFound),
    ],
)
def test_who_may_not(store: Store, repository: str, actor: Actor, refusal: type[GtoError]) -> None:
    (answer,) = take(store, start(), actor=actor)
    assert type(answer) is refusal
    assert there(store, repository) == {}


def test_there_is_an_end_to_what_one_run_may_fill(
    store: Store, repository: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "IMAGES_MOST", 2 * len(PNG))
    images = {f"{number}.png": PNG for number in range(3)}
    (taken,) = take(store, plots(0, images=images))
    assert taken.problems == (f"The images of the run take {2 * len(PNG)} bytes; '2.png' was left out",)
    monkeypatch.setattr(taking.runs, "FILES_MOST", 3)
    (taken,) = take(store, head("data", step=1, plots={"more.tsv": {"data": []}}))
    assert taken.problems == ("The run has 3 plots; 'more.tsv' was left out",)
    assert there(store, repository)["outer-mobs"].problems[-1] == taken.problems[0]
