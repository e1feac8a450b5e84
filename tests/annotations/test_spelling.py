"""What is spelled reads back the same, and is quoted only where it has to be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.annotations.spelling import Layout, block_mapping, flow, scalar
from gto.annotations.yaml import parse, plain
from gto.errors import WrongArgs

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "yes",
        "null",
        "~",
        "1e3",
        "0x1f",
        "2001-01-01",
        "a: b",
        "a #b",
        "- a",
        "? a",
        "[",
        "{",
        "<<",
        "=",
        "---",
        "...",
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.filter(lambda t: t != "<<"), inner, max_size=3),
    max_leaves=10,
)


def read(text: str) -> object:
    root = parse(text)
    return None if root is None else plain(root)


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ("models/resnet-1.pt", "models/resnet-1.pt"),
        ("two words, and more", "'two words, and more'"),
        ("s3://bucket/key", "s3://bucket/key"),
        ("Größe", "Größe"),
        ("yes", "yes"),
        ("5", "'5'"),
        ("x: y", "'x: y'"),
        ("it's", "'it''s'"),
        ("", "''"),
        ("a\nb", '"a\\nb"'),
        ("\x1b[31m", '"\\e[31m"'),
        ("null", "'null'"),
        ("2001-01-01", "'2001-01-01'"),
        (None, "null"),
        (True, "true"),
        (5, "5"),
        (1e-5, "1.0e-05"),
        (2.5e20, "2.5e+20"),
        (math.inf, ".inf"),
        (-math.inf, "-.inf"),
        (math.nan, ".nan"),
    ],
)
def test_scalars(value: str | float | None, spelled: str) -> None:
    assert scalar(value) == spelled


def test_a_wish_for_quotes_is_granted_where_it_can_be() -> None:
    assert scalar("a", quote='"') == '"a"'
    assert scalar("a", quote="'") == "'a'"
    assert scalar("a\n", quote="'") == '"a\\n"'
    assert scalar(5, quote='"') == "5"


def test_the_layout_of_dvc_and_that_of_gto() -> None:
    value = {"labels": ["a", "b"], "meta": {"x": [{"y": 1, "z": []}, [2, 3]]}}
    assert block_mapping(value, 2, Layout(step=2, dash=2)) == [
        "  labels:",
        "    - a",
        "    - b",
        "  meta:",
        "    x:",
        "      - y: 1",
        "        z: []",
        "      - - 2",
        "        - 3",
    ]
    assert block_mapping({"labels": ["a"]}, 0, Layout(step=4, dash=0)) == ["labels:", "- a"]


@pytest.mark.parametrize("value", ["\ud800", object(), b"bytes"])
def test_what_no_file_can_hold(value: object) -> None:
    with pytest.raises(WrongArgs):
        scalar(value)  # type: ignore[arg-type]


@given(texts)
def test_texts_read_back_the_same(text: str) -> None:
    for quote in ("", "'", '"'):
        assert read(f"a: {scalar(text, quote=quote)}") == {"a": text}
        assert read(f"[{scalar(text, quote=quote, in_flow=True)}]") == [text]


@given(st.dictionaries(texts.filter(lambda t: t != "<<"), values, min_size=1, max_size=3), st.integers(1, 4))
def test_values_read_back_the_same(value: dict[str, object], step: int) -> None:
    for layout in (Layout(step, 0), Layout(step, step)):
        assert read("\n".join(block_mapping(value, 0, layout))) == value  # type: ignore[arg-type]
    for quote in ("", '"'):
        assert read(flow(value, quote=quote)) == value  # type: ignore[arg-type]
