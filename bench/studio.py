"""Studio measured: 1,000 models in 100 repositories, 20,000 events; alone, and with fifty readers while a worker reads.

    python -m bench.studio            # prints a table
    python -m bench.studio --write    # and writes its part of docs/reference/studio-performance.md

Everything runs on loopback, on this machine, with SQLite: one web process, one worker, one client.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.figures import Figures, measuring
from bench.generate import environment, generate
from bench.shapes import Shape
from bench.surroundings import our_command

ABOUT = """
`python -m bench.studio --write`. One web process, one worker, SQLite, and the client that measures, all on one machine:
they share its processors. CPU is the time of the server's process, wall time that of a new connection on loopback;
medians of 20.
"""
REPOSITORIES = 100
SHAPE = Shape("studio", artifacts=10, versions=10, annotated=True)
READERS, READING_SECONDS = 50, 20.0
ROUNDS = 20
CHROMIUM = "/usr/bin/chromium"
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    process: subprocess.Popen[str]
    url: str

    @property
    def address(self) -> tuple[str, int]:
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    def ask(self, method: str, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self.address, timeout=120)
        try:
            connection.request(method, path, headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def get(self, path: str) -> Any:
        return json.loads(self.ask("GET", path)[1])

    def worker(self) -> int:
        """The process id of the worker, once it has started."""
        while True:
            told = [file.read_text() for file in Path(f"/proc/{self.process.pid}/task").glob("*/children")]
            if pids := " ".join(told).split():
                return int(pids[0])
            time.sleep(0.05)


def cpu(pid: int) -> float:
    """Seconds of processor time of a process and of the children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS


@contextmanager
def serving(data: Path, repositories: Sequence[Path]) -> Iterator[Server]:
    words = [*our_command(), "studio", "serve", "--port", "0", "--data", str(data), *map(str, repositories)]
    # nobody asks by himself: what is read, and when, is ours to say
    env = environment() | {"GTO_STUDIO_POLL_SECONDS": "86400"}
    process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Server(process, process.stdout.readline().split()[-1])
    finally:
        process.terminate()
        process.wait(30)


def read_all(server: Server) -> tuple[float, float]:
    """(seconds, processor seconds of the worker) until every repository has been read."""
    worker = server.worker()
    began, used = time.monotonic(), cpu(worker)
    while any(one["sync"]["state"] in ("never", "queued", "running") for one in server.get("/api/repositories")):
        time.sleep(0.5)
    return time.monotonic() - began, cpu(worker) - used


def measured(server: Server, path: str) -> str:
    """An answer's size, and what it costs when nobody else asks: the median wall time, and the server's own time."""
    size = len(server.ask("GET", path)[1])
    used, walls = cpu(server.process.pid), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        status, _ = server.ask("GET", path)
        assert status == 200, path
        walls.append(time.perf_counter() - began)
    spent = (cpu(server.process.pid) - used) / ROUNDS
    return f"{statistics.median(walls) * 1000:.0f} ms, CPU {spent * 1000:.0f} ms, {size / 1024:,.0f} KiB"


def painted(server: Server, path: str, row: str) -> str:
    """First paint, and when the first rows of data are there, in a new page each time."""
    from playwright.sync_api import sync_playwright

    paints, filled = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            began = time.perf_counter()
            page.goto(server.url.rstrip("/") + path)
            page.locator(row).first.wait_for()
            filled.append(time.perf_counter() - began)
            script = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
            paints.append(page.evaluate(script))
            page.close()
        browser.close()
    return f"{statistics.median(paints):.0f} ms; with its data after {statistics.median(filled) * 1000:.0f} ms"


def crowd(server: Server, paths: Sequence[str], work: Callable[[], object]) -> tuple[list[float], int, object]:
    """Many readers for a while, and work beside them: (seconds of each answer, failures, what the work gave)."""
    ended = time.monotonic() + READING_SECONDS
    taken: list[float] = []
    failures = [0]

    def read(number: int) -> None:
        connection = http.client.HTTPConnection(*server.address, timeout=120)
        turn = number
        while time.monotonic() < ended:
            began = time.perf_counter()
            try:
                connection.request("GET", paths[turn % len(paths)])
                answer = connection.getresponse()
                answer.read()
                failures[0] += answer.status != 200
            except OSError:
                failures[0] += 1
                connection.close()
            taken.append(time.perf_counter() - began)
            turn += 1
        connection.close()

    readers = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for reader in readers:
        reader.start()
    gave = work()
    for reader in readers:
        reader.join()
    return taken, failures[0], gave


def bench(figures: Figures, scratch: Path, repositories: int) -> None:
    made = [generate(SHAPE, scratch / f"team-{number:03}.git", bare=True) for number in range(repositories)]
    events = SHAPE.tags * repositories
    with serving(scratch / "data", made) as server:
        seconds, used = read_all(server)
        what = f"{repositories} repositories, {SHAPE.artifacts * repositories:,} models, {events:,} events"
        figures.add(f"first reading of {what}", f"{seconds:.0f} s, CPU of the worker {used:.0f} s")
        first = server.get("/api/models?limit=1")[0]
        page = f"/api/repositories/{first['repository']}/model?name={first['name']}"
        figures.add("models dashboard, JSON, first 100 rows", measured(server, "/api/models?limit=100"))
        figures.add("models dashboard, JSON, all 1,000 rows", measured(server, "/api/models?limit=1000"))
        figures.add("model page, JSON", measured(server, page))
        figures.add("audit of all repositories, JSON, newest 100 events", measured(server, "/api/events?limit=100"))
        figures.add("first paint of the models dashboard in Chromium", painted(server, "/models", "text=team-0"))

        def again() -> tuple[float, float]:
            for project in server.get("/api/projects"):
                server.ask("POST", f"/api/projects/{project['id']}/import")
            return read_all(server)

        paths = ["/api/models?limit=100", page, "/api/events?limit=100"]
        taken, failures, gave = crowd(server, paths, again)
        taken.sort()
        quantiles = [taken[int(len(taken) * share)] * 1000 for share in (0.5, 0.95, 0.99)]
        told = ", ".join(
            f"{share} {value:.0f} ms" for share, value in zip(("50 %", "95 %", "99 %"), quantiles, strict=True)
        )
        rate = f"{len(taken) / READING_SECONDS:.0f} answers a second, {failures} failures"
        figures.add(
            f"{READERS} readers for {READING_SECONDS:.0f} s while the worker reads all again", f"{rate}; {told}"
        )
        assert isinstance(gave, tuple)
        figures.add("reading all again beside them", f"{gave[0]:.0f} s, CPU of the worker {gave[1]:.0f} s")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.studio", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write its part of the page of the reference")
    parser.add_argument("--repositories", type=int, default=REPOSITORIES, help="fewer, to try the bench itself")
    chosen = parser.parse_args(words)
    with (
        measuring("The server", ABOUT, write=chosen.write) as figures,
        tempfile.TemporaryDirectory(prefix="gto-bench-studio-") as scratch,
    ):
        bench(figures, Path(scratch), chosen.repositories)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
