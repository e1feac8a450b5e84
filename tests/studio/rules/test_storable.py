"""What cannot be stored is replaced; what can comes back as it was."""

from __future__ import annotations

import json
import math

from hypothesis import given
from hypothesis import strategies as st

from gto_studio.rules import storable


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_ordinary_text_stays(text: str) -> None:
    assert storable.text(text) == text
    assert storable.name(text) == text


def test_what_no_database_takes_is_replaced() -> None:
    assert storable.text("a\0b\udcff") == "a�b?"


def test_names_that_are_no_text_stay_apart() -> None:
    one, other = (
        b"refs/heads/\xff".decode("utf-8", "surrogateescape"),
        b"refs/heads/\xfe".decode("utf-8", "surrogateescape"),
    )
    assert storable.name(one) == "refs/heads/\\xff"
    assert storable.name(one) != storable.name(other)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(PLAIN)
def test_values_come_back_from_json_as_they_went_in(value: object) -> None:
    stored = storable.plain(value)
    text = json.dumps(stored, allow_nan=False)
    text.encode()
    assert "\\u0000" not in text.replace("\\\\", "")
    assert json.loads(text) == stored


def test_numbers_that_json_lacks_are_named() -> None:
    assert storable.plain([math.nan, math.inf, -math.inf, 0.5, (1, 2)]) == ["NaN", "Infinity", "-Infinity", 0.5, [1, 2]]
