"""Text and values as every database and every JSON reader can hold them.

PostgreSQL has no NUL in a text; JSON knows no NaN; half a character of a wrong encoding is at home nowhere.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import TypeAlias

    #: A row of a table, by column.
    Row: TypeAlias = dict[str, Any]


def text(value: str) -> str:
    """Text without what cannot be stored; a sign that stands for it is put in its place."""
    if "\0" in value or not value.isascii():
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    return value


def name(value: str) -> str:
    """A ref's name or a path; bytes that are no text are spelled `\\xff`, so that two stay two."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "\ufffd")


def plain(value: Any) -> Any:
    """A value as JSON holds it and gives it back."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return {text(str(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
