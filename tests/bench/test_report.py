"""What a person wrote on the page stays when it is measured again."""

from __future__ import annotations

from bench.report import BY_HAND, by_hand


def test_the_part_written_by_hand_is_kept() -> None:
    remarks = f"{BY_HAND}\n\nIt was raining.\n"
    assert by_hand(f"# Performance\n\n| a |\n\n{remarks}") == f"\n{remarks}"


def test_a_page_without_such_a_part_gets_none() -> None:
    assert by_hand("") == by_hand("# Performance\n") == ""
