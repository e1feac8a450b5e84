"""One value of a TOML text replaced. The library keeps comments and spaces; that it changed nothing else is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, String

from gto.annotations.yaml import UnreadableYaml

if TYPE_CHECKING:
    from gto.annotations.entries import Plain


def read(text: str) -> Plain:
    """What a text says, as JSON has it: dates as text. UnreadableYaml says what is wrong."""
    try:
        return _plain(tomlkit.parse(text).unwrap())
    except (TOMLKitError, ValueError) as error:
        raise UnreadableYaml(" ".join(str(error).split())[:200]) from None


def put(text: str, steps: tuple[str, ...], value: Plain) -> str:
    """The text with another value at a path of keys, which has to be there: KeyError, ValueError."""
    document = tomlkit.parse(text)
    if document.as_string() != text:
        raise ValueError("it is written in a way that cannot be kept")
    inner: Any = document
    for step in steps[:-1]:
        inner = inner[step]
    old = inner[steps[-1]]
    inner[steps[-1]] = _item(value, old)
    after = document.as_string()
    written = str(old).lower() if isinstance(old, bool) else old.as_string()
    if not _is_within(text, after, written):
        raise ValueError("it is written in a way that cannot be kept")
    return after


def _item(value: Plain, old: Any) -> Any:
    """A value, quoted and laid out as the one that was there."""
    if isinstance(value, str) and isinstance(old, String) and old.as_string().startswith("'"):
        if "'" not in value and value.isprintable():
            return tomlkit.string(value, literal=True)
    elif isinstance(value, list) and isinstance(old, Array) and "\n" in old.as_string():
        made = tomlkit.array()
        made.extend(value)
        return made.multiline(True)
    return tomlkit.item(value)


def _is_within(before: str, after: str, old: str) -> bool:
    """Whether all that differs is where `old` stood, once."""
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    most = min(len(before), len(after)) - start
    same = next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)
    end = len(before) - same
    at = before.find(old)
    while at >= 0:
        if at <= start and end <= at + len(old):
            return True
        at = before.find(old, at + 1)
    return False


def _plain(value: object) -> Plain:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return str(value)
