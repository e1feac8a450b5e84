"""The bench of the page draws a table as a Studio would send it."""

from __future__ import annotations

import re

from bench.page import SCRIPT, SIZES, WORDS, document

from gto_studio.web.api import shapes


def test_its_table_is_whole() -> None:
    table = document(500, 20)
    commits = table["commits"]
    assert {len(of) for of in commits.values()} == {500}
    assert len(table["columns"]) == len(table["values"]) == 20
    assert all(len(values.get("all") or values["of"]) == 500 for values in table["values"])
    assert len(table["experiments"]) == 50
    # Parents are older than their children, as in any history, and all but the first commit have one.
    assert all(parent > row for row, parents in enumerate(commits["parents"]) for parent in parents)
    assert sum(not parents for parents in commits["parents"]) == 1
    assert document(500, 20) == table
    assert shapes.Table.model_validate(table), "as the server would send it"


def test_it_is_about_the_sizes_that_are_promised() -> None:
    assert SIZES == ((10_000, 100), (1_000, 5_000))


def test_everything_that_is_timed_has_a_name() -> None:
    assert set(re.findall(r"found\.(\w+) = ", SCRIPT.read_text())) == {*WORDS, "elements"}
