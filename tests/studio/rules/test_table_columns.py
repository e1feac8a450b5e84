from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.table_columns import (
    MISSING,
    Made,
    Registered,
    _Spread,
    column_id,
    errors,
    files,
    metrics_and_params,
    models,
)
from gto_studio.rules.table_readings import Filed
from gto_studio.rules.table_rows import Commit


def spread(column: Made) -> list[Any]:
    values = column.values
    if "all" in values:
        return [MISSING if value is None else value for value in values["all"]]
    return [MISSING if k < 0 else values["distinct"][k] for k in values["of"]]


def a_commit(id: str, *parents: str, annotations: str | None = None) -> Commit:
    return Commit(id, list(parents), 0, 0, "Jo", "jo@example.com", "", annotations)


def params(*said: Any) -> list[Made]:
    """The columns of commits whose params.yaml says this; MISSING: it is not there."""
    parts = {str(i): {"data": one} for i, one in enumerate(said)}
    read = [Filed({} if one is MISSING else {"params.yaml": str(i)}, {}) for i, one in enumerate(said)]
    return metrics_and_params(read, parts, "", "params")


def test_a_column_a_value_in_the_order_of_the_newest_file() -> None:
    found = params({"train": {"lr": 0.1, "depth": 3}}, {"train": {"depth": 2}, "seed": 1}, MISSING)
    assert [column.head["id"] for column in found] == [
        "params:params.yaml:train.lr",
        "params:params.yaml:train.depth",
        "params:params.yaml:seed",
    ]
    assert [spread(column) for column in found] == [[0.1, MISSING, MISSING], [3, 2, MISSING], [MISSING, 1, MISSING]]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2.5], "number"),
        ([{"$": "nan"}, 1], "number"),
        ([1, None], "number"),
        ([True], "text"),
        (["1"], "text"),
        ([1, "a"], "text"),
        ([[1, 2]], "text"),
        ([None], "text"),
    ],
)
def test_the_type_of_a_column(values: list[Any], kind: str) -> None:
    (column,) = params(*({"x": value} for value in values))
    assert column.head["type"] == kind


def test_a_null_is_a_value_and_nothing_is_none() -> None:
    (column,) = params({"x": None}, {}, {"x": 1})
    assert column.values == {"distinct": [None, 1], "of": [0, -1, 1]}


def test_what_is_equal_in_python_is_not_the_same() -> None:
    (column,) = params(*[{"x": value} for value in (1, True, 1.0, "1")] * 3)
    assert list(map(repr, column.values["distinct"])) == ["1", "True", "1.0", "'1'"]


def test_numbers_that_json_lacks() -> None:
    (column,) = params({"x": {"$": "nan"}}, {"x": {"$": "inf"}}, {"x": 1})
    assert (column.head["path"], column.head["type"]) == (["x"], "number")
    assert spread(column) == [{"$": "nan"}, {"$": "inf"}, 1]
    (table,) = params({"x": {"$": "dollars"}})
    assert table.head["path"] == ["x", "$"]


def test_lists_are_values_and_so_is_an_empty_table_nowhere() -> None:
    (a, deep) = params({"a": [1, {"b": 2}], "c": {}, "d": {"e": {"f": 1}}})
    assert (spread(a), deep.head["path"], spread(deep)) == ([[1, {"b": 2}]], ["d", "e", "f"], [1])
    read = [Filed({"params.yaml": id}, {}) for id in ("bad", "gone", "none")]
    parts = {"bad": {"error": {"type": "x", "msg": "y"}}, "none": {"data": {}}}
    assert metrics_and_params(read, parts, "", "params") == []


nested = st.recursive(
    st.integers(), lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, max_size=4), max_leaves=12
)


def leaves(value: Any, *path: str) -> dict[tuple[str, ...], Any]:
    if not isinstance(value, dict):
        return {path: value}
    return {key: leaf for name, inner in value.items() for key, leaf in leaves(inner, *path, name).items()}


@given(st.lists(nested, min_size=1, max_size=6))
def test_files_of_any_shape_give_their_values_back(said: list[Any]) -> None:
    columns = {tuple(column.head["path"]): spread(column) for column in params(*said)}
    wanted = [leaves(one) for one in said]
    assert columns.keys() == {path for one in wanted for path in one}
    for path, column in columns.items():
        assert column == [one.get(path, MISSING) for one in wanted]


def test_a_file_that_is_a_number_has_a_column_of_its_own() -> None:
    found = metrics_and_params([Filed({}, {"auc.txt": "n"})], {"n": {"data": 0.5}}, "", "metrics")
    assert [column.head["id"] for column in found] == ["metrics:auc.txt"]
    assert spread(found[0]) == [0.5]


keys = st.text(st.sampled_from("ab.:\\"), min_size=1, max_size=4)


@given(st.tuples(keys, st.lists(keys, max_size=3)), st.tuples(keys, st.lists(keys, max_size=3)))
def test_no_two_columns_have_one_id(one: tuple[str, list[str]], other: tuple[str, list[str]]) -> None:
    assert (column_id("params", *one) == column_id("params", *other)) == (one == other)


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(0.5, 9), st.text(max_size=3), st.lists(st.integers())
)


@given(st.lists(st.one_of(st.just(MISSING), values), max_size=8), st.data())
def test_a_column_gives_back_each_value(contents: list[Any], data: st.DataObject) -> None:
    of = data.draw(st.lists(st.integers(-1, len(contents) - 1), max_size=30))
    made = _Spread(len(of))
    known: dict[int, int] = {}
    for row, k in enumerate(of):
        if k >= 0:
            made.put(row, k)
            known.setdefault(k, len(known))
    column = made.column([contents[k] for k in known])
    wanted = [MISSING if k < 0 else contents[k] for k in of]
    assert repr(spread(Made({}, column))) == repr(wanted)


def test_files_say_size_number_and_hash_and_where_they_changed() -> None:
    parts = {
        "d1": {"raw.csv": {"hash": "1", "size": 10}},
        "d2": {"raw.csv": {"hash": "2", "size": 11}},
        "o": {"raw.csv": {"hash": "3", "size": 12}, "images": {"hash": "4", "size": None, "nfiles": 7}},
    }
    commits = [a_commit("c3", "c2"), a_commit("c2", "c1"), a_commit("c1", "c0"), a_commit("c0")]
    readings = {
        "c3": Filed({}, {}, "d2", "o"),
        "c2": Filed({}, {}, "d2"),
        "c1": Filed({}, {}, "d1"),
        "c0": Filed({}, {}, "d1"),
    }
    raw, images = files(commits, readings, parts, "")
    assert spread(raw) == [(12, None, "3"), (11, None, "2"), (10, None, "1"), (10, None, "1")]
    assert (raw.values["changed"], images.values["changed"]) == ([0, 1], [0])
    assert spread(images)[0] == (None, 7, "4")
    assert files(commits, readings, parts, "elsewhere") == []


def test_models_at_commits() -> None:
    commits = [a_commit("c3", annotations="s"), a_commit("c2", annotations="s"), a_commit("c1")]
    written = {"s": ["churn", "vision:cat"], "unused": ["old"]}
    registered = [
        Registered("churn", "v2", "c2", ("prod",)),
        Registered("churn", "v1", "c2"),
        Registered("gone", "v1", "c1"),
    ]
    found = {column.head["path"][0]: spread(column) for column in models(commits, written, registered, "")}
    none = {"version": None, "stages": []}
    assert found == {
        "churn": [{**none, "name": "churn"}, {"version": "v2", "stages": ["prod"], "name": "churn"}, MISSING],
        "gone": [MISSING, MISSING, {"version": "v1", "stages": [], "name": "gone"}],
        "vision:cat": [{**none, "name": "vision:cat"}, {**none, "name": "vision:cat"}, MISSING],
    }
    inside = models(commits, written, registered, "vision")
    assert [column.head["path"] for column in inside] == [["vision:cat"]]


def test_errors_name_each_file_once_and_its_commits() -> None:
    parts = {"bad": {"error": {"type": "ScannerError", "msg": "line 1"}}, "good": {"data": {"error": {"msg": "mine"}}}}
    lock = {"file": "lib/dvc.lock", "type": "Old", "msg": "of DVC 1"}
    read = [Filed({"params.yaml": "bad"}, {"m.json": "good"}), None, Filed({"params.yaml": "bad"}, {}, problems=[lock])]
    assert errors(read, parts, "") == [
        {"file": "params.yaml", "type": "ScannerError", "msg": "line 1", "commits": [0, 2]},
        {"file": "lib/dvc.lock", "type": "Old", "msg": "of DVC 1", "commits": [2]},
    ]
    assert [error["file"] for error in errors(read, parts, "lib")] == ["lib/dvc.lock"]
