"""Derived rows are written as the difference to what is there."""

from __future__ import annotations

from typing import Any

from gto_studio.store.connection import Store
from gto_studio.store.derived import rows
from studio.rows import a_repository


def artifact(name: str, **values: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(
        ("latest", "latest_commit", "last_registered", "last_assigned", "type", "path", "location", "source")
    )
    said = {"registered": True, "active": True, "annotated": False, "labels": [], "description": ""}
    return {"name": name, **empty, **said, **values}


def test_only_what_differs_is_written(store: Store) -> None:
    with store.writing() as connection:
        one, other = a_repository(connection).id, a_repository(connection, "https://h.example/b").id
        assert rows.write(connection, one, "artifact", [artifact("a"), artifact("b", labels=["x"])])
        assert rows.write(connection, other, "artifact", [artifact("a")])
    with store.writing() as connection:
        assert not rows.write(connection, one, "artifact", [artifact("b", labels=["x"]), artifact("a")])
        assert rows.write(connection, one, "artifact", [artifact("a", latest="v1"), artifact("c")])
        assert rows.read(connection, one, "artifact") == [artifact("a", latest="v1"), artifact("c")]
        assert rows.read(connection, other, "artifact") == [artifact("a")]
        rows.forget(connection, one)
        assert rows.read(connection, one, "artifact") == []
        assert rows.hold(connection, one) is not None
        assert rows.hold(connection, "nobody") is None


def test_annotation_sets_live_as_long_as_a_commit_has_them(store: Store) -> None:
    def commit(id: str, annotations: str | None) -> dict[str, Any]:
        people = {f"{role}{field}": "" for role in ("author", "committer") for field in ("", "_email")}
        moments = {f"{verb}{field}": 0 for verb in ("authored", "committed") for field in ("", "_offset")}
        return {
            "id": id,
            "parents": [],
            "tree": f"t{id}",
            "message": "",
            "annotations": annotations,
            **people,
            **moments,
        }

    with store.writing() as connection:
        id = a_repository(connection).id
        rows.add(connection, id, "annotation_set", [{"id": name, "document": {"of": name}} for name in "xy"])
        rows.add(connection, id, "commit", [commit("1", "x"), commit("2", "y"), commit("3", None)])
        assert rows.documents(connection, id, ["1", "3", "4"]) == {"1": ("t1", {"of": "x"}), "3": ("t3", None)}
        rows.remove(connection, id, "commit", [("1",)])
        rows.remove_unused_sets(connection, id)
        assert rows.set_ids(connection, id) == {"y"}
        assert rows.commit_ids(connection, id) == {"2", "3"}
        rows.add(connection, id, "reading", [{"commit": "2", "document": "{}", "lacks": False}])
        assert rows.read_commits(connection, id) == {"2"}
