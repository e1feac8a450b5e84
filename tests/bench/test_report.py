"""Parts of the page are measured on different days; what a person wrote stays when one is measured again."""

from __future__ import annotations

from bench.report import BY_HAND, put, surroundings

FAST = "## Ten tags\n\nToday.\n\n| ✓ | show | ≥ 2× | 3× |\n"
SLOW = "## Many tags\n\nToday.\n\n| ✓ | show | ≥ 2× | 3× |\n| ✗ | history | ≥ 2× | 1× |\n"
REMARKS = f"{BY_HAND}\nIt was raining.\n"


def test_the_first_part_makes_the_page() -> None:
    page = put("", [FAST])
    assert page.startswith("# Performance\n")
    assert "\n## Targets: 1 of 1 met\n\n## Ten tags\n" in page


def test_the_head_counts_all_parts_and_names_what_is_missed() -> None:
    page = put("", [FAST, SLOW])
    assert "\n## Targets: 2 of 3 met\n" in page
    assert page.partition("## Ten tags")[0].endswith("| ✗ | history | ≥ 2× | 1× |\n\n")


def test_a_part_takes_the_place_of_the_earlier_one_and_the_others_stay() -> None:
    faster = SLOW.replace("✗", "✓").replace("1×", "4×")
    page = put(put("", [SLOW, FAST]), [faster])
    assert page == put("", [faster, FAST])
    assert put(page, [faster]) == page


def test_what_was_written_by_hand_is_kept_and_stays_the_last() -> None:
    page = put(f"# Performance\n\n{REMARKS}", [FAST])
    assert page.endswith(f"{FAST}\n{REMARKS}")
    assert put(page, [SLOW]).endswith(f"{FAST}\n{SLOW}\n{REMARKS}")


def test_a_part_names_what_its_figures_depend_on() -> None:
    where = surroundings(0.25)
    for fact in ("UTC", "cores", "Python 3.", "git 2.", "installed by ", "load when it began: 0.2"):
        assert fact in where
