"""A file's cell in a commit's document: its values, or why there are none. In a form that every database holds.

    {"data": {…}}    {"error": {"type": "…", "msg": "…"}}    {"error": {…, "hash": "md5", "size": bytes}}

Numbers that JSON has no word for are {"$": "nan"}, {"$": "inf"} and {"$": "-inf"}.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from gto_studio.rules import storable

if TYPE_CHECKING:
    from typing import TypeAlias

    from gto.annotations.entries import Plain
    from gto_studio.dvc.asking import Failure

    #: {"data": …} or {"error": …}. Cells are shared between readings: nobody may change one.
    Cell: TypeAlias = dict[str, Any]

#: Integers beyond these become the nearest float: neither a browser nor a column of a database holds them.
_INTEGERS = range(-(1 << 63), 1 << 64)


def data(value: Plain) -> Cell:
    """The cell of a file that could be read."""
    return {"data": stored(value)}


def error(failure: Failure) -> Cell:
    """The cell of a file that could not be read."""
    said: dict[str, Any] = {"type": failure.type, "msg": storable.text(failure.msg)}
    if failure.hash is not None:
        said |= {"hash": failure.hash, "size": failure.size}
    return {"error": said}


def stored(value: Plain) -> Any:
    """A value as JSON and every database hold it and give it back."""
    kind = type(value)
    if kind is str:
        return storable.text(value)  # type: ignore[arg-type]
    if kind is float:
        return value if math.isfinite(value) else _spelled(value)  # type: ignore[arg-type]
    if kind is int:
        return value if value in _INTEGERS else stored(_float(value))  # type: ignore[arg-type]
    if isinstance(value, dict):
        return {storable.text(key): stored(item) for key, item in value.items()}
    if isinstance(value, list):
        return [stored(item) for item in value]
    return value


def _spelled(value: float) -> dict[str, str]:
    return {"$": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}


def _float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
