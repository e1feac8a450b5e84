"""Posts as DVC and DVCLive send them, for tests of what becomes of them."""

from __future__ import annotations

import base64
from typing import Any

BASELINE = "7b589055214a9aee1b692f97821fb7e765c54df9"
URL = "https://git.example.com/team/live.git"
#: The smallest PNG that browsers take.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def head(
    kind: str, name: str = "outer-mobs", *, url: str = URL, baseline: str = BASELINE, **more: Any
) -> dict[str, Any]:
    return {"type": kind, "repo_url": url, "baseline_sha": baseline, "name": name, "client": "dvclive", **more}


def start(name: str = "outer-mobs", **more: Any) -> dict[str, Any]:
    return head("start", name, **more)


def metrics(step: int, name: str = "outer-mobs", **more: Any) -> dict[str, Any]:
    """The first of the two requests that a step makes."""
    more.setdefault("metrics", {"dvclive/metrics.json": {"data": {"train": {"acc": step / 10}, "step": step}}})
    return head("data", name, step=step, **more)


def plots(*steps: int, name: str = "outer-mobs", images: dict[str, bytes] | None = None, **more: Any) -> dict[str, Any]:
    """The second: rows of one plot, and images."""
    rows: dict[str, Any] = {
        "dvclive/plots/metrics/train/acc.tsv": {"data": [{"step": n, "acc": n / 10} for n in steps]}
    }
    for file, content in (images or {}).items():
        rows[file] = {"image": base64.b64encode(content).decode()}
    return head("data", name, step=max(steps, default=0), plots=rows, **more)


def done(name: str = "outer-mobs", **more: Any) -> dict[str, Any]:
    return head("done", name, **more)
