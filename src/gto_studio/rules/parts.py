"""What a commit's files say, in pieces that commits share: a document ⇄ its parts.

    {"params": {"params.yaml": {"data": {"lr": 0.1}}}, "outs": {…}, …}         what is read of a commit
    {"params": {"params.yaml": "5f2c…"}, "outs": "a01b…", …}                   what is stored of it
    {"5f2c…": '{"data":{"lr":0.1}}', "a01b…": …}                              and its parts, once a repository

A part is known by the digest of its JSON, whatever it is a part of. JSON has no NaN: it is `{"$": "nan"}`.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: These are taken apart file by file, the others are one part each.
BY_FILE = ("params", "metrics")


class Parts:
    """The parts of many documents. What documents share, the very same objects, is spelled once."""

    def __init__(self) -> None:
        #: The JSON of each part met, by id.
        self.texts: dict[str, str] = {}
        #: How long they are together.
        self.characters = 0
        self._known: dict[int, tuple[Any, str]] = {}

    def taken_apart(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document with ids in the place of its parts. `joined` puts it together."""
        return {
            name: {storable.name(file): self._id(one) for file, one in value.items()}
            if name in BY_FILE
            else self._id(value)
            for name, value in document.items()
        }

    def _id(self, value: Any) -> str:
        if (known := self._known.get(id(value))) is not None:
            return known[1]
        part, text = spelled(value)
        if part not in self.texts:
            self.texts[part] = text
            self.characters += len(text)
        self._known[id(value)] = value, part  # holds the object, so no other one gets its number
        return part


def joined(said: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """A document from its parts. KeyError if one is missing."""
    return {
        name: {file: parts[id] for file, id in value.items()} if name in BY_FILE else parts[value]
        for name, value in said.items()
    }


def ids(said: Mapping[str, Any]) -> Iterator[str]:
    """The ids of the parts that a document is made of."""
    for value in said.values():
        if isinstance(value, str):
            yield value
        else:
            yield from value.values()


def spelled(value: Any) -> tuple[str, str]:
    """A part's id and its JSON; keys in the order in which the file has them."""
    try:
        text = _json(value)
        data = text.encode()
        plain = "\\u0000" not in text
    except (ValueError, TypeError):  # NaN; half a character; a key that is a number and what JSON has no word for
        plain = False
    if not plain:
        text = _json(_plain(value))
        data = text.encode()
    return hashlib.sha256(data).hexdigest()[:40], text


def dumped(said: Mapping[str, Any]) -> str:
    """A taken-apart document as text. `json.loads` is the inverse."""
    return _json(said)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable.name(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
    if isinstance(value, dict):
        return {storable.name(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)
