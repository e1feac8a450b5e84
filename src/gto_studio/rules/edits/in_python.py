"""One literal of a Python source replaced, where it stands. Nothing of it is ever run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gto.annotations.entries import Plain


def put(text: str, steps: tuple[str, ...], value: Plain) -> str:
    """The text with another literal for a name: of the module, of a class, of `self` in its `__init__`, or of a key in
    a dictionary. KeyError, ValueError."""
    try:
        body = ast.parse(text).body
    except SyntaxError as error:
        raise ValueError(str(error)) from None
    node = _found(body, steps, None)
    if node is None:
        raise KeyError(".".join(steps))
    data = text.encode()
    start, end = (_place(data, *at) for at in (_start(node), _end(node)))
    new = _spelled(value, node, data[start:end].decode())
    return data[:start].decode() + new + data[end:].decode()


def _found(body: list[ast.stmt], steps: tuple[str, ...], of: str | None) -> ast.expr | None:
    """The expression that counts: the last one that gives the name a value."""
    found = None
    for statement in body:
        if isinstance(statement, ast.ClassDef) and statement.name == steps[0] and len(steps) > 1 and of is None:
            found = _in_class(statement, steps[1:]) or found
        elif (value := _assigned(statement, steps[0], of)) is not None:
            found = _inside(value, steps[1:]) or found
    return found


def _in_class(statement: ast.ClassDef, steps: tuple[str, ...]) -> ast.expr | None:
    found = _found(statement.body, steps, None)
    for method in statement.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__" and method.args.args:
            found = _found(method.body, steps, method.args.args[0].arg) or found
    return found


def _assigned(statement: ast.stmt, name: str, of: str | None) -> ast.expr | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], statement.value
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return None
    if of is None:
        return value if isinstance(target, ast.Name) and target.id == name else None
    is_own = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == of
    return value if is_own and isinstance(target, ast.Attribute) and target.attr == name else None


def _inside(value: ast.expr, steps: tuple[str, ...]) -> ast.expr | None:
    """A value in dictionaries that are written out."""
    for step in steps:
        if not isinstance(value, ast.Dict):
            return None
        pairs = zip(value.keys, value.values, strict=True)
        named = [item for key, item in pairs if isinstance(key, ast.Constant) and str(key.value) == step]
        if not named:
            return None
        value = named[-1]
    return value


def _start(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr) -> tuple[int, int]:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset


def _place(data: bytes, line: int, column: int) -> int:
    """Where a line (from 1) and a column in bytes are."""
    at = 0
    for _ in range(line - 1):
        at = data.index(b"\n", at) + 1
    return at + column


def _spelled(value: Plain, node: ast.expr, old: str) -> str:
    if isinstance(value, str):
        quoted = repr(f"'{value}")
        return f'"{quoted[2:]}' if old.startswith('"') and quoted.startswith('"') else repr(value)
    if isinstance(value, list) and isinstance(node, ast.Tuple):
        return repr(tuple(value))
    if isinstance(value, list) and isinstance(node, ast.Set) and value:
        return "{" + repr(value)[1:-1] + "}"
    return repr(value)
