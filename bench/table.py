"""The experiments table measured: made after a change, served while nothing changes; beside MLflow on the same data.

    python -m bench.table                              # prints a table
    python -m bench.table --mlflow PATH/TO/PYTHON      # and asks an MLflow of its own environment for the same runs
    python -m bench.table --write                      # and writes its part of docs/reference/studio-performance.md

Rows are written into SQLite as a worker would write them, so that nothing but the table is measured. Git is not asked.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figures, measuring
from bench.studio import Server, cpu
from bench.surroundings import our_command
from gto_studio.identity.secrets import Secrets
from gto_studio.rules import parts as rules
from gto_studio.rules import table
from gto_studio.rules.addresses import Links
from gto_studio.settings import Settings
from gto_studio.store.connection import Store
from gto_studio.store.derived import material, rows
from gto_studio.store.owned import projects, repositories, teams
from gto_studio.store.owned.ids import new_id
from gto_studio.web.api.table import Sent, uncollected
from gto_studio.wiring import build

ABOUT = """
`python -m bench.table --mlflow PYTHON --write`. One web process, SQLite and the client that measures, on one machine.
CPU is the time of the server process; medians. Half of the columns are metrics, other ones at each commit; half are
parameters.
"""
ROUNDS = 3
SERVED = 40
#: A worker would find no Git there, so there is none beside the server.
NO_WORKERS = ["--workers", "0"]
#: More would take minutes to write.
MLFLOW_RUNS = 200
#: Columns of one kind are in so many groups: `group3.name17`.
GROUP = 20


@dataclass(frozen=True)
class Shape:
    """A history of so many commits, with so many values each: half metrics, half parameters."""

    commits: int
    values: int

    @property
    def name(self) -> str:
        return f"{self.commits:,} × {self.values:,}"


SHAPES = (Shape(10_000, 100), Shape(1_000, 5_000))


def metrics_of(shape: Shape, commit: int) -> dict[str, Any]:
    """All of them other ones at each commit."""
    numbers = random.Random(commit)
    return _grouped({f"m{k}": round(numbers.random(), 6) for k in range(shape.values // 2)})


def params_of(shape: Shape, commit: int) -> dict[str, Any]:
    """Two of them are changed at each commit."""
    values = {f"p{k}": k / 8 for k in range(shape.values // 2)}
    for changed in (commit, commit * 7):
        values[f"p{changed % len(values)}"] = commit / 1000
    return _grouped(values)


def _grouped(values: dict[str, float]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for k, (name, value) in enumerate(values.items()):
        found.setdefault(f"group{k // GROUP}", {})[name] = value
    return found


def fill(store: Store, secrets: Secrets, shape: Shape) -> tuple[str, str]:
    """(repository, project): the rows that a worker would have read from such a history."""
    now = 1_780_000_000
    ids = [f"{number:040x}" for number in range(1, shape.commits + 1)]
    with store.writing() as connection:
        team = teams.first(connection, float(now)).id
        url = f"https://git.example.com/{shape.commits}.git"
        repository = repositories.RepositoryRow(
            new_id(), team, url, shape.name, "git", None, None, None, None, secrets.seal("hook"), now
        )
        repositories.add(connection, repository)
        of = repository.id
        project = projects.add(
            connection, team=team, repository=of, name=shape.name, directory="", public=False, now=float(now)
        )
        said = rules.Parts()
        for start in range(0, shape.commits, 500):
            commits, readings = [], []
            for number in range(start, min(start + 500, shape.commits)):
                commits.append(_commit(ids, number, now))
                document = {
                    "params": {"params.yaml": {"data": params_of(shape, number)}},
                    "metrics": {"metrics.json": {"data": metrics_of(shape, number)}},
                    "deps": {"data/raw": {"hash": f"md5:{number // 50:x}.dir", "size": 10_000, "nfiles": 9}},
                    "outs": {"model.pkl": {"hash": f"md5:{number:x}", "size": 70_000, "nfiles": None}},
                    "problems": [],
                }  # fmt: skip
                taken = rules.dumped(said.taken_apart(document))
                readings.append({"commit": ids[number], "document": taken, "lacks": False})
            rows.add(connection, of, "commit", commits)
            rows.add(connection, of, "reading", readings)
        rows.add(connection, of, "part", [{"id": id, "document": text} for id, text in said.texts.items()])
        head = [{"name": "refs/heads/main", "object": ids[-1], "commit": ids[-1]}]
        rows.add(connection, of, "ref", head)
        about = {"stages": None, "directories": [""], "workflows": [], "remotes": [], "index_file": None}
        rows.add(connection, of, "about", [{"default_branch": "main", "head": ids[-1], **about}])
        rows.reach(connection, of, {"complete": True, "sources": "", "access": ""})
    return repository.id, project.id


def _commit(ids: Sequence[str], number: int, now: int) -> dict[str, Any]:
    at = now + number * 600
    who = {"author": "Jo Tester", "author_email": "jo@example.com"}
    return {
        "id": ids[number],
        "parents": [ids[number - 1]] if number else [],
        "tree": ids[number],
        **who,
        "authored": at,
        "authored_offset": 60,
        "committer": "Jo Tester",
        "committer_email": "jo@example.com",
        "committed": at,
        "committed_offset": 60,
        "message": f"Train again with other numbers, for the {number}th time\n",
        "annotations": None,
    }


def built(store: Store, repository: str) -> tuple[float, float, Sent]:
    """(processor seconds to read the rows, to make the document and pack it, the document as it goes out)."""
    read, made = [], []
    for _ in range(ROUNDS):
        with uncollected():
            began = time.process_time()
            with store.reading() as connection:
                found = material.of_repository(connection, repository)
            between = time.process_time()
            sent = Sent.of(table.document(found, table.Scope(), Links("git", None), "1"))
        read.append(between - began)
        made.append(time.process_time() - between)
    return statistics.median(read), statistics.median(made), sent


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    words = [*our_command(), "studio", "serve", "--port", "0", "--data", str(data), *NO_WORKERS]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield Server(process, process.stdout.readline().split()[-1])
    finally:
        process.terminate()
        process.wait(30)


def asked(server: Server, path: str, **headers: str) -> tuple[int, float, bytes, str]:
    """(status, seconds, body, ETag)"""
    connection = http.client.HTTPConnection(*server.address, timeout=120)
    began = time.perf_counter()
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, time.perf_counter() - began, body, answer.headers.get("ETag", "")
    finally:
        connection.close()


def served(server: Server, path: str, status: int, **headers: str) -> tuple[float, float]:
    """(median wall seconds, the server's own seconds of processor) of an answer that is kept."""
    used, walls = cpu(server.process.pid), []
    for _ in range(SERVED):
        found, seconds, _, _ = asked(server, path, **headers)
        assert found == status, found
        walls.append(seconds)
    return statistics.median(walls), (cpu(server.process.pid) - used) / SERVED


# --- the peer ---------------------------------------------------------------------------------------------------------

#: Runs in MLflow's own environment: makes the runs through its store, and prints the experiment's id.
_FILL_MLFLOW = """
import json, sys
from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
experiment = client.create_experiment("bench")
for line in sys.stdin:
    said = json.loads(line)
    run = client.create_run(experiment)
    client.log_batch(
        run.info.run_id,
        metrics=[Metric(key, value, 0, 0) for key, value in said["metrics"].items()],
        params=[Param(key, str(value)) for key, value in said["params"].items()],
    )
print(experiment)
"""


def mlflow(figures: Figures, python: Path, scratch: Path) -> float:
    """Rows a second of MLflow's REST server, asked for all runs at once, as often as it pages."""
    shape = Shape(MLFLOW_RUNS, SHAPES[0].values)
    store = f"sqlite:///{scratch / 'mlflow.db'}"
    lines = "\n".join(
        json.dumps({"metrics": _flat(metrics_of(shape, i)), "params": _flat(params_of(shape, i))})
        for i in range(shape.commits)
    )
    env = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    done = subprocess.run(
        [python, "-c", _FILL_MLFLOW, store], input=lines, text=True, capture_output=True, check=True, env=env
    )
    experiment = done.stdout.split()[-1]
    words = [
        "-m",
        "mlflow",
        "server",
        "--backend-store-uri",
        store,
        "--host",
        "127.0.0.1",
        "--port",
        "18_799".replace("_", ""),
    ]
    process = subprocess.Popen(
        [python, *words, "--workers", "1"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=scratch
    )
    try:
        taken = [_search(experiment) for _ in range(ROUNDS + 1)][1:]
    finally:
        process.terminate()
        process.wait(60)
    rate = shape.commits / statistics.median(taken)
    figures.add(
        f"MLflow's REST server, {shape.name}, all runs",
        f"{statistics.median(taken) * 1000:,.0f} ms, {rate:,.0f} rows/s",
    )
    return rate


def _flat(values: dict[str, Any]) -> dict[str, float]:
    return {f"{group}.{name}": value for group, inner in values.items() for name, value in inner.items()}


def _search(experiment: str) -> float:
    body = json.dumps({"experiment_ids": [experiment], "max_results": MLFLOW_RUNS})
    until = time.monotonic() + 120
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", 18_799, timeout=120)
        try:
            began = time.perf_counter()
            connection.request("POST", "/api/2.0/mlflow/runs/search", body, {"Content-Type": "application/json"})
            found = json.loads(connection.getresponse().read())
            assert len(found["runs"]) == MLFLOW_RUNS
            return time.perf_counter() - began
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        finally:
            connection.close()


# --- all of it --------------------------------------------------------------------------------------------------------


def bench(figures: Figures, scratch: Path, python: Path | None) -> None:
    parts = build(Settings(data=scratch / "data"))
    store = parts.store
    rates: list[float] = []
    for shape in SHAPES:
        repository, project = fill(store, parts.secrets, shape)
        read, made, sent = built(store, repository)
        figures.add(f"{shape.name}, made after a change", f"CPU {read + made:.2f} s ({read:.2f} reading rows)")
        size = len(gzip.decompress(sent.packed))
        figures.add(f"{shape.name}, bytes", f"{size / 1e6:.1f} MB, {len(sent.packed) / 1e6:.1f} MB as sent")
        with serving(scratch / "data") as server:
            path = f"/api/projects/{project}/table"
            status, seconds, _, tag = asked(server, path)
            assert status == 200, status
            figures.add(f"{shape.name}, first answer", f"{seconds * 1000:,.0f} ms")
            wall, used = served(server, path, 200)
            figures.add(f"{shape.name}, unchanged", f"{wall * 1000:.1f} ms, CPU {used * 1000:.1f} ms")
            rates.append(shape.commits / wall)
            wall, used = served(server, path, 304, **{"If-None-Match": tag})
            figures.add(f"{shape.name}, the page has it (304)", f"{wall * 1000:.1f} ms, CPU {used * 1000:.1f} ms")
            if shape is SHAPES[0]:
                figures.add(f"{shape.name}, rows a second, unchanged", f"{rates[0]:,.0f}")
                figures.add(f"{shape.name}, rows a second, made anew each time", f"{shape.commits / seconds:,.0f}")
    parts.close()
    if python is not None:
        rate = mlflow(figures, python, scratch)
        figures.add("times MLflow's rows a second", f"{rates[0] / rate:,.0f}")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.table", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write its part of the page of the reference")
    parser.add_argument("--mlflow", type=Path, metavar="PYTHON", help="a Python that has MLflow installed")
    chosen = parser.parse_args(words)
    with (
        measuring("The table of experiments", ABOUT, write=chosen.write) as figures,
        tempfile.TemporaryDirectory(prefix="gto-bench-table-") as scratch,
    ):
        bench(figures, Path(scratch), chosen.mlflow)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
