"""What was read of commits is found again, by commit and by part."""

from __future__ import annotations

from typing import Any

import pytest

from gto_studio.rules.parts import Parts, dumped
from gto_studio.store.connection import Store
from gto_studio.store.derived import readings, rows
from studio.rows import a_repository

DOCUMENTS: dict[str, dict[str, Any]] = {
    commit: {"params": {"params.yaml": {"data": {"lr": lr}}}, "metrics": {}, "outs": {"m.pkl": {"hash": "a"}}}
    for commit, lr in (("c1", 0.1), ("c2", 0.2))
}


@pytest.fixture
def repository(store: Store) -> str:
    with store.writing() as connection:
        id = a_repository(connection).id
        parts = Parts()
        for commit, document in DOCUMENTS.items():
            said = parts.taken_apart(document)
            rows.add(connection, id, "reading", [{"commit": commit, "document": dumped(said), "lacks": False}])
        rows.add(connection, id, "part", [{"id": part, "document": text} for part, text in parts.texts.items()])
    return id


def test_documents_are_put_together_from_their_parts(store: Store, repository: str) -> None:
    with store.reading() as connection:
        assert {id: readings.document(connection, repository, id) for id in DOCUMENTS} == DOCUMENTS
        assert readings.document(connection, repository, "c3") is None
        said = readings.of_commits(connection, repository)
        assert said == readings.of_commits(connection, repository, ["c1", "c2", "c3"])
        assert said["c1"]["outs"] == said["c2"]["outs"]
        assert readings.parts(connection, repository, [said["c2"]["params"]["params.yaml"]]) == {
            said["c2"]["params"]["params.yaml"]: {"data": {"lr": 0.2}}
        }
        assert len(readings.parts(connection, repository)) == 3


def test_the_stamp_is_another_after_every_change(store: Store, repository: str) -> None:
    extent = {"complete": False, "sources": "s", "access": ""}
    with store.writing() as connection:
        assert readings.extent(connection, repository) is None
        first = rows.reach(connection, repository, extent)
        assert readings.extent(connection, repository) == (first, False)
        second = rows.reach(connection, repository, {**extent, "complete": True})
        assert second != first
        assert readings.stamp(connection, repository) == rows.stamp(connection, repository) == second


def test_experiments_are_listed_by_ref(store: Store, repository: str) -> None:
    refs = [{"ref": f"refs/exps/ab/{name}", "baseline": "ab", "name": name, "commit": "c"} for name in "yx"]
    with store.writing() as connection:
        rows.add(connection, repository, "experiment", [{**refs[0], "steps": None}, {**refs[1], "steps": ["s"]}])
        found = readings.experiments(connection, repository)
    assert [(one.name, one.steps) for one in found] == [("x", ["s"]), ("y", None)]
