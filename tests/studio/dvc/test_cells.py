"""Values as every database and every browser holds them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from gto_studio.dvc import cells
from gto_studio.dvc.asking import Failure

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(PLAIN)
def test_any_value_can_be_stored_and_given_back(value: object) -> None:
    stored = cells.stored(value)  # type: ignore[arg-type]
    text = json.dumps(stored, allow_nan=False, ensure_ascii=False)
    assert json.loads(text.encode()) == stored
    assert "\0" not in repr(stored)


def test_numbers_that_json_has_no_word_for() -> None:
    assert cells.stored([float("nan"), float("inf"), float("-inf"), 1 << 70, 10**999, -(10**999)]) == [
        {"$": "nan"}, {"$": "inf"}, {"$": "-inf"}, float(1 << 70), {"$": "inf"}, {"$": "-inf"},
    ]  # fmt: skip


def test_a_failure_says_what_is_known_of_the_file() -> None:
    assert cells.error(Failure("Missing", "no")) == {"error": {"type": "Missing", "msg": "no"}}
    assert cells.error(Failure("NotInGit", "no", "abc", None))["error"]["hash"] == "abc"
