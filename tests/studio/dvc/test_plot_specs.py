from __future__ import annotations

import json
import subprocess
import sys

import pytest

from gto_studio.dvc.plot_files import UnreadablePlot
from gto_studio.dvc.plot_points import Line, Points
from gto_studio.dvc.plot_specs import BUILT_IN, TEMPLATE_BYTES_MAX, finite, places, specification


def drawn(template: str | None = None) -> Points:
    line = Line("abc", "a.csv", "y", [{"x": 0, "y": float("nan")}, {"x": 1, "y": 2}])
    return Points("x", "y", "x", "y", "T", template, (("a.csv", "y"),), (line,), ("abc",))


@pytest.mark.parametrize("template", [None, *BUILT_IN])
def test_every_template_that_comes_with_dvc(template: str | None) -> None:
    found = specification(drawn(template))
    assert found["data"]["values"] == [{"x": 0, "y": None, "rev": "abc"}, {"x": 1, "y": 2, "rev": "abc"}]
    assert "DVC_METRIC" not in json.dumps(found, allow_nan=False)


def test_a_template_of_the_commit() -> None:
    own = b'{"data": {"values": "<DVC_METRIC_DATA>"}, "title": "of <DVC_METRIC_Y>"}'
    assert specification(drawn("mine"), own)["title"] == "of y"


@pytest.mark.parametrize(
    "template",
    [b"{", b"[]", b"[" * 100_000, b'{"a":' * 200 + b"1" + b"}" * 200, b" " * (TEMPLATE_BYTES_MAX + 1), b"{}"],
)
def test_a_broken_template_says_why(template: bytes) -> None:
    with pytest.raises(UnreadablePlot):
        specification(drawn("mine"), template)


def test_a_template_that_is_nowhere() -> None:
    with pytest.raises(UnreadablePlot, match="no template 'mine'"):
        specification(drawn("mine"))


def test_a_template_is_looked_for_in_the_commit_and_nowhere_else() -> None:
    assert places(None) == (".dvc/plots/linear.json", ".dvc/plots/linear")
    assert places("mine.json", "sub") == ("sub/.dvc/plots/mine.json", "sub/mine.json")
    assert places("../../../etc/passwd.json") == ()
    assert places("/etc/passwd.json") == ()


def test_only_numbers_that_json_knows_go_out() -> None:
    assert finite({"a": [float("inf"), 1, True, None, "x", {"b": -float("inf")}]}) == {
        "a": [None, 1, True, None, "x", {"b": None}]
    }


def test_the_web_does_not_load_templates_before_a_plot_is_drawn() -> None:
    code = "import sys, gto_studio.web.app; sys.exit('dvc_render' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
