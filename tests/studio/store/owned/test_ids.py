from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from gto_studio.store.owned.ids import new_id, spell

NUMBERS = st.integers(min_value=0, max_value=2**128 - 1)


@given(NUMBERS, NUMBERS)
def test_ids_sort_as_their_numbers(one: int, other: int) -> None:
    assert (spell(one) < spell(other)) == (one < other)
    assert len(spell(one)) == 26


def test_ids_sort_by_time() -> None:
    assert new_id(1_000.0) < new_id(1_000.001) < new_id(1_001.0) < new_id()


def test_ids_of_one_millisecond_sort_as_they_were_made() -> None:
    made = []
    for _ in range(1000):
        made.append(new_id(5.0))
        new_id(6.0)  # other times between them change nothing
    assert made == sorted(set(made))


def test_threads_never_make_the_same_id() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(new_id, [5.0] * 4000))
    assert len(set(made)) == 4000
