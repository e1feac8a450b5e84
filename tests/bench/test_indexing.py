"""The bench of indexing, on a handful of commits."""

from __future__ import annotations

from pathlib import Path

from bench import indexing


def test_a_small_history_is_read_and_what_is_pushed_then(tmp_path: Path) -> None:
    url = indexing.history(tmp_path / "bench.git", 5)
    cold = indexing.indexed(tmp_path / "studio", url)
    assert 0 < cold.first <= cold.wall
    assert cold.cpu > cold.fetching > 0
    indexing.add(url, 5, 1)
    assert indexing.indexed(tmp_path / "studio", url).cpu > 0


def test_its_part_takes_the_place_of_the_earlier_one() -> None:
    rows = [("a commit", "1 ms")]
    page = indexing.put("# Studio\n\ntext\n", indexing.part(rows, 0.5))
    assert page.startswith("# Studio\n\ntext\n\n## Reading the commits\n")
    assert page.endswith("| a commit | 1 ms |\n")
    again = indexing.put(page + "\n## More\n\nrest\n", indexing.part([("a commit", "2 ms")], 0.5))
    assert again.count(indexing.HEADING) == 1
    assert ("2 ms" in again, "1 ms" in again) == (True, False)
    assert again.endswith("| a commit | 2 ms |\n\n## More\n\nrest\n")
