"""Live runs measured: two hundred training jobs that tell of a step a second, for a minute.

    python -m bench.live                    # 200 runs, 60 steps, SQLite; `--write` as the other benches
    python -m bench.live --runs 50 --steps 10 --database postgresql+psycopg://…

Each step is two posts, as DVCLive makes them: metrics, then the new rows of five plots; each on a connection of its
own. Afterwards every row is asked for: nothing may be lost or doubled. On loopback, on this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bench.figures import Figures, measuring
from bench.generate import environment, generate
from bench.shapes import Shape
from bench.studio import Server
from bench.surroundings import our_command

ABOUT = """
`python -m bench.live --write`. Each step is two posts, as DVCLive makes them, each on a connection of its own; SQLite;
server and clients on one machine. Afterwards every row is asked for.
"""
PLOTS = [f"dvclive/plots/metrics/{name}.tsv" for name in ("train/acc", "train/loss", "test/acc", "test/loss", "lr")]
BASELINE = "7b589055214a9aee1b692f97821fb7e765c54df9"


@dataclass
class Heard:
    """How posts were answered."""

    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """Milliseconds within which this share of the posts was answered."""
        return 1_000 * sorted(self.seconds)[min(len(self.seconds) - 1, math.ceil(share * len(self.seconds)) - 1)]


@contextmanager
def serving(folder: Path, remote: Path, database: str | None) -> Iterator[Server]:
    words = [*our_command(), "studio", "serve", "--port", "0", "--data", str(folder / "data"), str(remote)]
    words += ["--database", database] if database else []
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Studio is at "), line
            yield Server(process, line.split()[-1])
        finally:
            process.terminate()
            process.wait(30)


def token_of(server: Server) -> str:
    connection = http.client.HTTPConnection(*server.address, timeout=30)
    wanted = json.dumps({"name": "bench", "scopes": ["experiments"]})
    connection.request("POST", "/api/tokens", wanted, {"Content-Type": "application/json"})
    secret: str = json.load(connection.getresponse())["secret"]
    connection.close()
    return secret


async def post(server: Server, token: str, document: dict[str, object], heard: Heard) -> None:
    body = json.dumps(document).encode()
    host, port = server.address
    head = (
        f"POST /api/live HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: token {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(head.encode() + body)
    answer = await reader.read()
    writer.close()
    heard.seconds.append(time.perf_counter() - begun)
    if not answer.startswith(b"HTTP/1.1 200"):
        heard.refused.append(answer[:200].decode(errors="replace"))


async def train(server: Server, token: str, url: str, number: int, steps: int, heard: Heard) -> None:
    """One run: a step a second, from a moment of its own within the second."""
    run = {"repo_url": url, "baseline_sha": BASELINE, "name": f"run-{number}", "client": "dvclive"}
    await asyncio.sleep(number * 0.618 % 1)
    await post(server, token, {**run, "type": "start", "params": {"params.yaml": {"lr": 0.1, "seed": number}}}, heard)
    begun = time.perf_counter()
    for step in range(steps):
        await asyncio.sleep(max(0.0, begun + step - time.perf_counter()))
        values = {
            "train": {"acc": step / steps, "loss": 1 - step / steps},
            "test": {"acc": 0.5, "loss": 0.5},
            "step": step,
        }
        data = {**run, "type": "data", "step": step}
        await post(server, token, {**data, "metrics": {"dvclive/metrics.json": {"data": values}}}, heard)
        rows = {file: {"data": [{"step": step, file[-7:-4]: step / steps}]} for file in PLOTS}
        await post(server, token, {**data, "plots": rows}, heard)
    await post(server, token, {**run, "type": "done"}, heard)


async def training(server: Server, token: str, url: str, runs: int, steps: int) -> Heard:
    heard = Heard()
    await asyncio.gather(*(train(server, token, url, number, steps, heard) for number in range(runs)))
    return heard


def wrong(server: Server, runs: int, steps: int) -> list[str]:
    """What is not there as it was told."""
    project = server.get("/api/projects")[0]["id"]
    found = {run["name"]: run for run in server.get(f"/api/projects/{project}/live")["runs"]}
    said = []
    for number in range(runs):
        run = found.get(f"run-{number}")
        if run is None or run["state"] != "finished" or run["step"] != steps - 1:
            said.append(f"run-{number}: {run and (run['state'], run['step'])}")
            continue
        for file in PLOTS:
            points = server.get(f"/api/projects/{project}/live/{run['id']}/points?file={quote(file)}")
            if points["steps"] != list(range(steps)):
                said.append(f"run-{number} {file}: {len(points['steps'])} rows")
    return said


def cpu_seconds(pid: int) -> float:
    times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def bench(figures: Figures, folder: Path, runs: int, steps: int, database: str | None) -> list[str]:
    """What was refused, lost or doubled."""
    remote = generate(Shape("live", artifacts=1, versions=1), folder / "remote")
    with serving(folder, Path(remote), database) as server:
        token = token_of(server)
        used, begun = cpu_seconds(server.process.pid), time.perf_counter()
        heard = asyncio.run(training(server, token, str(remote), runs, steps))
        seconds = time.perf_counter() - begun
        used = cpu_seconds(server.process.pid) - used
        faults = [*heard.refused[:5], *wrong(server, runs, steps)[:5]]
    posts, rows = len(heard.seconds), runs * steps * len(PLOTS)
    figures.add(f"{runs} runs, {steps} steps each, one a second", f"{posts:,} posts in {seconds:.1f} s")
    figures.add("a second", f"{posts / seconds:,.0f} posts, {rows / seconds:,.0f} rows")
    answered = f"50 % {heard.at(0.5):.0f} ms, 99 % {heard.at(0.99):.0f} ms, all {heard.at(1):.0f} ms"
    figures.add("answered within", answered)
    figures.add("the web process", f"{100 * used / seconds:.0f} % of a processor, {1e3 * used / posts:.2f} ms a post")
    figures.add("refused, lost or doubled", "; ".join(faults) or "nothing")
    return faults


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write its part of the page of the reference")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--database")
    chosen = parser.parse_args(words)
    with (
        measuring("Live runs", ABOUT, write=chosen.write) as figures,
        tempfile.TemporaryDirectory(prefix="gto-bench-live-") as folder,
    ):
        faults = bench(figures, Path(folder), chosen.runs, chosen.steps, chosen.database)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
