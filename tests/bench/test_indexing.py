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
