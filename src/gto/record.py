"""Record: an immutable, typed value, without the start-up cost of `dataclasses`.

A command line that answers in 30 ms cannot spend 17 of them on importing `dataclasses`
or 9 on `typing` (docs/decisions/0002-start-up.md). A class that derives from Record is
declared like a `typing.NamedTuple`, and is one for the type checker:

    class Person(Record):
        name: str
        email: str = ""

Two records are equal when they are of one class and their fields are equal.
"""

from __future__ import annotations

__all__ = ["Record"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:
    from _collections import _tuplegetter

    class _RecordType(type):
        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, (tuple,), namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            namespace = dict(Record.__dict__) | namespace
            namespace.pop("__dict__", None)
            namespace |= {field: _tuplegetter(i, None) for i, field in enumerate(fields)}
            namespace |= {"__slots__": (), "__match_args__": fields}
            namespace |= {"_fields": fields, "_field_defaults": defaults}
            return super().__new__(cls, name, (tuple,), namespace)

    class Record(metaclass=_RecordType):
        def __new__(cls, *values, **named):
            if named or len(values) != len(cls._fields):
                values = cls._complete(values, named)
            return tuple.__new__(cls, values)

        @classmethod
        def _complete(cls, values, named):
            """All values in order, where some are named or left to their defaults. TypeError as for any function."""
            given = dict(zip(cls._fields, values, strict=False))
            if len(values) > len(cls._fields) or given.keys() & named.keys() or named.keys() - set(cls._fields):
                raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}; got {values!r} and {named!r}")
            given = cls._field_defaults | given | named
            if missing := [field for field in cls._fields if field not in given]:
                raise TypeError(f"{cls.__name__} misses {', '.join(missing)}")
            return tuple(given[field] for field in cls._fields)

        def __eq__(self, other):
            return type(self) is type(other) and tuple.__eq__(self, other)

        def __ne__(self, other):
            return not self == other

        def __hash__(self):
            return hash((type(self).__name__, tuple(self)))

        def __repr__(self):
            pairs = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

        def __getnewargs__(self):
            return tuple(self)

        @classmethod
        def _make(cls, values):
            return cls(*values)

        def _replace(self, **changes):
            return type(self)(**(self._asdict() | changes))

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))
