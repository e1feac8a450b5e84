from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.dvc.plot_files import BYTES_MAX, ROWS_MAX, UnreadablePlot, read_table


def rows(text: str | bytes, path: str, **options: bool) -> list[dict[str, Any]]:
    return read_table(text.encode() if isinstance(text, str) else text, path, **options).rows


@pytest.mark.parametrize(
    ("text", "path", "found"),
    [
        ("x,y\n0,1e-3\n\n1,b\n", "a.csv", [{"x": "0", "y": "1e-3"}, {"x": "1", "y": "b"}]),
        ('x,y\r\n0,"a,\nb"\r\n', "a.csv", [{"x": "0", "y": "a,\nb"}]),
        ("x\ty\n0\t1\n", "a.tsv", [{"x": "0", "y": "1"}]),
        ("x,y\n0\n1,2,3\n", "a.csv", [{"x": "0", "y": None}, {"x": "1", "y": "2"}]),
        ("\ufeffx,y\n0,1\n", "bom.csv", [{"x": "0", "y": "1"}]),
        ("x;y\n0;1\n", "a.csv", [{"x;y": "0;1"}]),
        ("", "a.csv", []),
        ("x,y\n", "a.csv", []),
        ('[{"a": 1}, {"a": 2, "b": {"c": 1}}]', "a.json", [{"a": 1}, {"a": 2, "b": {"c": 1}}]),
        ('{"roc": [{"fpr": 0}], "n": 7}', "a.json", [{"fpr": 0}]),
        ('{"u": {"l": [{"a": 1}, {"a": 2}]}, "v": [{"b": 3}]}', "a.json", [{"a": 1, "b": 3}, {"a": 2}]),
        ("[1, 2]", "a.json", []),
        ('{"a": 1}', "a.json", []),
        ('"text"', "a.json", []),
        ("- q: 1e-3\n  w: yes\n", "a.yaml", [{"q": 0.001, "w": "yes"}]),
        ("train:\n- q: 1\n", "a.yml", [{"q": 1}]),
    ],
)
def test_the_rows_of_a_file(text: str, path: str, found: list[dict[str, Any]]) -> None:
    assert rows(text, path) == found


def test_a_table_without_a_header_has_numbers_for_fields() -> None:
    assert rows("1,2\n3,4\n", "a.csv", header=False) == [{"0": "1", "1": "2"}, {"0": "3", "1": "4"}]


def test_the_last_field_is_that_of_the_first_row_of_the_first_list() -> None:
    said = {"u": [{"a": 1}], "v": [{"b": 2, "c": 3}]}
    assert read_table(json.dumps(said).encode(), "a.json").last == "a"
    assert read_table(b"x,y\n1,2\n", "a.csv").last == "y"
    assert read_table(b"x,y\n", "a.csv").last is None


def test_not_a_number_and_endless_ones_are_read() -> None:
    (row,) = rows('[{"a": NaN, "b": Infinity}]', "a.json")
    assert math.isnan(row["a"])
    assert row["b"] == math.inf


@pytest.mark.parametrize(
    ("data", "path", "type"),
    [
        (b"\xff\xfe\0", "a.csv", "Unreadable"),
        (b'{"a": [', "a.json", "Unreadable"),
        (b"[" * 100_000, "a.json", "Unreadable"),
        (b"a: b: c", "a.yaml", "Unreadable"),
        (b"&a [*a]", "a.yaml", "Unreadable"),
        (b"hello", "a.txt", "FileType"),
        (b" " * (BYTES_MAX + 1), "a.csv", "TooLarge"),
        (b"x\n" + b"1\n" * (ROWS_MAX + 1), "a.csv", "TooLarge"),
    ],
    ids=["bytes", "json", "deep", "yaml", "alias", "suffix", "bytes-max", "rows-max"],
)
def test_what_cannot_be_drawn_says_why(data: bytes, path: str, type: str) -> None:
    with pytest.raises(UnreadablePlot) as caught:
        read_table(data, path)
    assert caught.value.type == type


@given(
    st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.sampled_from([".csv", ".tsv", ".json", ".yaml"])
)
def test_no_bytes_are_too_strange(data: bytes, suffix: str) -> None:
    try:
        table = read_table(data, f"a{suffix}")
    except UnreadablePlot:
        return
    assert all(isinstance(field, str) for row in table.rows for field in row)
