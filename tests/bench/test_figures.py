"""What the benches of Studio write into the reference."""

from __future__ import annotations

from bench.figures import Figures, put


def measured(figure: str) -> Figures:
    return Figures("Reading", "How it was done.", 0.5, [("a commit", figure)])


def test_a_part_says_what_was_measured_how_and_on_which_machine() -> None:
    part = measured("1 ms").part()
    assert part.startswith("## Reading\n\nHow it was done.\n\n")
    assert "load when it began: 0.5." in part
    assert part.endswith("| a commit | 1 ms |\n")


def test_a_new_part_stands_behind_the_rest() -> None:
    assert put("# Studio\n\ntext\n", measured("1 ms")).startswith("# Studio\n\ntext\n\n## Reading\n")


def test_a_part_takes_the_place_of_the_earlier_one() -> None:
    page = put("# Studio\n\ntext\n\n## Reading more\n\nother\n", measured("1 ms"))
    again = put(page + "\n## Last\n\nend\n", measured("2 ms"))
    assert again.count("## Reading\n") == 1
    assert ("2 ms" in again, "1 ms" in again) == (True, False)
    assert "## Reading more\n\nother\n" in again
    assert again.endswith("| a commit | 2 ms |\n\n## Last\n\nend\n")
    assert put(again, measured("2 ms")) == again
