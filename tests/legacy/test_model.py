"""Models without pydantic: what callers of GTO 1.x do with what they got."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any

import pytest

from gto.legacy.model import Model


class Colour(Enum):
    RED = "red"


@dataclass(kw_only=True)
class Wheel(Model):
    size: int
    colour: Colour = Colour.RED


@dataclass(kw_only=True)
class Car(Model):
    made: datetime
    wheels: list[Wheel] = field(default_factory=list)
    owner: str | None = None


@dataclass
class Plain:
    a: int


@pytest.fixture
def car() -> Car:
    return Car(made=datetime(2026, 3, 1, tzinfo=timezone.utc), wheels=[Wheel(size=3)])


def test_dumps_reach_inside(car: Car) -> None:
    assert car.model_dump() == {"made": car.made, "wheels": [{"size": 3, "colour": Colour.RED}], "owner": None}
    assert car.model_dump(mode="json") == {
        "made": "2026-03-01T00:00:00Z",
        "wheels": [{"size": 3, "colour": "red"}],
        "owner": None,
    }


def test_dumps_are_narrowed(car: Car) -> None:
    assert set(car.model_dump(include={"made", "owner"})) == {"made", "owner"}
    assert set(car.model_dump(exclude={"made", "owner"})) == {"wheels"}
    assert set(car.model_dump(exclude_none=True)) == {"made", "wheels"}


def test_json(car: Car) -> None:
    text = car.model_dump_json(exclude={"made"})
    assert text == '{"wheels":[{"size":3,"colour":"red"}],"owner":null}'
    assert json.loads(car.model_dump_json(indent=2)) == car.model_dump(mode="json")
    assert (car.dict(), car.json()) == (car.model_dump(), car.model_dump_json())


def test_copies_are_other_objects(car: Car) -> None:
    assert car.model_copy() == car
    assert car.model_copy() is not car
    assert car.model_copy(update={"owner": "Jo"}).owner == "Jo"
    assert car.model_copy().wheels[0] is car.wheels[0]
    assert car.model_copy(deep=True).wheels[0] is not car.wheels[0]
    assert car.copy() == car


def test_fields_are_listed_in_order(car: Car) -> None:
    assert list(Car.model_fields) == list(car.model_fields) == ["made", "wheels", "owner"]
    assert Car.model_fields["owner"].default is None


def test_texts(car: Car) -> None:
    assert str(car.wheels[0]) == "size=3 colour=<Colour.RED: 'red'>"
    assert repr(car.wheels[0]) == "Wheel(size=3, colour=<Colour.RED: 'red'>)"


def test_values_are_equal_if_class_and_fields_are(car: Car) -> None:
    assert car == Car(made=car.made, wheels=[Wheel(size=3)])
    assert car != Car(made=car.made)
    with pytest.raises(TypeError, match="unhashable"):
        hash(car)


def test_foreign_values_inside() -> None:
    """A plug-in may bring pydantic's models, or a dataclass."""

    class Foreign:
        def model_dump(self, mode: str) -> dict[str, str]:
            return {"mode": mode}

    @dataclass(kw_only=True)
    class Box(Model):
        inside: Any

    assert Box(inside=(Foreign(), Plain(1))).model_dump() == {"inside": ({"mode": "python"}, {"a": 1})}
    assert Box(inside={"k": {Plain}}).model_dump(mode="json") == {"inside": {"k": [Plain]}}
