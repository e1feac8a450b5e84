"""The plots of several commits side by side: which there are, and in which rows."""

from __future__ import annotations

import posixpath
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto_studio.dvc.plot_definitions import Definition


@dataclass(frozen=True, slots=True)
class Listed:
    """A plot, and what each row that has it says it is like; the first row counts where they differ."""

    #: What to call it: its name, with the file it stands in where several have one of that name.
    name: str
    of: Mapping[str, Definition]

    @property
    def first(self) -> Definition:
        return next(iter(self.of.values()))

    @property
    def folder(self) -> str:
        """Where it belongs in a tree of plots: its file's folder, or that of the dvc.yaml that names it."""
        one = self.first
        if one.files and one.name in one.files:
            return posixpath.dirname(one.name)
        return posixpath.dirname(one.name if one.kind == "image" else one.file)


def listing(rows: Mapping[str, Sequence[Definition]], directory: str = "") -> list[Listed]:
    """The plots of these rows in the order of their definitions; of a directory only those that are in it."""
    found: dict[str, dict[str, Definition]] = {}
    for row, definitions in rows.items():
        for one in definitions:
            if is_inside(one.file or one.name, directory):
                found.setdefault(one.id, {})[row] = one
    plots = [Listed("", of) for of in found.values()]
    names = Counter(plot.first.name for plot in plots)
    return [Listed(_called(plot.first, names), plot.of) for plot in plots]


def is_inside(path: str, directory: str) -> bool:
    """Whether a path is in a directory; "" is the root, in which everything is."""
    return not directory or path.startswith(f"{directory}/")


def _called(one: Definition, names: Mapping[str, int]) -> str:
    return one.id if names[one.name] > 1 else one.name
