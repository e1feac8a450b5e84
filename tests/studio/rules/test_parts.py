"""What a commit's files say, in pieces and together again."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules.parts import Parts, ids, joined, spelled

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)
DOCUMENTS = st.fixed_dictionaries(
    {"params": st.dictionaries(TEXT, VALUES), "metrics": st.dictionaries(TEXT, VALUES), "outs": VALUES, "plots": VALUES}
)


@given(DOCUMENTS)
def test_taken_apart_and_joined_it_is_the_same(document: dict[str, object]) -> None:
    parts = Parts()
    said = parts.taken_apart(document)
    assert set(ids(said)) == set(parts.texts)
    assert joined(said, {id: json.loads(text) for id, text in parts.texts.items()}) == document


def test_what_is_the_same_is_there_once() -> None:
    one = {"data": {"lr": 0.1}}
    parts = Parts()
    said = parts.taken_apart({"params": {"a": one, "b": dict(one)}, "metrics": {"c": one}, "outs": {}})
    assert len(parts.texts) == 2
    assert said["params"]["a"] == said["params"]["b"] == said["metrics"]["c"] != said["outs"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"x": math.nan, "y": [math.inf, -math.inf]}, '{"x":{"$":"nan"},"y":[{"$":"inf"},{"$":"-inf"}]}'),
        ("nul \0", '"nul �"'),
        ({"half \udcff": "\udcff"}, '{"half \\\\xff":"\\\\xff"}'),
        ({"b": 1, "a": 2}, '{"b":1,"a":2}'),
        ({1: {2}}, '{"1":"{2}"}'),
    ],
)
def test_every_value_can_be_stored(value: object, text: str) -> None:
    id, spelling = spelled(value)
    assert spelling == text
    assert spelled(json.loads(text)) == (id, text)
