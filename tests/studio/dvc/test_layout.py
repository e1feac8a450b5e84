"""Projects in a repository, and what is kept out of them."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gto_studio.dvc import layout


def test_which_files_are_structural() -> None:
    wanted = ["dvc.yaml", "a/dvc.lock", "a/b.dvc", "Dvcfile", "a/.dvcignore", ".dvc/config", "a/.dvc/.gitignore"]
    others = ["a/dvc.yaml.txt", ".dvc/tmp/x.dvc", "a/.dvc/dvc.yaml", ".dvc", "a/.dvc/config.local", "x.dvc/config"]
    assert [path for path in wanted + others if layout.is_structural(path)] == wanted


def test_a_project_ends_where_one_inside_it_begins() -> None:
    projects = layout.projects([".dvc/config", "a/b/.dvc/.gitignore", "a/b/.dvc/config", "dvc.yaml"])
    assert projects == ("", "a/b")
    owners = {path: layout.project_of(path, projects) for path in ("dvc.yaml", "a/x", "a/b/x", "a/bc/x")}
    assert owners == {"dvc.yaml": "", "a/x": "", "a/b/x": "a/b", "a/bc/x": ""}
    assert layout.project_of("x", ("a",)) == ""


@pytest.mark.parametrize(
    ("lines", "ignored", "kept"),
    [
        ("data", ["data", "a/data", "data/x/dvc.yaml"], ["data2", "xdata"]),
        ("/data", ["data/x"], ["a/data"]),
        ("data/", ["data/x"], ["data", "a/data"]),
        ("*.dvc", ["a.dvc", "b/c.dvc"], ["a.dvcx"]),
        ("a/*/c", ["a/b/c"], ["a/b/d/c"]),
        ("a/**/c", ["a/c", "a/b/d/c"], ["b/a/c"]),
        ("a/**", ["a/b/c"], ["a", "ab"]),
        ("x?[a-c]", ["x1a", "x2c"], ["x1d", "x/a"]),
        ("[!a]x", ["bx"], ["ax"]),
        ("# comment\n\n*.csv\n!keep.csv", ["a.csv"], ["keep.csv"]),
        ("\\#x", ["#x"], ["x"]),
        ("a/**/b/**/c", ["a/b/c", "a/x/b/y/z/c"], ["a/c", "a/b/x"]),
        ("\\*x", ["*x"], ["yx"]),
    ],
)
def test_what_is_ignored(lines: str, ignored: list[str], kept: list[str]) -> None:
    rules = layout.ignoring({".dvcignore": lines.encode()})
    assert [path for path in ignored + kept if rules.leaves_out(path)] == ignored


def test_rules_of_a_folder_are_for_that_folder() -> None:
    rules = layout.ignoring({"sub/.dvcignore": b"/x", ".dvcignore": b"y"})
    assert [path for path in ("x", "sub/x", "sub/a/x", "sub/y") if rules.leaves_out(path)] == ["sub/x", "sub/y"]
    assert not layout.ignoring({}).leaves_out("x")


def test_no_line_takes_long() -> None:
    lines = "a/**/" * 80 + "b\n" + "*a" * 200 + "b"
    start = time.process_time()
    assert not layout.ignoring({".dvcignore": lines.encode()}).leaves_out("/".join(["a" * 200] * 40))
    assert time.process_time() - start < 30, "it takes a moment; a pattern that looks back would take for ever"


@given(st.binary(max_size=60), st.text(max_size=20))
def test_any_line_is_a_rule_or_none(data: bytes, path: str) -> None:
    try:
        layout.ignoring({".dvcignore": data}).leaves_out(path)
    except re.error as error:
        raise AssertionError(data) from error
