"""Plots."""

from __future__ import annotations

from typing import Any, Literal

from gto_studio.web.api.shapes.shape import Shape


class ListedPlot(Shape):
    """A plot that some of the rows have. `rows`: row → whether its commit has it."""

    id: str
    name: str
    kind: Literal["series", "image"]
    folder: str  # where it belongs in a tree of plots
    title: str
    template: str | None
    files: list[str]
    steps: bool  # its pictures are steps of a series
    skipped: int  # files of its folder that are left out
    rows: dict[str, Literal["ok", "missing"]]


class PlotList(Shape):
    """`pending`: so many of the rows were not read yet. `errors`: row → why there is nothing of it."""

    plots: list[ListedPlot]
    files: list[str]  # data files, of any columns of which a chart can be made
    pending: int
    errors: dict[str, str]


class PlotLine(Shape):
    """One line in numbers, a gap where there is none. `name` tells the lines of a row apart."""

    row: str
    name: str | None
    x: list[float]
    y: list[float | None]


class PlotImage(Shape):
    path: str
    step: int | None
    url: str


class Plot(Shape):
    """What to draw, by its kind: `lines` have `series`, `vega` has `spec`, `images` has `images`; `nothing` has only
    errors, and of `pending` nothing is here yet. `pending` counts what is still on its way."""

    kind: Literal["lines", "vega", "images", "nothing", "pending"]
    errors: dict[str, str]  # row → why it is not, or not wholly, drawn
    pending: int
    title: str | None = None
    x_label: str | None = None
    y_label: str | None = None
    template: str | None = None
    series: list[PlotLine] | None = None
    spec: dict[str, Any] | None = None  # Vega-Lite, its data in it; each point has its row as `rev`
    images: dict[str, list[PlotImage]] | None = None
    skipped: int | None = None


class PlotData(Shape):
    """A data file in columns. `rows`: row → column → values; a column of numbers has null where there is none."""

    columns: list[str]
    rows: dict[str, dict[str, list[Any]]]
    errors: dict[str, str]
    pending: int
