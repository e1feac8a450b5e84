"""A repository of trainings to look at: commits on two branches, a pushed experiment, plots of every sort."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from shell import Shell
from studio.browser.registries import SAM, a_registry

DVC_YAML = """\
stages:
  prepare:
    cmd: python prepare.py
    deps: [prepare.py, data.csv]
    outs: [prepared.csv]
  train:
    cmd: python train.py
    deps: [train.py, prepared.csv]
    params: [train.lr, train.arch]
    outs: [model.pkl]
    metrics: [metrics.json]
  evaluate:
    cmd: python evaluate.py
    deps: [evaluate.py, model.pkl, prepared.csv]
    plots: [roc.json]
plots:
- live/acc.tsv: {x: step, y: acc, title: Accuracy}
- ROC: {template: simple, x: fpr, y: {roc.json: tpr}}
- Confusion: {template: confusion, x: actual, y: {cm.csv: predicted}}
- live/images
- broken.csv: {x: step, y: nothing}
"""
DATA_DVC = f"""\
frozen: true
deps:
- path: raw/customers.csv
  repo:
    url: https://git.example.com/data.git
    rev: v2
    rev_lock: {"c" * 40}
outs:
- {{md5: {"a" * 32}, size: 14445097, hash: md5, path: data.csv}}
"""
STEPS = 40


@dataclass(frozen=True)
class Trainings:
    bare: Path
    shell: Shell
    first: str
    head: str
    branch: str
    experiment: str


def square(grey: int) -> bytes:
    """A small PNG of one grey."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes([grey]) * 24 for _ in range(24))
    header = struct.pack(">IIBBBBB", 24, 24, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def trained(lr: float, arch: str, acc: float, grey: int) -> dict[str, str | bytes]:
    """What a training leaves behind."""
    curve = "".join(f"{step}\t{acc * (1 - 0.9 ** (step + 1)):.5f}\n" for step in range(STEPS))
    roc = [{"fpr": x / 10, "tpr": min(1, x / 10 + acc / 4)} for x in range(11)]
    confusion = "".join(f"{a},{p}\n" for a in "ab" for p in "ab" for _ in range(3 if a == p else 1))
    return {
        "dvc.yaml": DVC_YAML,
        "data.csv.dvc": DATA_DVC,
        "params.yaml": f"train:\n  lr: {lr}\n  arch: {arch}\n  seed: 42\n",
        "metrics.json": json.dumps({"acc": acc, "loss": round(1 - acc, 4), "epochs": 40}),
        "live/acc.tsv": "step\tacc\n" + curve,
        "roc.json": json.dumps(roc),
        "cm.csv": "actual,predicted\n" + confusion,
        "broken.csv": "step,loss\n0,1\n",
        "live/images/steps/0.png": square(grey),
        "live/images/steps/5.png": square(255 - grey),
    }


def trainings(folder: Path) -> Trainings:
    made = a_registry(folder, "trainings")
    shell = made.shell
    first = shell.commit("Train a first model", minute=0, files=trained(0.1, "small", 0.7, 40))
    shell.commit("Train at a lower rate", minute=10, files=trained(0.01, "small", 0.82, 90))
    shell.git("switch", "--quiet", "--create", "wide")
    branch = shell.having(SAM).commit("Try a wider net", minute=20, files=trained(0.01, "wide", 0.86, 140))
    shell.git("switch", "--quiet", "--detach", "main")
    experiment = shell.commit("dvc: commit experiment", minute=25, files=trained(0.05, "small", 0.79, 200))
    shell.git("switch", "--quiet", "main")
    head = shell.commit("Train longer", minute=30, files=trained(0.01, "small", 0.9, 120))
    base = shell.git("rev-parse", f"{experiment}^")
    shell.git("push", "--quiet", "origin", "main", "wide")
    shell.git("push", "--quiet", "origin", f"{experiment}:refs/exps/{base[:2]}/{base[2:]}/outer-mobs")
    return Trainings(made.bare, shell, first, head, branch, experiment)
