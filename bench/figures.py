"""What the benches of Studio measured, and the page of the reference on which each has its part.

A part has the load of the machine when it was measured, since each may be written on another day.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "studio-performance.md"


@dataclass
class Figures:
    """`heading` is that of the part, `about` says in Markdown what was measured and how."""

    heading: str
    about: str
    load: float = field(default_factory=lambda: os.getloadavg()[0])
    rows: list[tuple[str, str]] = field(default_factory=list)

    def add(self, what: str, figure: str) -> None:
        self.rows.append((what, figure))
        print(f"{what:62} {figure}", flush=True)

    def part(self) -> str:
        machine = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
        lines = [
            f"## {self.heading}",
            "",
            *self.about.strip().splitlines(),
            "",
            f"{os.cpu_count()} processor cores, {machine}; load when it began: {self.load:.1f}.",
            "",
            "| what | measured |",
            "| --- | --- |",
            *(f"| {what} | {figure} |" for what, figure in self.rows),
        ]
        return "\n".join(lines) + "\n"


def put(page: str, figures: Figures) -> str:
    """The page with this part in the place of the earlier one of its heading, or behind the rest."""
    before, found, rest = page.partition(f"## {figures.heading}\n")
    _, further, after = rest.partition("\n## ")
    behind = f"\n## {after}" if found and further else ""
    return before.rstrip("\n") + "\n\n" + figures.part() + behind


@contextmanager
def measuring(heading: str, about: str, *, write: bool) -> Iterator[Figures]:
    """Figures to add to; at the end they are on the page, if that is wished."""
    figures = Figures(heading, about)
    print(f"load when it began {figures.load:.1f}")
    yield figures
    if write:
        PAGE.write_text(put(PAGE.read_text(), figures))
