"""Both programs answer alike, or the difference is explained."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from .programs import Program, against_itself
from .running import answers, remembered_answers
from .scenario import Differs, Scenario, command_of
from .scenarios import ALL


@pytest.mark.parametrize("scenario", ALL, ids=lambda scenario: scenario.name)
def test_same_answer_or_an_explained_difference(
    scenario: Scenario, oracle: Program, ours: Program, oracle_root: Path, memory: Path, tmp_path: Path
) -> None:
    theirs = remembered_answers(oracle, scenario, oracle_root, memory)
    mine = answers(ours, scenario, tmp_path)
    complaints = []
    for step, before, now in zip(scenario.steps, map(str, theirs), map(str, mine), strict=True):
        if isinstance(step, Differs) and not against_itself():
            complaints += unlike_the_page(step, before, now)
        elif before != now:
            complaints.append(f"$ {command_of(step)}\n" + difference("GTO 1.10.1", before, "ours", now))
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def unlike_the_page(step: Differs, before: str, now: str) -> list[str]:
    """What is wrong with a step that is listed as different: not as promised, or no longer different."""
    if before == now:
        return [f"$ {step.command}\nis listed as {step.row} but does not differ:\n{now}\n"]
    if step.accepts(now):
        return []
    if isinstance(step.ours, str):
        return [f"$ {step.command}\n" + difference("expected", step.expected, "ours", now)]
    return [f"$ {step.command}\nis not what {step.row} promises:\n{now}\n"]


def difference(here: str, before: str, there: str, now: str) -> str:
    return "\n".join(unified_diff(before.splitlines(), now.splitlines(), here, there, n=2, lineterm="")) + "\n"
