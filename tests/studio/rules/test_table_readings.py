from __future__ import annotations

import pytest

from gto_studio.rules.table_readings import Compared, Filed, within


@pytest.mark.parametrize(
    ("path", "directory", "inside"),
    [("a/b", "", True), ("a/b", "a", True), ("a", "a", True), ("ab/c", "a", False), ("b/a", "a", False)],
)
def test_within(path: str, directory: str, inside: bool) -> None:
    assert within(path, directory) is inside


def test_commits_are_compared_as_far_as_the_directory_goes() -> None:
    parts = {"o1": {"a/x": {"hash": "1"}, "b/x": {"hash": "1"}}, "o2": {"a/x": {"hash": "2"}, "b/x": {"hash": "1"}}}
    readings = {
        "one": Filed({"b/params.yaml": "p"}, {}, None, "o1"),
        "two": Filed({"b/params.yaml": "p", "a/params.yaml": "q"}, {}, None, "o2"),
        "none": Filed({}, {}),
    }
    everywhere, in_a, in_b = (Compared(readings, parts, directory) for directory in ("", "a", "b"))
    assert [one.is_same("two", "one") for one in (everywhere, in_a, in_b)] == [False, False, True]
    assert everywhere.is_same("none", None)
    assert not everywhere.is_same("one", None)
    assert not everywhere.is_same("one", "not read")
