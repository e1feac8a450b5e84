"""Every story, and every guide, prints what it says it prints.

After a change that is meant, `make stories` writes the new output down; then `git diff` is the review.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from story import retell

ROOT = Path(__file__).parents[1]
STORIES = sorted(
    path
    for pattern in ("README.md", "docs/guides/**/*.md", "docs/reference/json.md", "tests/stories/**/*.md")
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: str(path.relative_to(ROOT)))
def test_story(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    story = path.read_text()
    told = retell(story, tmp_path)
    if told == story:
        return
    if pytestconfig.getoption("--update-stories"):
        path.write_text(told)
        return
    difference = difflib.unified_diff(story.splitlines(), told.splitlines(), "written", "told", lineterm="")
    pytest.fail("\n".join([*difference, "", "if this is meant: make stories"]), pytrace=False)
