from __future__ import annotations

from typing import Any

import pytest

from gto_studio.rules.headline import headline

METRICS = {
    "eval/metrics.json": {"data": {"loss": 0.4, "test": {"acc": 0.9, "f1": {"$": "nan"}}, "note": "fine"}},
    "vision/auc.txt": {"data": 0.7},
    "bad.json": {"error": {"type": "Unreadable", "msg": "line 1"}},
}
LOSS, ACC, F1 = (f"metrics:eval/metrics.json:{name}" for name in ("loss", "test.acc", "test.f1"))


def ids(state: Any = None, directory: str = "") -> list[str]:
    return [one.column for one in headline(METRICS, directory, state)]


def test_the_first_three_as_the_files_have_them() -> None:
    assert ids() == [LOSS, ACC, F1]
    assert headline(METRICS, "")[1]._asdict() == {
        "column": ACC,
        "file": "eval/metrics.json",
        "path": ["test", "acc"],
        "value": 0.9,
    }


def test_a_saved_order_and_hidden_columns_count() -> None:
    state = {"columns": {"order": ["params:params.yaml:lr", ACC, "gone"], "hidden": [LOSS]}}
    assert ids(state) == [ACC, F1, "metrics:eval/metrics.json:note"]


@pytest.mark.parametrize("state", [{}, {"columns": []}, {"columns": {"order": "x", "hidden": [1, None]}}])
def test_a_view_may_be_anything(state: Any) -> None:
    assert ids(state) == [LOSS, ACC, F1]


def test_only_those_of_the_directory() -> None:
    assert ids(directory="vision") == ["metrics:vision/auc.txt"]
    assert ids(directory="nowhere") == []
