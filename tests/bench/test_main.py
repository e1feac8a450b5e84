"""What the bench can measure, by name."""

from __future__ import annotations

import pytest
from bench.__main__ import PARTS, QUICK, arguments


def test_each_part_has_a_repository_and_questions_of_its_own() -> None:
    assert set(QUICK) < set(PARTS)
    for name, (shape, asked) in PARTS.items():
        assert name in (shape.name, "starting")
        assert asked


def test_some_can_be_chosen_and_no_others_are_invented(capsys: pytest.CaptureFixture[str]) -> None:
    assert arguments().parse_args(["--parts", "10-packed", "starting"]).parts == ["10-packed", "starting"]
    with pytest.raises(SystemExit):
        arguments().parse_args(["--parts", "all"])
    assert "1000-packed" in capsys.readouterr().err
