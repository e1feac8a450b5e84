"""A plan is a value: it can be shown, compared, or thrown away."""

from __future__ import annotations

from hypothesis import given

from gto.registry.plans import Creation, Deletion, Plan
from gto.registry.tags import TagName, require

from .strategies import tag_names
from .test_state import ONE


def test_it_names_its_tags_in_order() -> None:
    made = [Creation(require(tag), ONE, "m") for tag in ("nn@v1.0.0", "nn#prod#1")]
    plan = Plan(tuple(made), (Deletion("nn@v0.0.1"),))
    assert plan.tags == ("nn@v1.0.0", "nn#prod#1", "nn@v0.0.1")
    assert plan == Plan(tuple(made), (Deletion("nn@v0.0.1"),), automatic=True)


def test_nothing_to_do_is_a_plan_too() -> None:
    assert Plan().tags == ()


@given(tag_names())
def test_a_creation_is_spelled_as_the_tag_that_is_read_again(name: TagName) -> None:
    assert require(Creation(name, ONE, "").tag) == name
