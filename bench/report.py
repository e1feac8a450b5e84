"""Results as a Markdown page: tables, targets, and honest marks where one is missed."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from bench.results import CLONE, COLD, FIELDS, GTO, LS_REMOTE, NAMES, PASS, TREELESS, WARM, Result
from bench.shapes import Shape
from bench.targets import Verdict, factor, judge, times

HEAD = """\
# Performance

This page is written by `{command}`. Times are CPU time of whole processes, user and system,
children included: medians of {rounds} runs or more after a warm-up (a command that took longer than
{patience:.0f} s was run once), all commands taking turns in one run, since a machine is never the same twice.
Compare rows, not machines.

*Cold* means that our cache was removed before the call, *warm* that it was the second one. *P* is
`python -c pass`, the least that any Python program takes; *G* is `git for-each-ref` with all fields of all
tags, the least that git takes to read what we read, and *names* the same with names only. ✓ and ✗ say whether
a target was met. The answer to every question was compared with GTO's before it was timed; where it differs,
no time counts.

{machine}
"""


#: Below this line a page is written by hand, and measuring again leaves it as it is.
BY_HAND = "## What is missed, and why"


def by_hand(page: str) -> str:
    """The part of an earlier page that a person wrote."""
    _, heading, remarks = page.partition(BY_HAND)
    return f"\n{heading}{remarks}" if heading else ""


def page(results: Sequence[Result], command: str, rounds: int, patience: float, load: float) -> str:
    verdicts = list(judge(results))
    starting = [result for result in results if result.question.startswith("--")]
    remote = [result for result in results if result.remote]
    local = [result for result in results if not result.remote and result not in starting]
    parts = [
        HEAD.format(command=command, rounds=rounds, patience=patience, machine=machine(load)),
        targets(verdicts),
    ]
    for shape, group in groupby(local, lambda result: result.shape):
        parts.append(local_table(title(shape), list(group)))
    if starting:
        parts.append(local_table("Starting", starting))
    parts.extend(remote_table(result) for result in remote)
    return "\n".join(parts)


def machine(load: float) -> str:
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    facts = {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "git": git,
        "load when it began": f"{load:.1f}",
    }
    return table(["machine", ""], facts.items())


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.processor() or "unknown"


def targets(verdicts: Sequence[Verdict]) -> str:
    met = sum(verdict.met for verdict in verdicts)
    rows = [(mark(verdict.met), verdict.subject, verdict.asked, verdict.got) for verdict in verdicts]
    return f"## Targets: {met} of {len(verdicts)} met\n\n" + table(["", "what", "asked", "measured"], rows)


def title(shape: Shape) -> str:
    about = [f"{shape.tags:,} tags", f"{shape.artifacts:,} artifacts × {shape.versions:,} versions"]
    about.append("packed" if shape.packed else "loose")
    if shape.annotated:
        about.append("artifacts.yaml in the commits")
    if shape.foreign:
        about.append(f"{shape.foreign:,} tags of other software")
    return ", ".join(about)


def local_table(heading: str, results: Sequence[Result]) -> str:
    columns = [
        "CPU ms",
        GTO,
        "cold",
        "warm",
        "fewer, cold",
        "fewer, warm",
        "wall, warm",
        "memory",
        "G",
        "names",
        "P",
    ]
    rows = (local_row(result) for result in results)
    return f"## {heading}\n\n" + table(columns, rows)


def local_row(result: Result) -> Iterator[str]:
    yield f"`{result.question}`"
    if result.difference:
        yield result.difference
        yield from [""] * 9
        return
    yield cpu(result, GTO)
    yield cpu(result, COLD)
    yield cpu(result, WARM)
    for state in (COLD, WARM):
        yield fewer(result, state)
    warmest = WARM if WARM in result.taken else COLD
    yield milliseconds(result.taken[warmest].wall) if warmest in result.taken else ""
    yield mebibytes(result)
    yield cpu(result, FIELDS)
    yield cpu(result, NAMES)
    yield cpu(result, PASS)


def remote_table(result: Result) -> str:
    heading = f"`{result.question} --repo http://…`: {title(result.shape)}, {weight(result.shape)}"
    rows = [
        (
            {COLD: "gto, first call", WARM: "gto, second call"}.get(name, name),
            milliseconds(taken.cpu),
            milliseconds(taken.wall),
            f"{result.traffic[name].conversations}",
            f"{result.traffic[name].requests}",
            f"{result.traffic[name].received / 1000:,.0f}",
        )
        for name in (GTO, COLD, WARM, LS_REMOTE, TREELESS, CLONE, PASS)
        if (taken := result.taken.get(name))
    ]
    columns = ["", "CPU ms", "wall ms", "round trips", "requests", "kB received"]
    note = f"\n{result.difference}\n" if result.difference else ""
    return f"## {heading}\n\n{table(columns, rows)}{note}"


def weight(shape: Shape) -> str:
    return f"{shape.weights * shape.weight / 1e6:,.0f} MB of blobs"


def fewer(result: Result, state: str) -> str:
    got, asked = result.fewer(state), factor(result, state)
    if got is None:
        return ""
    return times(got) if asked is None else f"{times(got)} {mark(got >= asked)} (≥ {asked:.0f})"


def cpu(result: Result, name: str) -> str:
    return milliseconds(result.taken[name].cpu) if name in result.taken else ""


def mebibytes(result: Result) -> str:
    peaks = [result.taken[state].memory for state in (COLD, WARM) if state in result.taken]
    return f"{max(peaks) / 1024:.0f} MiB" if peaks else ""


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}" if seconds < 0.1 else f"{seconds * 1000:,.0f}"


def mark(met: bool) -> str:
    return "✓" if met else "✗"


def table(columns: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
