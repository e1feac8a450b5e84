"""Records are values: immutable, equal by class and content, and otherwise like a NamedTuple."""

from __future__ import annotations

import copy
import pickle
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto.record import Record


class Person(Record):
    name: str
    email: str = ""

    @property
    def initial(self) -> str:
        return self.name[:1]


class Place(Record):
    name: str
    email: str = ""


class Nothing(Record):
    pass


class AsStandard(NamedTuple):
    name: str
    email: str = ""


JO = Person("Jo", "jo@example.com")


def test_fields_are_given_by_place_or_by_name_and_may_have_defaults() -> None:
    assert Person("Jo", email="jo@example.com") == JO
    assert (Person("Jo").email, JO.initial) == ("", "J")
    assert Nothing() == Nothing()


@pytest.mark.parametrize("wrong", [(), ("a", "b", "c")])
def test_too_few_or_too_many_are_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(TypeError):
        Person(*wrong)
    with pytest.raises(TypeError):
        Person("Jo", age=1)  # type: ignore[call-arg]


def test_they_are_equal_when_class_and_fields_are() -> None:
    assert Person("Jo") == Person("Jo") != Person("Ann")
    assert Person("Jo") != Place("Jo")
    assert Person("Jo") != ("Jo", "")
    assert {Person("Jo"): 1}[Person("Jo")] == 1
    assert len({Person("Jo"), Place("Jo"), Person("Jo")}) == 2


def test_nothing_about_them_can_be_changed() -> None:
    with pytest.raises(AttributeError):
        JO.name = "Ann"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        JO.age = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        del JO.name  # type: ignore[misc]
    assert not hasattr(JO, "__dict__")


def test_a_changed_one_is_a_new_one() -> None:
    assert JO._replace(name="Ann") == Person("Ann", "jo@example.com")
    assert JO.name == "Jo"
    with pytest.raises(TypeError):
        JO._replace(age=1)


def test_they_say_what_they_hold() -> None:
    assert repr(JO) == "Person(name='Jo', email='jo@example.com')"
    assert repr(Nothing()) == "Nothing()"


def test_they_come_apart_like_tuples() -> None:
    name, email = JO
    assert (name, email) == ("Jo", "jo@example.com") == tuple(JO)
    match JO:
        case Person(who, email=address):
            assert (who, address) == tuple(JO)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_they_travel_between_processes(protocol: int) -> None:
    there = pickle.loads(pickle.dumps([JO, Nothing()], protocol))
    assert there == [JO, Nothing()]
    assert type(there[0]) is Person


def test_they_can_be_copied() -> None:
    assert copy.copy(JO) == copy.deepcopy(JO) == JO


@given(st.text(), st.text())
def test_they_answer_as_a_named_tuple_does(name: str, email: str) -> None:
    ours, theirs = Person(name, email), AsStandard(name, email)
    assert ours._asdict() == theirs._asdict()
    assert Person._make([name, email]) == ours
    assert (ours._fields, ours._field_defaults) == (theirs._fields, theirs._field_defaults)
    assert (len(ours), ours[0], list(ours)) == (len(theirs), theirs[0], list(theirs))
    assert hash(ours) == hash(Person(name, email))
    assert (ours < Person("m", "m")) == (theirs < AsStandard("m", "m"))
