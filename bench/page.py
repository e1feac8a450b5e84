"""The page of experiments in Chromium: from the table's answer to painted rows, scrolling, jumps, sorting, filters.

    python -m bench.page                # prints a table
    python -m bench.page --write        # and writes its part of docs/reference/studio-performance.md

A real Studio serves the page; the table's answer is made up here, of the size that is asked about. 1440 × 900, light.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.figures import Figures, measuring
from bench.generate import generate
from bench.shapes import Shape
from bench.studio import CHROMIUM, serving

ABOUT = """
`python -m bench.page --write`: Chromium without a graphics card, 1440 × 900, on the server's own machine. The table's
answer is made up; painting begins when its last byte has come.
"""
SIZES = ((10_000, 100), (1_000, 5_000))
ROUNDS = 3
PATIENCE_MS = 120_000
SCRIPT = Path(__file__).with_name("page.js")


def document(rows: int, columns: int) -> dict[str, Any]:
    """A table of two branches, an experiment on every tenth commit, and as many params as metrics."""
    dice = random.Random(rows * columns)
    tried = set(range(0, rows - 1, 10))
    plain = [row for row in range(rows) if row not in tried]
    branch, main = plain[: len(plain) // 10 : 2], plain[1 : len(plain) // 10 : 2] + plain[len(plain) // 10 :]
    parents: list[list[int]] = [[] for _ in range(rows)]
    for line in (main, branch):
        for child, parent in pairwise(line):
            parents[child] = [parent]
    parents[branch[-1]] = [next(row for row in main if row > branch[-1])]
    baselines = {row: next((each for each in main[row // 2 :] if each > row), main[-1]) for row in tried}
    for row, baseline in baselines.items():
        parents[row] = [baseline]
    names = [f"group{at // 50}.value{at}" for at in range(columns // 2)]
    metrics = [{"all": [round(dice.random(), 6) for _ in range(rows)]} for _ in names]
    params = [
        {"distinct": [0.1, 0.2, 0.3, 64], "of": [dice.choice((0, 0, 0, 0, 1, 2, 3)) for _ in range(rows)]}
        for _ in names
    ]
    for alike in params[::4]:
        alike["of"] = [0] * rows
    return {
        "stamp": f"{rows} {columns}",
        "head": main[0],
        "default_branch": "main",
        "complete": True,
        "branches": [{"name": "main", "commit": main[0]}, {"name": "try", "commit": branch[0]}],
        "commits": {
            "id": [f"{dice.getrandbits(160):040x}" for _ in range(rows)],
            "parents": parents,
            "committed": [1_790_000_000 - 600 * row for row in range(rows)],
            "offset": [0] * rows,
            "author": ["Bench" for _ in range(rows)],
            "author_email": ["bench@example.com"] * rows,
            "message": [f"Train, take {rows - row}" for row in range(rows)],
            "refs": [["main"] if row == main[0] else ["try"] if row == branch[0] else [] for row in range(rows)],
            "skipped": [False] * rows,
            "same": [False] * rows,
            "problems": [0] * rows,
        },
        "experiments": [
            {"commit": row, "baseline": baseline, "baseline_id": "", "name": f"exp-{row}", "ref": ""}
            for row, baseline in sorted(baselines.items())
        ],
        "columns": [
            {
                "id": f"{kind}:{file}:{name}",
                "kind": kind,
                "file": file,
                "path": name.split("."),
                "type": "number",
            }
            for kind, file in (("metrics", "metrics.json"), ("params", "params.yaml"))
            for name in names
        ],
        "values": metrics + params,
        "notes": [],
        "errors": [],
        "links": None,
    }


def measured(address: str, table: bytes) -> dict[str, list[float]]:
    """Milliseconds of each thing that is done to the page, by its name in page.js; a new window each round."""
    from playwright.sync_api import Route, sync_playwright

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=table)

    found: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(ROUNDS):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(PATIENCE_MS)
            page.route("**/api/projects/*/table", answer)
            page.add_init_script("window.firstRow = 0; " + WATCH)
            page.goto(address)
            page.locator(".line-row .value-cell").first.wait_for()
            for name, figures in page.evaluate(SCRIPT.read_text()).items():
                found.setdefault(name, []).extend(figures)
            page.close()
        browser.close()
    return found


#: When the first row with values was painted, on the page's own clock.
WATCH = """
new MutationObserver((_, watch) => {
  if (!document.querySelector('.line-row .value-cell')) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now(); }));
}).observe(document, {childList: true, subtree: true});
"""

WORDS = {
    "painted": "from the answer to painted rows",
    "frame": "a frame while scrolling down (median)",
    "aside": "a frame while scrolling to the right (median)",
    "jump": "a jump to another place, until its rows are painted",
    "sort": "sorting by a column",
    "filter": "a filter on or off",
    "differs": "only what differs, on or off",
    "fold": "folding a branch, or unfolding it",
}


def bench(figures: Figures, scratch: Path, sizes: Sequence[tuple[int, int]]) -> None:
    one = generate(Shape("page", artifacts=1, versions=1), scratch / "one.git", bare=True)
    with serving(scratch / "data", [one]) as server:
        project = server.get("/api/projects")[0]["id"]
        for rows, columns in sizes:
            table = json.dumps(document(rows, columns), separators=(",", ":")).encode()
            size = f"{rows:,} × {columns:,}"
            found = measured(server.url.rstrip("/") + f"/projects/{project}", table)
            for name, words in WORDS.items():
                median, worst = statistics.median(found[name]), max(found[name])
                figures.add(f"{size}: {words}", f"{median:.0f} ms, at most {worst:.0f} ms")
            figures.add(f"{size}: elements in the document", f"{statistics.median(found['elements']):,.0f}")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write its part of the page of the reference")
    chosen = parser.parse_args(words)
    with (
        measuring("Drawing the experiments", ABOUT, write=chosen.write) as figures,
        tempfile.TemporaryDirectory(prefix="gto-bench-page-") as scratch,
    ):
        bench(figures, Path(scratch), SIZES)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
