"""The page of plots in Chromium: ten charts of ten commits, ten thousand points a line; drawn, pointed at, zoomed into.

    python -m bench.plots               # prints a table
    python -m bench.plots --write       # and writes its part of docs/reference/studio-performance.md

Everything is real: a repository with the files in Git, a worker that reads them, the server, the pages. 1440 × 900.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figures, measuring
from bench.generate import START, WHO, environment, git
from bench.indexing import data
from bench.studio import CHROMIUM, Server, cpu, read_all, serving

ABOUT = """
`python -m bench.plots --write`: Chromium without a graphics card, 1440 × 900, on the server's own machine. Each chart
is a CSV file of steps in each of the commits; those beyond the window are scrolled to as soon as the ones above are
drawn. Times begin when the page is called up, the server's processor time is that of all the charts together.
"""
ROUNDS = 3
PATIENCE_MS = 300_000
SCRIPT = Path(__file__).with_name("plots.js")


@dataclass(frozen=True)
class Shape:
    """So many charts of so many rows of the table, with so many points a line."""

    charts: int = 10
    rows: int = 10
    points: int = 10_000

    @property
    def name(self) -> str:
        return f"{self.charts} charts × {self.rows} rows × {self.points:,} points"


def curve(shape: Shape, row: int, chart: int) -> str:
    """A loss as trainings write it: it falls, and it trembles."""
    dice = random.Random(row * shape.charts + chart)
    rest = dice.random() / 2
    lines = (f"{step},{1 / (1 + step / 500) + rest + dice.gauss(0, 0.02):.6f}" for step in range(shape.points))
    return "step,loss\n" + "\n".join(lines) + "\n"


def history(folder: Path, shape: Shape) -> Path:
    """A bare repository whose every commit has all the files anew."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    stream = "".join(_commit(shape, row) for row in range(shape.rows)).encode()
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, env=environment(), input=stream, check=True)
    return folder


def _commit(shape: Shape, row: int) -> str:
    who = f"{WHO} {START + 60 * row} +0000"
    files = {f"plots/loss{chart}.csv": curve(shape, row, chart) for chart in range(shape.charts)}
    if not row:
        listed = "".join(f"- plots/loss{chart}.csv: {{x: step, y: loss}}\n" for chart in range(shape.charts))
        files |= {"dvc.yaml": f"plots:\n{listed}", ".dvc/config": ""}
    head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n{data(f'train {row}')}"
    return head + "".join(f"M 644 inline {name}\n{data(text)}" for name, text in files.items())


def opened(server: Server, path: str, charts: int, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each thing in plots.js, and what the page and the server took; a new window each round."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            used = cpu(server.process.pid)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.set_default_timeout(PATIENCE_MS)
            page.goto(server.url.rstrip("/") + path)
            said: dict[str, Any] = page.evaluate(SCRIPT.read_text(), charts)
            said["server"] = [(cpu(server.process.pid) - used) * 1e3]
            session = page.context.new_cdp_session(page)
            session.send("HeapProfiler.collectGarbage")
            session.send("Performance.enable")
            metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
            said["heap"] = [metrics["JSHeapUsedSize"] / 2**20]
            for name, figures in said.items():
                found.setdefault(name, []).extend(figures)
            page.close()
        browser.close()
    return found


WORDS = {
    "first": "until the first chart is drawn",
    "window": "until those in the window are",
    "all": "until all are, scrolled to one after the other",
    "received": "received of plots",
    "hover": "a frame while the pointer moves over a chart (median)",
    "zoom": "zooming into a chart",
    "unzoom": "showing all of it again",
    "smooth": "smoothing a chart",
    "heap": "memory of the page's values",
    "server": "processor time of the server",
}
UNITS = {"heap": "MiB", "received": "KiB"}


def bench(figures: Figures, scratch: Path, shape: Shape) -> None:
    remote = history(scratch / "plots.git", shape)
    listed = git(remote, "rev-list", "main").split()
    with serving(scratch / "data", [remote]) as server:
        read_all(server)
        project = server.get("/api/projects")[0]["id"]
        path = f"/projects/{project}?panels=plots&plotted={','.join(listed)}"
        began, worker = time.perf_counter(), cpu(server.worker())
        cold = opened(server, path, shape.charts, 1)
        took = cpu(server.worker()) - worker
        what = f"first {cold['first'][0]:,.0f} ms, all {cold['all'][0]:,.0f} ms, CPU of the worker {took:.1f} s"
        figures.add(f"{shape.name}, which nobody has looked at before", what)
        print(f"(whole visit {time.perf_counter() - began:.1f} s)")
        found = opened(server, path, shape.charts, ROUNDS)
        for name, words in WORDS.items():
            unit = UNITS.get(name, "ms")
            median, worst = statistics.median(found[name]), max(found[name])
            most = f", at most {worst:,.0f} {unit}" if round(worst) != round(median) else ""
            figures.add(words, f"{median:,.0f} {unit}{most}")


def main(words: Sequence[str]) -> int:
    whole = Shape()
    parser = argparse.ArgumentParser(prog="python -m bench.plots", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write its part of the page of the reference")
    parser.add_argument("--charts", type=int, default=whole.charts, help="fewer, to try the bench itself")
    parser.add_argument("--points", type=int, default=whole.points, help="fewer, or more")
    chosen = parser.parse_args(words)
    with (
        measuring("Drawing plots", ABOUT, write=chosen.write) as figures,
        tempfile.TemporaryDirectory(prefix="gto-bench-plots-") as scratch,
    ):
        bench(figures, Path(scratch), Shape(chosen.charts, whole.rows, chosen.points))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
