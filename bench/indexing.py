"""Indexing measured: a repository of 10,000 commits read for the first time, after a push of one, and unchanged.

    python -m bench.indexing            # prints a table; GTO_DVC names a dvc to compare with
    python -m bench.indexing --write    # and writes its part of docs/reference/studio-performance.md

Each commit changes params.yaml, metrics.json, dvc.lock and a file of plots. Everything is on this machine, in SQLite.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.figures import Figures, measuring
from bench.generate import START, WHO, environment, git
from gto.data.reach import Reach
from gto_studio.indexing.syncing import sync
from gto_studio.indexing.walking import Terms
from gto_studio.mirrors.visiting import Conditions, Source
from gto_studio.store.connection import Store
from gto_studio.store.derived import readings
from gto_studio.store.owned import repositories, teams

COMMITS = 10_000
#: Of so many commits dvc is asked.
SAMPLE = 100
ABOUT = """
`python -m bench.indexing --write`. Each commit changes `params.yaml`, `metrics.json`, `dvc.lock` and a file of plots;
git's time is included.
"""
REPOSITORY = "0" * 26
PIPELINE = """\
stages:
  train:
    cmd: python train.py
    deps: [data.csv]
    params: [lr, depth, train]
    metrics: [metrics.json: {cache: false}]
    outs: [model.pkl]
plots:
- plots/loss.csv: {x: step, y: loss}
"""
#: As DVC writes it.
LOCK = """\
schema: '2.0'
stages:
  train:
    cmd: python train.py
    deps:
    - path: data.csv
      hash: md5
      md5: dddddddddddddddddddddddddddddddd
      size: 1000
    params:
      params.yaml:
        depth: 3
        lr: {lr}
        train:
          epochs: 10
    outs:
    - path: metrics.json
      hash: md5
      md5: {metrics}
      size: 60
    - path: model.pkl
      hash: md5
      md5: {model}
      size: {size}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one sync took: seconds on the clock, of the processor (git included), until the first rows; MiB at most."""

    wall: float
    cpu: float
    fetching: float
    first: float
    memory: float


def history(folder: Path, commits: int = COMMITS) -> Path:
    """A bare repository of so many commits."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    add(folder, 0, commits)
    return folder


def add(folder: Path, start: int, commits: int) -> None:
    parents = ["from refs/heads/main^0\n" if start else "", *[""] * (commits - 1)]
    stream = b"".join(commit(start + number, parent) for number, parent in enumerate(parents))
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, env=environment(), input=stream, check=True)


def commit(number: int, parent: str) -> bytes:
    who = f"{WHO} {START + 60 * number} +0000"
    files = {
        "params.yaml": f"lr: {number / 1e6}\ndepth: {number % 9}\ntrain:\n  epochs: 10\n  seed: {number}\n",
        "metrics.json": json.dumps({"acc": 1 - 1 / (number + 2), "loss": 1 / (number + 1), "test": {"f1": number}}),
        "dvc.lock": LOCK.format(metrics=md5(number), model=md5(-number), lr=number / 1e6, size=number),
        "plots/loss.csv": "step,loss\n" + "".join(f"{step},{1 / (number + step + 1)}\n" for step in range(20)),
    }
    if not number:
        files |= {"dvc.yaml": PIPELINE, ".dvc/config": "", ".dvc/.gitignore": "/tmp\n/cache\n"}
    head = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\n{data(f'train {number}')}"
    return (head + parent + "".join(f"M 644 inline {name}\n{data(text)}" for name, text in files.items())).encode()


def md5(number: int) -> str:
    digits = hashlib.sha256(str(number).encode()).hexdigest()
    return f"a{digits[:31]}"  # with a letter, as nearly every one has: else it would be read as a number


def data(text: str) -> str:
    return f"data {len(text.encode())}\n{text}\n"


def index(folder: Path, url: Path) -> Cost:
    """One sync, in this process."""
    store = Store(f"sqlite:///{folder / 'studio.db'}")
    store.prepare()
    with store.writing() as connection:
        if repositories.find(connection, REPOSITORY) is None:
            row = repositories.RepositoryRow(
                REPOSITORY, teams.first(connection, 0.0).id, str(url), "bench", "git", None, None, None, None,
                b"", 0.0,
            )  # fmt: skip
            repositories.add(connection, row)
    began, used = time.perf_counter(), spent()
    first = fetched = 0.0
    phases: list[str] = []

    def tell(phase: str, *_: int) -> None:
        nonlocal first, fetched
        if phase == "reading" and "writing" in phases and not first:
            first = time.perf_counter() - began
        if phase == "reading" and "reading" not in phases:
            fetched = spent() - used
        phases.append(phase)

    conditions = Conditions(folder / "mirrors", Reach(private=True, local=True))
    sync(store, Source(REPOSITORY, str(url)), conditions, terms=Terms(), tell=tell)
    wall = time.perf_counter() - began
    with store.reading() as connection:
        extent = readings.extent(connection, REPOSITORY)
    assert extent is not None
    assert extent.complete
    return Cost(wall, spent() - used, fetched, first or wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def spent() -> float:
    """Seconds of processor time of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def indexed(folder: Path, url: Path) -> Cost:
    """One sync, in a process of its own."""
    words = [sys.executable, "-m", "bench.indexing", "--one", str(folder), str(url)]
    done = subprocess.run(words, env=environment(), capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


def asked_of_dvc(url: Path, folder: Path, dvc: str) -> float:
    """Processor seconds that `dvc exp show` takes for a commit, once it has started; it has not read them before."""
    env = environment() | {"DVC_NO_ANALYTICS": "1", "HOME": str(folder)}
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(url), str(clone)], env=env, check=True)

    def show(commits: int) -> float:
        before = os.times()
        words = [dvc, "exp", "show", "--json", "--rev", "HEAD", "-n", str(commits)]
        done = subprocess.run(words, cwd=clone, env=env, capture_output=True, check=True)
        after = os.times()
        told = json.loads(done.stdout)[1:]
        assert [one["data"]["metrics"]["metrics.json"]["data"]["loss"] > 0 for one in told] == [True] * commits
        return after.children_user + after.children_system - before.children_user - before.children_system

    return (show(SAMPLE) - show(1)) / (SAMPLE - 1)


def bench(figures: Figures, scratch: Path) -> None:
    url = history(scratch / "bench.git")
    cold = indexed(scratch / "studio", url)
    each = cold.cpu / COMMITS
    figures.add(f"{COMMITS:,} commits, the first time", f"{cold.cpu:.1f} s CPU, {cold.wall:.1f} s")
    figures.add("until the first rows are there", f"{cold.first:.2f} s")
    figures.add("memory of the process at most", f"{cold.memory:.0f} MiB")
    add(url, COMMITS, 1)
    push = indexed(scratch / "studio", url)
    figures.add(
        "after a push of one commit",
        f"{(push.cpu - push.fetching) * 1e3:.0f} ms CPU beyond fetching, {push.wall:.2f} s",
    )
    same = indexed(scratch / "studio", url)
    figures.add("unchanged", f"{same.cpu * 1e3:.0f} ms CPU, {same.wall:.2f} s")
    if dvc := os.environ.get("GTO_DVC"):
        theirs = asked_of_dvc(url, scratch, dvc)
        times = f"`dvc exp show` {theirs * 1e3:.0f} ms: {theirs / each:.0f} times"
        figures.add("a commit", f"{each * 1e3:.2f} ms CPU; {times}")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.indexing", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write its part of the page of the reference")
    parser.add_argument("--one", nargs=2, type=Path, metavar=("FOLDER", "REPOSITORY"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    if chosen.one:
        print(json.dumps(asdict(index(*chosen.one))))
        return 0
    with (
        measuring("Reading the commits", ABOUT, write=chosen.write) as figures,
        tempfile.TemporaryDirectory(prefix="gto-bench-indexing-") as scratch,
    ):
        bench(figures, Path(scratch))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
