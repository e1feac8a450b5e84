"""A file of parameters or metrics → its values. YAML, JSON, TOML and Python are read, under limits."""

from __future__ import annotations

import ast
import json
import posixpath
import sys
from typing import TYPE_CHECKING

from gto.annotations.yaml import DEPTH_MAX, DIGITS_MAX, UnreadableYaml, decode, read_yaml
from gto.comparison.differences import flatten

if sys.version_info >= (3, 11):
    import tomllib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gto.annotations.entries import Plain

#: So many values of one file are compared.
VALUES_MAX = 10_000
#: Python source is taken for parameters up to this size.
PYTHON_CHARACTERS_MAX = 200_000


class UnreadableValues(ValueError):
    """A file whose values cannot be compared. `str(error)` is the sentence."""


def read_values(data: bytes, file: str) -> dict[str, Plain]:
    """The values of a file, flat. Its name says how it is written; YAML if it doesn't. UnreadableValues."""
    nested = read_nested(data, file)
    if not isinstance(nested, dict):
        raise UnreadableValues("the file has to be a mapping")
    values = flatten(nested)
    if len(values) > VALUES_MAX:
        raise UnreadableValues(f"more than {VALUES_MAX:,} values")
    return values


def read_nested(data: bytes, file: str) -> Plain:
    """What a file says, as it says it: mostly a mapping, with others in it. An empty file is one. UnreadableValues."""
    read = _READERS.get(posixpath.splitext(file)[1].lower(), _yaml)
    try:
        return read(data)
    except (UnreadableYaml, UnreadableValues) as error:
        raise UnreadableValues(str(error)) from None
    except (RecursionError, MemoryError):
        raise UnreadableValues("nested too deep") from None
    except (ValueError, SyntaxError) as error:
        raise UnreadableValues(" ".join(str(error).split())[:200]) from None


def _yaml(data: bytes) -> Plain:
    value = read_yaml(data)
    return {} if value is None else value


def _json(data: bytes) -> Plain:
    value = json.loads(decode(data).removeprefix("\ufeff") or "{}", parse_int=_integer)
    return {} if value is None else _plain(value, 0)


def _toml(data: bytes) -> Plain:
    if sys.version_info >= (3, 11):
        return _plain(tomllib.loads(decode(data).replace("\r\n", "\n")), 0)
    raise UnreadableValues("TOML needs Python 3.11 or newer")


def _python(data: bytes) -> Plain:
    """Names of the module that stand for literals, and those of its classes: `Train.lr`."""
    text = decode(data)
    if len(text) > PYTHON_CHARACTERS_MAX:
        raise UnreadableValues(f"longer than {PYTHON_CHARACTERS_MAX:,} characters")
    return _of_body(ast.parse(text).body)


_READERS: dict[str, Callable[[bytes], Plain]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".toml": _toml,
    ".py": _python,
}


def _integer(digits: str) -> int:
    if len(digits) > DIGITS_MAX:
        raise ValueError(f"a number of more than {DIGITS_MAX:,} digits")
    return int(digits)


def _plain(value: object, depth: int) -> Plain:
    """Any literal as JSON has it: dates and bytes as text, tuples and sets as lists."""
    if depth > DEPTH_MAX:
        raise UnreadableValues(f"nested deeper than {DEPTH_MAX} levels")
    if isinstance(value, dict):
        return {str(key): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, set | frozenset):
        return [_plain(item, depth + 1) for item in sorted(value, key=repr)]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)


def _of_body(body: list[ast.stmt], *, of: str | None = None) -> dict[str, Plain]:
    """What assignments give; inside a function only those to attributes of `of` (self) count."""
    found: dict[str, Plain] = {}
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            inner = _of_body(statement.body)
            for method in statement.body:
                if isinstance(method, ast.FunctionDef) and method.name == "__init__" and method.args.args:
                    inner |= _of_body(method.body, of=method.args.args[0].arg)
            found[statement.name] = inner
        for name, value in _assigned(statement, of):
            if (literal := _literal(value)) is not None:
                found[name] = _plain(literal[0], 1)
    return found


def _literal(value: ast.expr) -> tuple[object] | None:
    """The value of a literal, in a pair of brackets; None for what has to be computed."""
    try:
        return (ast.literal_eval(value),)
    except (ValueError, TypeError):
        return None


def _assigned(statement: ast.stmt, of: str | None) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return
    if of is None and isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == of:
        yield target.attr, value
