"""Runs the lines of a Python session and prints what each gives, in words that do not depend on classes.

Run by the Python of either program, never imported by the tests.
"""

import datetime
import enum
import os
import re
import sys

NOW = datetime.datetime.fromtimestamp(int(os.environ["CLOCK"]), datetime.timezone.utc)


def show(value):
    if isinstance(value, enum.Enum):
        return str(value)
    if isinstance(value, datetime.datetime):
        made_here = value == NOW or value.year > 2024
        return "<now>" if made_here else value.isoformat()
    if isinstance(value, re.Pattern):
        return value.pattern
    if hasattr(value, "model_dump"):
        fields = ", ".join(f"{name}={show(field)}" for name, field in dumped(value).items())
        return f"{type(value).__name__}({fields})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(key)}: {show(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        marks = "[]" if isinstance(value, list) else "()"
        return marks[0] + ", ".join(map(show, value)) + marks[1]
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(show, value))) + "}"
    if isinstance(value, type):
        return f"class {value.__name__}"
    return repr(value)


def dumped(value):
    """The fields one level deep, so that what is inside keeps its class name."""
    names = getattr(type(value), "model_fields", None) or value.model_dump()
    return {name: getattr(value, name) for name in names}


def main():
    from gto import api

    names = {"api": api, "show": show}
    for line in sys.stdin.read().splitlines():
        source = line.removeprefix(">>> ")
        print(line)
        try:
            try:
                code = compile(source, "line", "eval")
            except SyntaxError:
                exec(source, names)
                continue
            print(show(eval(code, names)))
        except Exception as error:
            print(f"{type(error).__name__}: {str(error).strip()}")


main()
