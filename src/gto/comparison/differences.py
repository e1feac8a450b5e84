"""Two mappings of flat values → what was added, removed and changed, and by how much."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from gto.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

    from gto.annotations.entries import Plain

    Change: TypeAlias = Literal["added", "removed", "changed"]


class Difference(Record):
    """One value that is not the same on both sides. `change` tells a null from nothing."""

    key: str
    change: Change
    old: Plain = None
    new: Plain = None

    @property
    def delta(self) -> float | int | None:
        """How much a number grew; None for anything but two finite numbers."""
        return None if self.change != "changed" else _delta(self.old, self.new)


def differences(old: Mapping[str, Plain], new: Mapping[str, Plain]) -> list[Difference]:
    """What differs, in the order of the new side, then what only the old side has."""
    found = []
    for key, value in new.items():
        if key not in old:
            found.append(Difference(key, "added", new=value))
        elif not equal(old[key], value):
            found.append(Difference(key, "changed", old[key], value))
    return found + [Difference(key, "removed", value) for key, value in old.items() if key not in new]


def flatten(value: Mapping[str, Plain]) -> dict[str, Plain]:
    """Nested mappings as one, with dotted keys: {"train": {"lr": 1}} is {"train.lr": 1}. Lists stay whole.

    A key that would read like a path is quoted, so no two values ever share a key.
    """
    flat: dict[str, Plain] = {}
    _flatten(value, "", flat)
    return flat


def equal(one: Plain, other: Plain) -> bool:
    """Whether two values mean the same: 1 is 1.0 but not true, and NaN is NaN."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one) and math.isnan(other):
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    return one == other


def _flatten(value: Mapping[str, Plain], prefix: str, flat: dict[str, Plain]) -> None:
    for key, item in value.items():
        name = prefix + _step(key)
        if isinstance(item, dict) and item:
            _flatten(item, f"{name}.", flat)
        else:
            flat[name] = item


def _step(key: str) -> str:
    if key and not set(key) & set('."'):
        return key
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _delta(old: Plain, new: Plain) -> float | int | None:
    if isinstance(old, bool) or isinstance(new, bool):
        return None
    if isinstance(old, int) and isinstance(new, int):
        return new - old
    if not isinstance(old, int | float) or not isinstance(new, int | float):
        return None
    with localcontext() as context:
        context.prec = 50  # as written: 0.3 - 0.1 is 0.2
        delta = Decimal(repr(new)) - Decimal(repr(old)) if _is_finite(old) and _is_finite(new) else None
    if delta is None:
        return None
    return found if math.isfinite(found := float(delta)) else None


def _is_finite(number: float) -> bool:
    return isinstance(number, int) or math.isfinite(number)
