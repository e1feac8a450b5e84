from __future__ import annotations

import pytest

from gto.registry.state import fold
from gto_studio.store.connection import Store
from gto_studio.store.derived import events
from gto_studio.store.derived import tables as t
from gto_studio.store.derived.events import Which

ONE, TWO = "01AAAAAAAAAAAAAAAAAAAAAAAA", "01BBBBBBBBBBBBBBBBBBBBBBBB"


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as connection:
        for repository in (ONE, TWO):
            for i in range(4):
                stage = None if i == 0 else "prod"
                connection.execute(
                    t.event.insert().values(
                        repository=repository, tag="nn@v1.0.0" if i == 0 else f"nn#prod#{i}", position=i,
                        action="register" if i == 0 else "assign", artifact="nn", version="v1.0.0",
                        named_version=None if i else "v1.0.0", stage=stage, counter=i or None, commit="a" * 40,
                        seconds=100, offset=-90, author="Jo_Tester", author_email="jo@example.com", message="m",
                        object=f"{i}" * 40,
                    )
                )  # fmt: skip
        for name in ("nn@v1.0.0", "nn#prod#1", "nnn@v1.0.0", "n%n@v1.0.0"):
            values = {"name": f"refs/tags/{name}", "object": "b" * 40, "commit": "a" * 40}
            connection.execute(t.ref.insert().values(repository=ONE, **values))
    return store


def test_pages_of_events_in_one_second_neither_repeat_nor_lose_any(filled: Store) -> None:
    seen, before = [], None
    with filled.reading() as connection:
        while rows := events.feed(connection, [ONE, TWO], Which(), before=before, limit=3):
            seen += [(row.repository, row.position) for row in rows]
            before = rows[-1].place
        assert events.count(connection, [ONE, TWO], Which()) == 8
    assert seen == [(repository, i) for repository in (TWO, ONE) for i in (3, 2, 1, 0)]


def test_signs_with_a_meaning_in_sql_have_none(filled: Store) -> None:
    with filled.reading() as connection:
        assert events.count(connection, [ONE], Which(person="o_t")) == 4
        assert events.count(connection, [ONE], Which(person="oXt")) == 0
        assert events.count(connection, [ONE], Which(person="J%r")) == 0
        assert events.tag_names(connection, ONE, ["nn@", "nn#"]) == {"nn@v1.0.0", "nn#prod#1"}
        assert events.tag_names(connection, ONE, ["n%n@"]) == {"n%n@v1.0.0"}


def test_nothing_is_seen_of_other_repositories(filled: Store) -> None:
    with filled.reading() as connection:
        assert events.feed(connection, [], Which(), limit=9) == []
        rows, count = events.of_repository(connection, ONE, limit=2)
        assert ([row.tag for row in rows], count) == (["nn#prod#3", "nn#prod#2"], 4)
        assert rows[0].created_at == "1969-12-31T22:31:40-01:30"
        assert events.stages_used(connection, ONE) == ["prod"]


def test_the_events_of_an_artifact_fold_into_it(filled: Store) -> None:
    with filled.reading() as connection:
        found = events.of_artifact(connection, ONE, "nn")
    artifact = fold(found).find("nn")
    assert artifact.latest is not None
    assert (artifact.latest.text, [held[0].authoring.tag for held in artifact.stages().values()]) == (
        "v1.0.0", ["nn#prod#3"],
    )  # fmt: skip
