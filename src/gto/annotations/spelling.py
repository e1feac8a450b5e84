"""Values as YAML text, in block style or on one line. What is spelled here reads back the same."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from gto.annotations.yaml import reads_as_text
from gto.errors import WrongArgs
from gto.record import Record

if TYPE_CHECKING:
    from gto.annotations.entries import Plain


class Layout(Record):
    """How a file is indented."""

    #: From a key to the keys inside its value.
    step: int = 2
    #: From a key to the dashes of its list.
    dash: int = 0


def block_pair(key: str, value: Plain, column: int, layout: Layout) -> list[str]:
    """`key: value` as lines that begin in `column`."""
    head = " " * column + scalar(key) + ":"
    if isinstance(value, dict) and value:
        return [head, *block_mapping(value, column + layout.step, layout)]
    if isinstance(value, list) and value:
        return [head, *_block_list(value, column + layout.dash, layout)]
    return [f"{head} {flow(value)}" if isinstance(value, list | dict) else f"{head} {scalar(value)}"]


def block_mapping(value: dict[str, Plain], column: int, layout: Layout) -> list[str]:
    return [line for key, item in value.items() for line in block_pair(key, item, column, layout)]


def block_value(value: Plain, column: int, layout: Layout) -> list[str]:
    """A filled list or mapping as the value of a key in `column`."""
    if isinstance(value, dict):
        return block_mapping(value, column + layout.step, layout)
    if isinstance(value, list):
        return _block_list(value, column + layout.dash, layout)
    raise TypeError(value)


def _block_list(items: list[Plain], column: int, layout: Layout) -> list[str]:
    lines = []
    for item in items:
        if isinstance(item, dict) and item:
            inner = block_mapping(item, column + 2, layout)
        elif isinstance(item, list) and item:
            inner = _block_list(item, column + 2, layout)
        else:
            inner = [" " * (column + 2) + (flow(item) if isinstance(item, list | dict) else scalar(item))]
        lines += [" " * column + "- " + inner[0][column + 2 :], *inner[1:]]
    return lines


def flow(value: Plain, *, quote: str = "") -> str:
    """A value on one line; with `quote`, every text is quoted that way, as in JSON."""
    if isinstance(value, dict):
        inner = (f"{flow(key, quote=quote)}: {flow(item, quote=quote)}" for key, item in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, quote=quote) for item in value) + "]"
    return scalar(value, quote=quote, in_flow=True)


def scalar(value: Plain, *, quote: str = "", in_flow: bool = False) -> str:
    """A text, number, true, false or null. Text is quoted where it must be, or as `quote` wishes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    if not isinstance(value, str):
        raise WrongArgs(f"{type(value).__name__} is no value that can be written to a YAML file")
    if not quote and _may_be_plain(value, in_flow=in_flow):
        return value
    if quote != '"' and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


#: Narrower than YAML allows, the same in block and flow style but for the colon.
_PLAIN = re.compile(r"[\w/.(](?:[^\[\]{},#&*!|>'\"%@`?:\\]|:(?=[^\s]))*")


def _may_be_plain(text: str, *, in_flow: bool) -> bool:
    return (
        _PLAIN.fullmatch(text) is not None
        and text.isprintable()
        and text == text.strip()
        and not (in_flow and ":" in text)
        and reads_as_text(text)
    )


def _float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    digits, exponent, power = repr(value).partition("e")
    # by the rules of YAML 1.1, which many programs still follow, `1e-05` is a text
    return f"{digits}{'' if '.' in digits or not exponent else '.0'}{exponent}{power}"


_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\e", "\0": "\\0"}


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise WrongArgs("the text contains half of a character, which cannot be written to a file")
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
