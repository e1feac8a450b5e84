"""Values with the manners of pydantic's models, for callers of GTO 1.x: what they got from it, they dumped and copied.

Pydantic itself costs 110 ms to load and is not needed: a model is a dataclass with a few methods more.
"""

from __future__ import annotations

import copy
import dataclasses
import json
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from typing_extensions import Self


class _Fields:
    """`model_fields`, on a class and on its instances: the fields by name, in order."""

    def __get__(self, instance: object, owner: Any) -> dict[str, dataclasses.Field[Any]]:
        return {field.name: field for field in dataclasses.fields(owner)}


class Model:
    """What classes in this package derive from that were pydantic models; each is a dataclass as well."""

    model_fields = _Fields()

    def model_dump(
        self,
        *,
        mode: str = "python",
        include: Collection[str] | None = None,
        exclude: Collection[str] | None = None,
        exclude_none: bool = False,
    ) -> dict[str, Any]:
        """The fields as plain data, models inside included. With mode "json" dates are text."""
        names = [name for name in self.model_fields if include is None or name in include]
        values = {name: getattr(self, name) for name in names if exclude is None or name not in exclude}
        return {name: _plain(value, mode) for name, value in values.items() if not (exclude_none and value is None)}

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """The fields as JSON."""
        data = self.model_dump(mode="json", **options)
        separators = (",", ":") if indent is None else None
        return json.dumps(data, indent=indent, separators=separators, ensure_ascii=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """The same again, with some fields changed."""
        twin = copy.deepcopy(self) if deep else copy.copy(self)
        for name, value in (update or {}).items():
            setattr(twin, name, value)
        return twin

    def dict(self, **options: Any) -> dict[str, Any]:
        """`model_dump`, as it was called before pydantic 2."""
        return self.model_dump(**options)

    def json(self, **options: Any) -> str:
        """`model_dump_json`, as it was called before pydantic 2."""
        return self.model_dump_json(**options)

    def copy(self, **options: Any) -> Self:
        """`model_copy`, as it was called before pydantic 2."""
        return self.model_copy(**options)

    def __str__(self) -> str:
        return " ".join(f"{name}={getattr(self, name)!r}" for name in self.model_fields)


def _plain(value: object, mode: str) -> Any:
    if isinstance(value, Model):
        return value.model_dump(mode=mode)
    if callable(dump := getattr(value, "model_dump", None)):  # a plug-in may bring real pydantic
        return dump(mode=mode)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), mode) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item, mode) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [_plain(item, mode) for item in value]
        return items if mode == "json" else type(value)(items)
    if mode == "json" and isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if mode == "json" and isinstance(value, Enum):
        return value.value
    return value
