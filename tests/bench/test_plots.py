"""The bench of plots makes the repository that it says, and names everything that it times."""

from __future__ import annotations

import re
from pathlib import Path

from bench.generate import git
from bench.plots import SCRIPT, WORDS, Shape, history

from gto_studio.dvc.plot_files import read_table


def test_it_is_about_the_size_that_is_promised() -> None:
    assert Shape() == Shape(charts=10, rows=10, points=10_000)


def test_each_commit_has_other_lines_of_so_many_points(tmp_path: Path) -> None:
    shape = Shape(charts=2, rows=3, points=50)
    remote = history(tmp_path / "plots.git", shape)
    commits = git(remote, "rev-list", "main").split()
    files = [git(remote, "show", f"{commit}:plots/loss{chart}.csv") for commit in commits for chart in range(2)]
    assert len(commits) == 3
    assert len(set(files)) == 6
    for text in files:
        rows = read_table(text.encode(), "loss.csv").rows
        assert [row["step"] for row in rows] == [str(step) for step in range(50)]
    assert git(remote, "show", "main:dvc.yaml").count("x: step, y: loss") == 2


def test_everything_that_is_timed_has_a_name() -> None:
    assert set(re.findall(r"found\.(\w+) = ", SCRIPT.read_text())) == {*WORDS} - {"heap", "server"}
