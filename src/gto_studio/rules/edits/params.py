"""A file of parameters with other values: YAML, JSON, TOML or Python. All that is no changed value stays as it is.

Each kind of file has its way to put a value at its place; whether nothing else changed is proved here, by reading the
file as it was and as it is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gto.annotations import splicing
from gto.annotations.splicing import same
from gto.annotations.yaml import UnreadableYaml, decode
from gto.comparison.values import UnreadableValues, read_nested
from gto.errors import CannotEdit, WrongArgs
from gto_studio.errors import WrongInput
from gto_studio.rules.edits import in_json, in_python, in_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Literal, TypeAlias

    from gto.annotations.entries import Plain

    Kind: TypeAlias = Literal["yaml", "json", "toml", "py"]
    Type: TypeAlias = Literal["number", "integer", "boolean", "text", "list", "null"]
    Steps: TypeAlias = tuple[str, ...]


def kind_of(file: str) -> Kind:
    """How a file of parameters is written, as far as its name says; YAML where it says nothing."""
    for suffix, kind in _SUFFIXES.items():
        if file.lower().endswith(suffix):
            return kind
    return "yaml"


def type_of(value: Plain) -> Type | None:
    """What kind of value it is; None for a group of values."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return None


def fields(nested: Plain, above: str = "") -> Iterator[tuple[str, Plain, Type]]:
    """The values of a file that can be changed: dotted name, value, type."""
    for key, value in nested.items() if isinstance(nested, dict) else ():
        name = f"{above}{key}"
        if isinstance(value, dict):
            yield from fields(value, f"{name}.")
        elif (type := type_of(value)) is not None:
            yield name, value, type


def edited(data: bytes, file: str, values: Mapping[str, Plain]) -> bytes:
    """The file with other values, by their dotted names.

    WrongInput for a name that it has not, or a value of another type than the one that is there (its `fields` are
    FILE:NAME); CannotEdit for a file that cannot be read, or not changed without changing more.
    """
    for name, value in values.items():
        data = _with(data, file, name, value)
    return data


def _with(data: bytes, file: str, name: str, value: Plain) -> bytes:
    before = _read(data, file)
    steps = _steps_to(before, file, name)
    old = _at(before, steps)
    new = _fitting(old, value, file, name)
    if same(new, old):
        return data
    put = _PUT[kind_of(file)]
    try:
        after = put(decode(data), steps, new).encode()
    except (UnreadableYaml, WrongArgs, ValueError, KeyError) as error:
        raise CannotEdit(file, f"'{name}' cannot be changed alone ({error})") from None
    if not same(_read(after, file), _replaced(before, steps, new)):
        raise CannotEdit(file, f"'{name}' cannot be changed without changing more")
    return after


def _read(data: bytes, file: str) -> Plain:
    try:
        return in_toml.read(decode(data)) if kind_of(file) == "toml" else read_nested(data, file)
    except (UnreadableValues, UnreadableYaml) as error:
        raise CannotEdit(file, str(error), hint="mend the file first") from None


def _steps_to(nested: Plain, file: str, name: str) -> Steps:
    """The keys of a dotted name; a key may have dots in it itself."""
    found = list(_ways(nested, name))
    if len(found) != 1:
        says = "is not in" if not found else "may be several values of"
        raise WrongInput(f"'{name}' {says} {file}", fields={f"{file}:{name}": f"{says} the file"})
    return found[0]


def _ways(nested: Plain, name: str) -> Iterator[Steps]:
    for key, value in nested.items() if isinstance(nested, dict) else ():
        if key == name:
            yield (key,)
        elif name.startswith(f"{key}."):
            yield from ((key, *rest) for rest in _ways(value, name[len(key) + 1 :]))


def _at(nested: Plain, steps: Steps) -> Plain:
    for step in steps:
        nested = nested[step] if isinstance(nested, dict) else None
    return nested


def _replaced(nested: Plain, steps: Steps, value: Plain) -> Plain:
    if not steps or not isinstance(nested, dict):
        return value
    return {**nested, steps[0]: _replaced(nested[steps[0]], steps[1:], value)}


def _fitting(old: Plain, value: Plain, file: str, name: str) -> Plain:
    """The value as the file has it: numbers stay whole, or not, as far as that loses nothing."""
    was, now = type_of(old), type_of(value)
    numbers = ("number", "integer")
    fits = was == now or (was in numbers and now in numbers) or (was == "null" and now is not None)
    if was is None or not fits:
        wanted = "a group of values" if was is None else f"a {_WORDS[was]}"
        wrong = f"it is {wanted}, and not {'a group' if now is None else f'a {_WORDS[now]}'}"
        raise WrongInput(f"'{name}' of {file} cannot be that: {wrong}", fields={f"{file}:{name}": wrong})
    if isinstance(value, float) and not math.isfinite(value):
        raise WrongInput(f"'{name}' of {file} cannot be that", fields={f"{file}:{name}": "no such number can be kept"})
    if was == "number" and isinstance(value, int):
        return float(value)
    if was == "integer" and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


_WORDS = {"number": "number", "integer": "number", "boolean": "yes or no", "text": "text", "list": "list",
          "null": "missing value"}  # fmt: skip
_SUFFIXES: dict[str, Kind] = {".json": "json", ".toml": "toml", ".py": "py"}
_PUT: dict[Kind, Callable[[str, Steps, Plain], str]] = {
    "yaml": splicing.put,
    "json": in_json.put,
    "toml": in_toml.put,
    "py": in_python.put,
}
