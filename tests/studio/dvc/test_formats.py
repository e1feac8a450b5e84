"""What of a file is shown, as parameters and as metrics. The expected answers are DVC's where it has one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.dvc import formats
from gto_studio.dvc.asking import Failure


def test_of_metrics_lists_nulls_and_empty_mappings_are_left_out() -> None:
    said = formats.read(
        b'{"acc": 0.9, "list": [1], "nul": null, "s": "txt", "empty": {"x": {}}, "d": {"e": 1e-5, "l": []}, "b": true}',
        ".json",
    )
    assert formats.metrics(said) == {"acc": 0.9, "s": "txt", "d": {"e": 1e-5}, "b": True}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "kind", "shown"),
    [(b"5", ".yaml", 5), (b"hi", ".txt", "hi"), (b"[1]", ".json", {}), (b"null", ".json", {}), (b"", ".yaml", {})],
)
def test_metrics_that_are_no_mapping(data: bytes, kind: str, shown: object) -> None:
    assert formats.metrics(formats.read(data, kind)) == shown  # type: ignore[arg-type]


def test_what_cannot_be_read_says_why() -> None:
    assert isinstance(formats.read(b"", ".json"), Failure)
    assert isinstance(formats.read(b"{", ".json"), Failure)
    many = formats.read(b"\n".join(b"k%d: 1" % i for i in range(formats.VALUES_MAX + 1)), ".yaml")
    assert isinstance(many, Failure)
    assert many.type == "TooLarge"


def test_nan_is_a_number() -> None:
    said = formats.read(b'{"a": NaN, "b": -Infinity}', ".json")
    assert isinstance(said, dict)
    assert math.isnan(said["a"])  # type: ignore[arg-type]


def test_wanted_keys_stand_where_the_file_has_them() -> None:
    said = {"layers": [1, {"a": 2}, 3], "d": {"a": {"b": 1, "c": 2}, "x.y": 3}, "n": None, "1": "one"}
    wanted = ["layers[0]", "layers.1", "d.a.b", "d.a", "n", "1", "d.x.y", "nope.q"]
    assert formats.picked(said, wanted) == {
        "layers": [None, {"a": 2}], "d": {"a": {"b": 1, "c": 2}}, "n": None, "1": "one",
    }  # fmt: skip
    assert formats.picked(said, ["d.*"]) == {"d": said["d"]}
    assert formats.get(said, "layers.2") == 3
    assert isinstance(formats.get(said, "d.z"), Failure)


@pytest.mark.parametrize(
    ("data", "kind", "values"),
    [
        (b"metric,value\nacc,0.5\nname,x\n", ".csv", {"acc": 0.5, "name": "x"}),
        (b"step\tacc\n0\t0.5\n1\t0.75\n", ".tsv", {"step": 1, "acc": 0.75}),
        (b"a,b,c\n1,x,nan\n", ".csv", {"a": 1, "b": "x"}),
        (b"only,header\n", ".csv", {}),
        (b"", ".csv", {}),
        (b"a: 1", ".yaml", {"a": 1}),
    ],
)
def test_tables(data: bytes, kind: str, values: dict[str, object]) -> None:
    said = formats.read_table(data, kind)
    assert isinstance(said, dict)
    assert {key: value for key, value in said.items() if value == value} == values


@given(st.binary(max_size=80), st.sampled_from([".json", ".yaml", ".toml", ".py", ".csv", ".tsv", ""]))
def test_any_bytes_are_read_or_refused(data: bytes, kind: str) -> None:
    for said in (formats.read(data, kind), formats.read_table(data, kind)):
        if not isinstance(said, Failure):
            formats.metrics(said)
            formats.picked(said, ["a.*", "*", "b"])
