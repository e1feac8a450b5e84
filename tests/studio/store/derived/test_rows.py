"""Derived rows are written as the difference to what is there."""

from __future__ import annotations

from typing import Any

from gto_studio.rules.parts import dumped
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
        assert rows.keys(connection, id, "annotation_set") == {("y",)}
        assert rows.commit_ids(connection, id) == {"2", "3"}
        rows.add(connection, id, "reading", [{"commit": "2", "document": "{}", "lacks": False}])
        assert rows.read_among(connection, id, ["1", "2", "3"]) == {"2"}


def reading(commit: str, *said: str, lacks: bool = False) -> dict[str, Any]:
    return {
        "commit": commit,
        "document": dumped({"params": dict.fromkeys(said, "p"), "outs": said[-1]}),
        "lacks": lacks,
    }


def part(id: str) -> dict[str, Any]:
    return {"id": id, "document": "{}"}


def test_rows_are_mended_and_others_left_alone(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        assert rows.mend(connection, id, "part", [part("a"), part("b")])
        assert not rows.mend(connection, id, "part", [part("b")])
        assert rows.mend(connection, id, "part", [{**part("b"), "document": "[]"}])
        assert rows.read(connection, id, "part") == [part("a"), {**part("b"), "document": "[]"}]


def test_readings_go_with_the_parts_that_they_alone_had(store: Store) -> None:
    with store.writing() as connection:
        id = a_repository(connection).id
        rows.add(connection, id, "reading", [reading("1", "x"), reading("2", "y"), reading("3", "z", lacks=True)])
        rows.add(connection, id, "part", [part("p"), *map(part, "xyz")])
        assert list(rows.remove_lacking(connection, id)) == ["reading"]
        assert list(rows.remove_lacking(connection, id)) == []
        rows.remove_readings(connection, id, ["1"])
        assert rows.keys(connection, id, "reading") == {("2",)}
        assert rows.keys(connection, id, "part") == {("p",), ("y",)}
        assert list(rows.empty(connection, id, ["reading", "part"])) == ["reading", "part"]
        assert list(rows.empty(connection, id, ["reading", "part"])) == []
