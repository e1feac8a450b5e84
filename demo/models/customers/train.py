"""Train `churn`: which customers will leave? Plain Python, on customers that are made up from a fixed seed."""

from __future__ import annotations

import csv
import json
import math
import random
from pathlib import Path

from ruamel.yaml import YAML

FEATURES = ("months", "visits", "complaints", "spending", "discount")
#: What makes customers leave, in the world that these come from.
TRUTH = {"months": -1.1, "visits": -0.8, "complaints": 1.6, "spending": -0.3, "discount": 0.5}

Row = tuple[list[float], int]


def customers(rows: int, seed: int, noise: float, features: list[str]) -> list[Row]:
    chance = random.Random(seed)
    made = []
    for _ in range(rows):
        one = {feature: chance.gauss(0, 1) for feature in FEATURES}
        pull = sum(TRUTH[feature] * one[feature] for feature in FEATURES) + chance.gauss(0, noise)
        made.append(([one[feature] for feature in features], int(pull > 0.4)))
    return made


def leaving(weights: list[float], row: list[float]) -> float:
    pull = weights[-1] + sum(w * x for w, x in zip(weights, row, strict=False))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, pull))))


def loss(weights: list[float], rows: list[Row]) -> float:
    total = 0.0
    for row, left in rows:
        p = min(max(leaving(weights, row), 1e-9), 1 - 1e-9)
        total -= math.log(p if left else 1 - p)
    return total / len(rows)


def auc(scored: list[tuple[float, int]]) -> float:
    ranked = sorted(scored)
    leavers = [rank for rank, (_, left) in enumerate(ranked, 1) if left]
    n, stayers = len(leavers), len(ranked) - len(leavers)
    return (sum(leavers) - n * (n + 1) / 2) / (n * stayers)


def write_table(path: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(path).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> None:
    params = YAML(typ="safe").load(Path("params.yaml"))
    data, train = params["data"], params["train"]
    features = list(params["features"])
    rows = customers(data["rows"], data["seed"], data["noise"], features)
    cut = int(len(rows) * data["split"])
    learn, test = rows[:cut], rows[cut:]
    weights = [0.0] * (len(features) + 1)
    curve: list[tuple[object, ...]] = []
    for epoch in range(1, train["epochs"] + 1):
        for row, left in learn:
            error = leaving(weights, row) - left
            for i, x in enumerate([*row, 1.0]):
                weights[i] -= train["lr"] * (error * x + train["l2"] * weights[i])
        curve.append((epoch, round(loss(weights, learn), 5), round(loss(weights, test), 5)))
    scored = [(leaving(weights, row), left) for row, left in test]
    found = [(int(p > params["threshold"]), left) for p, left in scored]
    hits = sum(1 for guess, left in found if guess and left)
    named, leavers = sum(guess for guess, _ in found), sum(left for _, left in found)
    precision, recall = hits / max(named, 1), hits / max(leavers, 1)
    metrics = {
        "train": {"loss": curve[-1][1]},
        "test": {
            "loss": curve[-1][2],
            "accuracy": round(sum(guess == left for guess, left in found) / len(found), 4),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
            "auc": round(auc(scored), 4),
        },
    }
    Path("metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    Path("models").mkdir(exist_ok=True)
    named_weights = dict(zip([*features, "bias"], (round(w, 6) for w in weights), strict=True))
    Path("models/churn.json").write_text(json.dumps(named_weights, indent=2) + "\n")
    write_table("plots/loss.csv", ("epoch", "train", "test"), curve)
    words = ("stays", "leaves")
    write_table("plots/confusion.csv", ("actual", "predicted"), [(words[left], words[guess]) for guess, left in found])


if __name__ == "__main__":
    main()
