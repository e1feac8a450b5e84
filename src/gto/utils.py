"""Answers as plain data and as text, under GTO 1.x's names; for scripts that print what `gto.api` gives."""

from __future__ import annotations

import json
from datetime import datetime
from enum import Enum
from typing import Any

from gto.cli.render import NOTHING, table
from gto.legacy.model import Model
from gto.ui import echo


def make_ready_to_serialize(data_to_serialize: Any) -> Any:
    """What `json.dumps` takes: text for dates and enums, mappings for models, lists for tuples."""
    data = data_to_serialize
    if isinstance(data, Model) or callable(getattr(data, "model_dump", None)):
        return make_ready_to_serialize(data.model_dump())
    if isinstance(data, dict):
        return {key: make_ready_to_serialize(value) for key, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [make_ready_to_serialize(item) for item in data]
    if isinstance(data, datetime):
        return data.isoformat()
    if isinstance(data, Enum):
        return data.value
    return data


def as_json(data: Any) -> str:
    """JSON as `gto … --json` prints it."""
    return json.dumps(make_ready_to_serialize(data), indent=4)


def format_echo(
    result: Any,
    format: str,  # noqa: A002 - the name it has in GTO 1.x
    format_table: str | None = None,
    if_empty: str = "",
    missing_value: str = "-",
) -> None:
    """Say an answer through `gto.ui.echo`: "json", "table" (of rows, or of `(rows, "keys")`), or "lines"."""
    if format == "json":
        echo(as_json(result))
        return
    rows = list(result[0] if isinstance(result, tuple) else result)
    if not rows:
        echo(if_empty or NOTHING)
    elif format == "table":
        headings = list(rows[0])
        cells = [[_cell(value, missing_value) for value in row.values()] for row in rows]
        echo(table(cells, headings, plain=format_table == "plain"))
    else:
        for row in rows:
            echo(_cell(row, missing_value))


def _cell(value: Any, missing_value: str) -> str:
    if value is None:
        return missing_value
    return str(value)
