"""`docs/reference/differences.md` and the scenarios agree: no difference unlisted, no row without proof."""

from __future__ import annotations

import re
from pathlib import Path

from .scenario import Differs
from .scenarios import ALL

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "differences.md"
ROW = re.compile(r"^\| (\w[\w.-]*) \|", re.MULTILINE)

LISTED = set(ROW.findall(PAGE.read_text(encoding="utf-8")))
SHOWN = {step.row for scenario in ALL for step in scenario.steps if isinstance(step, Differs)}


def test_every_difference_is_a_row_of_the_page() -> None:
    assert SHOWN <= LISTED, "tell the readers of differences.md about these"


def test_every_row_of_the_page_is_shown_by_a_scenario() -> None:
    assert LISTED <= SHOWN, "either these no longer differ, or no scenario shows it"


def test_scenarios_have_names_of_their_own() -> None:
    names = [scenario.name for scenario in ALL]
    assert len(names) == len(set(names))
