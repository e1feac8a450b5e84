"""Train `fraud`: which payments are not what they seem? A nearest-centre classifier, in plain Python."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

from ruamel.yaml import YAML


def payments(rows: int, seed: int, share: float, spread: float) -> list[tuple[tuple[float, float, float], int]]:
    chance = random.Random(seed)
    made = []
    for _ in range(rows):
        false = int(chance.random() < share)
        centre = (2.2, 1.4, -1.0) if false else (0.0, 0.0, 0.0)
        made.append(((*(chance.gauss(c, spread) for c in centre),), false))
    return made  # type: ignore[return-value]  # three numbers each


def main() -> None:
    params = YAML(typ="safe").load(Path("params.yaml"))
    rows = payments(params["rows"], params["seed"], params["share"], params["spread"])
    learn, test = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    centres = []
    for false in (0, 1):
        of_kind = [row for row, kind in learn if kind == false]
        centres.append([sum(row[i] for row in of_kind) / len(of_kind) for i in range(3)])
    guesses = [
        (int(math.dist(row, centres[1]) * params["caution"] < math.dist(row, centres[0])), false) for row, false in test
    ]
    hits = sum(1 for guess, false in guesses if guess and false)
    named, there = sum(guess for guess, _ in guesses), sum(false for _, false in guesses)
    metrics = {
        "precision": round(hits / max(named, 1), 4),
        "recall": round(hits / max(there, 1), 4),
        "alarms_per_thousand": round(1000 * named / len(guesses), 1),
    }
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    Path("fraud.json").write_text(json.dumps([[round(x, 5) for x in centre] for centre in centres]) + "\n")


if __name__ == "__main__":
    main()
