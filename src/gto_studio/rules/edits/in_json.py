"""One value of a JSON text replaced, where it stands. Indentation, order and spaces are nobody's business."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gto.annotations.entries import Plain

_SPACE = " \t\r\n"
#: Numbers are only passed over, however long they are.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


def put(text: str, steps: tuple[str, ...], value: Plain) -> str:
    """The text with another value at a path of keys, which has to be there: KeyError, ValueError."""
    start = _beyond(text, 1 if text.startswith("\ufeff") else 0)
    for step in steps:
        start = _value_of(text, start, step)
    _, end = _DECODER.raw_decode(text, start)
    return text[:start] + _spelled(value, text, start, end) + text[end:]


def _value_of(text: str, at: int, key: str) -> int:
    """Where the value of a key begins, in the object that begins at `at`; of a key given twice the last one counts."""
    found = None
    if text[at : at + 1] != "{":
        raise KeyError(key)
    at = _beyond(text, at + 1)
    while text[at : at + 1] == '"':
        name, at = _DECODER.raw_decode(text, at)
        at = _beyond(text, _beyond(text, at) + 1)  # the colon
        if name == key:
            found = at
        _, at = _DECODER.raw_decode(text, at)
        at = _beyond(text, at)
        at = _beyond(text, at + 1) if text[at : at + 1] == "," else at
    if found is None:
        raise KeyError(key)
    return found


def _beyond(text: str, at: int) -> int:
    """The next place that is no space."""
    while text[at : at + 1] and text[at] in _SPACE:
        at += 1
    return at


def _spelled(value: Plain, text: str, start: int, end: int) -> str:
    """As the file spells: letters of other alphabets or not, a list on one line or on many."""
    old, is_ascii = text[start:end], text.isascii()
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=is_ascii)
    if "\n" in old and value:
        newline = "\r\n" if "\r\n" in old else "\n"
        first, last = (line[: len(line) - len(line.lstrip())] for line in (old.split("\n")[1], old.split("\n")[-1]))
        lines = f",{newline}".join(first + json.dumps(item, ensure_ascii=is_ascii) for item in value)
        return f"[{newline}{lines}{newline}{last}]"
    between = "," if "," in old and ", " not in old else ", "
    return json.dumps(value, ensure_ascii=is_ascii, separators=(between, ": "))
