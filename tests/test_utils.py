"""`gto.utils`: answers of `gto.api` as JSON and as text."""

from __future__ import annotations

import json
from datetime import datetime, timezone

import pytest

from gto import ui
from gto.constants import Action, parse_shortcut
from gto.utils import as_json, format_echo, make_ready_to_serialize


def test_what_json_takes() -> None:
    date = datetime(2026, 3, 1, tzinfo=timezone.utc)
    given = {"a": [Action.ASSIGN, date, (1, 2)], "b": parse_shortcut("nn")}
    ready = make_ready_to_serialize(given)
    assert ready["a"] == ["assign", "2026-03-01T00:00:00+00:00", [1, 2]]
    assert ready["b"]["name"] == "nn"
    assert json.loads(as_json(given)) == ready


@pytest.mark.parametrize(
    ("result", "options", "said"),
    [
        ({"a": 1}, {"format": "json"}, '{\n    "a": 1\n}\n'),
        (["a", None], {"format": "lines"}, "a\n-\n"),
        ([], {"format": "table"}, "Nothing found in the current workspace\n"),
        ([], {"format": "lines", "if_empty": "none"}, "none\n"),
        (([{"a": 1, "b": None}], "keys"), {"format": "table", "format_table": "plain"}, "a    b\n1    -\n"),
    ],
)
def test_what_is_said(result: object, options: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with ui.cli_echo():
        format_echo(result, **options)
    assert capsys.readouterr().out == said
