"""What differs between two mappings, said in properties."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.comparison.differences import Difference, differences, equal, flatten

if TYPE_CHECKING:
    from gto.annotations.entries import Plain

leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers(), max_size=3)
)
keys = st.text(alphabet='ab."\\', max_size=4)
trees = st.recursive(
    st.dictionaries(keys, leaves, max_size=4),
    lambda inner: st.dictionaries(keys, leaves | inner, max_size=4),
    max_leaves=8,
)
flat = st.dictionaries(st.sampled_from("abcdef"), leaves)


def leaves_of(tree: dict[str, Plain]) -> list[Plain]:
    """Everything in a tree that is no filled mapping."""
    return [
        leaf for value in tree.values() for leaf in (leaves_of(value) if isinstance(value, dict) and value else [value])
    ]


class TestFlatten:
    @given(trees)
    def test_every_value_gets_a_key_of_its_own(self, tree: dict[str, Plain]) -> None:
        assert list(map(repr, flatten(tree).values())) == list(map(repr, leaves_of(tree)))

    @given(st.dictionaries(st.text(alphabet="ab", min_size=1), leaves))
    def test_what_is_flat_stays_as_it_is(self, values: dict[str, Plain]) -> None:
        assert repr(flatten(values)) == repr(values)

    def test_as_a_person_would_write_it(self) -> None:
        values: dict[str, Plain] = {"train": {"lr": 0.1, "layers": [1, 2]}, "a.b": {"": 1}, "empty": {}}
        assert flatten(values) == {"train.lr": 0.1, "train.layers": [1, 2], '"a.b"."" '.strip(): 1, "empty": {}}


class TestDifferences:
    @given(flat)
    def test_nothing_differs_from_itself(self, values: dict[str, Plain]) -> None:
        assert differences(values, values) == []

    @given(flat, flat)
    def test_applied_to_the_old_side_they_give_the_new_one(self, old: dict[str, Plain], new: dict[str, Plain]) -> None:
        patched = dict(old)
        for difference in differences(old, new):
            if difference.change == "removed":
                del patched[difference.key]
            else:
                patched[difference.key] = difference.new
        assert patched.keys() == new.keys()
        assert all(equal(patched[key], new[key]) for key in new)

    @given(flat, flat)
    def test_the_other_way_round_they_are_reversed(self, old: dict[str, Plain], new: dict[str, Plain]) -> None:
        there, back = differences(old, new), differences(new, old)
        word = {"added": "removed", "removed": "added", "changed": "changed"}
        assert sorted((d.key, word[d.change]) for d in there) == sorted((d.key, d.change) for d in back)

    @given(flat, flat)
    def test_each_key_is_told_once(self, old: dict[str, Plain], new: dict[str, Plain]) -> None:
        found = [difference.key for difference in differences(old, new)]
        assert len(found) == len(set(found))

    def test_null_is_not_nothing(self) -> None:
        assert differences({}, {"a": None}) == [Difference("a", "added")]
        assert differences({"a": None}, {"a": 0}) == [Difference("a", "changed", None, 0)]


@pytest.mark.parametrize(
    ("one", "other", "is_equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (math.nan, math.nan, True),
        ([1, {"a": math.nan}], [1.0, {"a": math.nan}], True),
        ([1], [True], False),
        ("1", 1, False),
        (None, "", False),
        ({"a": 1}, {"a": 1, "b": 2}, False),
    ],
)
def test_what_is_equal(one: Plain, other: Plain, is_equal: bool) -> None:
    assert equal(one, other) is is_equal
    assert equal(other, one) is is_equal


@pytest.mark.parametrize(
    ("old", "new", "delta"),
    [
        (0.1, 0.3, 0.2),
        (1, 3, 2),
        (3, 1.5, -1.5),
        (10**400, 10**400 + 1, 1),
        (10**400, 0.5, None),
        (True, 2, None),
        ("1", 2, None),
        (math.nan, 1.0, None),
        (1.0, math.inf, None),
    ],
)
def test_by_how_much(old: Plain, new: Plain, delta: float | None) -> None:
    assert Difference("key", "changed", old, new).delta == delta


def test_only_a_change_has_an_amount() -> None:
    assert Difference("key", "added", new=1).delta is None


@given(st.floats() | st.integers(), st.floats() | st.integers())
def test_amounts_never_fail(old: Plain, new: Plain) -> None:
    delta = Difference("key", "changed", old, new).delta
    assert delta is None or isinstance(delta, int) or math.isfinite(delta)
