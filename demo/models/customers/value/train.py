"""Train `ltv`: what will a customer spend within a year? Least squares by gradient descent, in plain Python."""

from __future__ import annotations

import json
import random
from pathlib import Path

from ruamel.yaml import YAML


def main() -> None:
    params = YAML(typ="safe").load(Path("params.yaml"))
    chance = random.Random(params["seed"])
    rows = []
    for _ in range(params["rows"]):
        months, visits = chance.gauss(0, 1), chance.gauss(0, 1)
        rows.append(((months, visits, 1.0), 120 + 35 * months + 22 * visits + chance.gauss(0, params["noise"])))
    cut = int(len(rows) * 0.7)
    weights = [0.0, 0.0, 0.0]
    for _ in range(params["epochs"]):
        for row, spent in rows[:cut]:
            error = sum(w * x for w, x in zip(weights, row, strict=True)) - spent
            weights = [w - params["lr"] * error * x for w, x in zip(weights, row, strict=True)]
    test = [(sum(w * x for w, x in zip(weights, row, strict=True)), spent) for row, spent in rows[cut:]]
    mean = sum(spent for _, spent in test) / len(test)
    squares = sum((guess - spent) ** 2 for guess, spent in test)
    r2 = 1 - squares / sum((spent - mean) ** 2 for _, spent in test)
    metrics = {"rmse": round((squares / len(test)) ** 0.5, 3), "r2": round(r2, 4)}
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    Path("ltv.json").write_text(json.dumps([round(w, 4) for w in weights]) + "\n")


if __name__ == "__main__":
    main()
