"""Results as parts of a Markdown page: tables, targets, and honest marks where one is missed.

A part is about one shape. Each may be measured on another day, so each says where and when; the page counts what all of
them say.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path

from bench.results import CLONE, COLD, FIELDS, GTO, LS_REMOTE, NAMES, PASS, TREELESS, WARM, Result
from bench.shapes import Shape
from bench.targets import factor, judge, times

HEAD = """\
# Performance

How fast `gto` is beside GTO 1.10.1 and git; [Studio](studio-performance.md) has a page of its own. Each part is written
by its bench, on the day and the machine that it names: `make bench ARGS=--full` measures them all, and
`python -m bench --parts NAME … --write PAGE` some, once `make bench` has installed what we compare with.

Times are CPU time of whole processes, user and system, children included: medians of several runs after a warm-up, all
commands taking turns in one run, since a machine is never the same twice. Compare rows, not machines.

*Cold* means that our cache was removed before the call, *warm* that it was the second one. *P* is
`python -c pass`, the least that any Python program takes; *G* is `git for-each-ref` with all fields of all
tags, the least that git takes to read what we read, and *names* the same with names only. ✓ and ✗ say whether
a target was met. The answer to every question was compared with GTO's before it was timed; where it differs,
no time counts.
"""

#: Below this line a page is written by hand, and measuring again leaves it as it is.
BY_HAND = "## What is missed, and why\n"
TARGETS = "## Targets: "
VERDICTS = ["", "what", "asked", "measured"]


def put(page: str, parts: Sequence[str]) -> str:
    """The page with these parts in the places of those with the same headings, or behind the others."""
    _, *sections = f"\n{page}".split("\n## ")
    by_heading = {heading(section): section for section in (f"## {text.strip()}\n" for text in sections)}
    remarks = by_heading.pop(BY_HAND.strip(), "")
    kept = {name: section for name, section in by_heading.items() if not name.startswith(TARGETS)}
    new = kept | {heading(part): part for part in parts}
    return "\n".join([HEAD, summary("".join(new.values())), *new.values(), *([remarks] if remarks else [])])


def heading(section: str) -> str:
    return section.partition("\n")[0]


def summary(parts: str) -> str:
    """How many targets the parts meet, and which they miss."""
    verdicts = [line for line in parts.splitlines() if line.startswith(("| ✓ |", "| ✗ |"))]
    missed = [line for line in verdicts if line.startswith("| ✗ |")]
    lines = "".join(f"{line}\n" for line in missed)
    told = f"\nThese are not; those that are stand in their parts.\n\n{table(VERDICTS, [])}{lines}" if missed else ""
    return f"{TARGETS}{len(verdicts) - len(missed)} of {len(verdicts)} met\n{told}"


def part(name: str, results: Sequence[Result], *, rounds: int, patience: float, where: str) -> str:
    """What was measured of one shape: where and when, the tables, the targets."""
    first = results[0]
    if first.remote:
        tables = [f"### `{result.question} --repo http://…`\n\n{remote_table(result)}" for result in results]
    else:
        tables = [local_table(results)]
    verdicts = list(judge(results))
    if verdicts:
        rows = [(mark(verdict.met), verdict.subject, verdict.asked, verdict.got) for verdict in verdicts]
        tables.append(table(VERDICTS, rows))
    about = title(first.shape) if not first.question.startswith("--") else "Starting"
    once = f"a command that took longer than {patience:g} s was run once"
    return "\n".join([f"## {about}\n", f"`{name}`: {rounds} runs or more of each command; {once}.", where, *tables])


def surroundings(load: float) -> str:
    """Where and when something was measured, in a sentence."""
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
    when = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    installer = (metadata.distribution("gto").read_text("INSTALLER") or "nobody knows what").strip()
    machine = f"{os.cpu_count()} cores of {processor()}, {platform.system()} {platform.machine()}"
    programs = f"Python {platform.python_version()}, git {git}, gto installed by {installer}"
    return f"{when}, {machine}, {programs}; load when it began: {load:.1f}.\n"


def processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2]
    return platform.processor() or "unknown"


def title(shape: Shape) -> str:
    artifacts = "1 artifact" if shape.artifacts == 1 else f"{shape.artifacts:,} artifacts"
    about = [f"{shape.tags:,} tags", f"{artifacts} × {shape.versions:,} versions"]
    about.append("packed" if shape.packed else "loose")
    if shape.annotated:
        about.append("artifacts.yaml in the commits")
    if shape.foreign:
        about.append(f"{shape.foreign:,} tags of other software")
    if shape.weights:
        about.append(f"{shape.weights * shape.weight / 1e6:,.0f} MB of blobs")
    return ", ".join(about)


def local_table(results: Sequence[Result]) -> str:
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
    return table(columns, (local_row(result) for result in results))


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
    return f"{table(columns, rows)}{note}"


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
