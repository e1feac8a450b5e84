"""Plots of commits: which there are, what they draw, and the files that they draw it from."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from fastapi import Query, Request, Response
from fastapi.params import Path
from starlette.concurrency import run_in_threadpool

from gto_studio.dvc import plot_lines, plot_specs
from gto_studio.dvc.plot_definitions import Definition, is_image, read_document
from gto_studio.dvc.plot_files import UnreadablePlot, read_table
from gto_studio.dvc.plot_listing import is_inside, listing
from gto_studio.dvc.plot_points import Points, Shown, points
from gto_studio.errors import NotFound, NotHereYet, WrongInput
from gto_studio.store.derived import commits, readings
from gto_studio.store.owned import projects
from gto_studio.web.api.projects import Id
from gto_studio.web.asking import Ask, Asking
from gto_studio.web.fetching import PENDING, fetched

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gto_studio.dvc.plot_listing import Listed
    from gto_studio.dvc.plot_points import Content
    from gto_studio.store.derived.files import FileRow, Place
    from gto_studio.store.owned.projects import ProjectRow

#: So many rows are shown side by side.
ROWS_MAX = 100
#: A commit's file is the same for ever.
FOR_EVER = "private, max-age=31536000, immutable"
#: What a file out of a repository may do in a browser: be looked at.
LOCKED_UP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}

Rows = Annotated[str, Query(max_length=8_000, description="Commits, with commas between them")]
PlotId = Annotated[str, Query(max_length=2_000, description="Of a plot, as the list of plots has it")]
FilePath = Annotated[str, Query(max_length=2_000, description="Seen from the repository's root")]


def listed(ask: Ask, project: Id, rows: Rows) -> Response:
    """The plots of some commits, in the order of `dvc plots show`, and the data files that they are drawn from."""
    board = _board(ask, project, rows)
    plots = [_entry(plot, board.rows) for plot in board.plots]
    files = sorted(
        {path for plot in board.plots for one in plot.of.values() for path in one.files if not is_image(path)}
    )
    return _json({"plots": plots, "files": files, "pending": len(board.unread), "errors": board.errors})


async def one(
    ask: Ask, request: Request, project: Id, id: PlotId, rows: Rows, form: Literal["best", "spec"] = "best"
) -> Response:
    """One plot of some commits: lines of numbers where it is plain lines, a Vega-Lite specification otherwise, or
    pictures. `form=spec` asks for the specification in any case."""
    board = await run_in_threadpool(_board, ask, project, rows)
    plot = next((plot for plot in board.plots if plot.first.id == id), None)
    if plot is None:
        if board.unread:
            return _json({"kind": "pending", "errors": board.errors, "pending": len(board.unread)})
        raise NotFound("None of these commits has such a plot")
    if plot.first.kind == "image":
        return _json(_pictures(plot, board))
    templates = board.templates(plot)
    wanted = [(row, path) for row, one in plot.of.items() for path in one.files] + templates
    found = await fetched(ask.parts.store, request.app.state.bell, board.project.repository, wanted)
    said = await run_in_threadpool(_drawn, plot, found, templates, form == "spec")
    said["pending"] = len(board.unread) + sum(found[place].is_pending for place in wanted)
    return _json(said)


async def data(ask: Ask, request: Request, project: Id, file: FilePath, rows: Rows) -> Response:
    """A data file of some commits in columns: CSV, TSV, JSON or YAML."""
    board = await run_in_threadpool(_board, ask, project, rows)
    if not is_inside(file, board.project.directory):
        raise NotFound("There is no such file in this project")
    wanted = [(row, file) for row in board.rows]
    found = await fetched(ask.parts.store, request.app.state.bell, board.project.repository, wanted)
    return _json(await run_in_threadpool(_columns, file, found, board.errors))


async def file(
    ask: Ask, request: Request, project: Id, commit: Annotated[str, Path(max_length=64)], path: FilePath
) -> Response:
    """A file of a commit: pictures as such, anything else as text to look at."""
    row = await run_in_threadpool(_project, ask, project)
    if not is_inside(path, row.directory):
        raise NotFound("There is no such file in this project")
    place = (commit, path)
    found = (await fetched(ask.parts.store, request.app.state.bell, row.repository, [place]))[place]
    if found.is_pending:
        raise NotHereYet(path)
    if found.bytes is None:
        raise NotFound(str((found.problem or {}).get("msg")))
    kind = KINDS.get(posixpath.splitext(path)[1].lower(), "text/plain; charset=utf-8")
    headers = {"Content-Security-Policy": LOCKED_UP, "Cache-Control": FOR_EVER, "ETag": f'"{found.id}"'}
    return Response(found.bytes, media_type=kind, headers=headers)


# --- the plots of some rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Board:
    """What was asked for: the rows that were read, those that were not yet, and the plots."""

    project: ProjectRow
    rows: Sequence[str]
    unread: Sequence[str]
    errors: dict[str, str]
    plots: Sequence[Listed]
    folders: Mapping[str, Sequence[str]]  # row → the folders of its DVC projects

    def templates(self, plot: Listed) -> list[Place]:
        """Where the template of a plot may be in the commit of its first row."""
        row = next(iter(plot.of))
        said = next((one.settings["template"] for one in plot.of.values() if "template" in one.settings), None)
        above = [folder for folder in self.folders.get(row, ()) if is_inside(plot.first.file or plot.name, folder)]
        return [(row, path) for path in plot_specs.places(said and str(said), max(above, key=len, default=""))]


def _project(ask: Asking, project: str) -> ProjectRow:
    with ask.parts.store.reading() as connection:
        return projects.get(connection, project)


def _board(ask: Asking, project: str, rows: str) -> _Board:
    wanted = list(dict.fromkeys(filter(None, rows.split(","))))
    if len(wanted) > ROWS_MAX:
        raise WrongInput(f"No more than {ROWS_MAX} rows are drawn together", fields={"rows": "name fewer"})
    with ask.parts.store.reading() as connection:
        row = projects.get(connection, project)
        known = commits.trees(connection, row.repository, wanted)
        said = readings.of_commits(connection, row.repository, [commit for commit in wanted if commit in known])
        ids = {one[key] for one in said.values() for key in ("plots", "projects") if key in one}
        parts = readings.parts(connection, row.repository, ids)
    errors = {commit: "There is no such commit" for commit in wanted if commit not in known}
    read = [commit for commit in wanted if commit in said]
    plots: dict[str, list[Definition]] = {
        commit: [read_document(plot) for plot in parts.get(said[commit].get("plots"), ())] for commit in read
    }
    return _Board(
        row,
        [commit for commit in wanted if commit in known],
        [commit for commit in wanted if commit in known and commit not in said],
        errors,
        listing(plots, row.directory),
        {commit: parts.get(said[commit].get("projects"), ()) for commit in read},
    )


def _entry(plot: Listed, rows: Sequence[str]) -> dict[str, Any]:
    first = plot.first
    settings: dict[str, Any] = {}
    for one in plot.of.values():
        settings = {**one.settings, **settings}
    return {
        "id": first.id,
        "name": plot.name,
        "kind": first.kind,
        "folder": plot.folder,
        "title": str(settings.get("title") or plot.name),
        "template": settings.get("template"),
        "files": list(dict.fromkeys(path for one in plot.of.values() for path in one.files)),
        "steps": first.kind == "image" and any(step is not None for _, step in first.images),
        "skipped": first.skipped,
        "rows": {row: "ok" if row in plot.of else "missing" for row in rows},
    }


# --- one plot -------------------------------------------------------------------------------------------------------


def _pictures(plot: Listed, board: _Board) -> dict[str, Any]:
    base = f"/api/projects/{board.project.id}/files"
    images = {
        row: [
            {"path": path, "step": step, "url": f"{base}/{row}?path={quote(path, safe='/')}"}
            for path, step in one.images
        ]
        for row, one in plot.of.items()
    }
    return {
        "kind": "images",
        "title": str(plot.first.settings.get("title") or plot.name),
        "images": images,
        "skipped": plot.first.skipped,
        "errors": board.errors,
        "pending": len(board.unread),
    }


def _drawn(plot: Listed, found: Mapping[Place, FileRow], templates: Sequence[Place], spec: bool) -> dict[str, Any]:
    """What to draw of the files that are here."""
    here = {row: one for row, one in plot.of.items() if not any(found[row, path].is_pending for path in one.files)}
    if not here:
        return {"kind": "pending", "errors": {}}
    shown = [Shown(row, one, {path: _content(found[row, path]) for path in one.files}) for row, one in here.items()]
    drawn = points(shown, plot.name)
    errors = dict(drawn.errors)
    template = next((row.bytes for place in templates if (row := found[place]).bytes is not None), None)
    lines = None if spec or template is not None else plot_lines.series(drawn)
    head = {"title": drawn.title, "x_label": drawn.x_label, "y_label": drawn.y_label, "errors": errors}
    if lines is not None:
        series = [{"row": line.row, "name": line.name, "x": line.x, "y": line.y} for line in lines]
        return {"kind": "lines", "template": drawn.template or plot_specs.DEFAULT, "series": series, **head}
    if not drawn.is_drawn:
        return {"kind": "nothing", **head}
    return _specified(drawn, template, head)


def _specified(drawn: Points, template: bytes | None, head: dict[str, Any]) -> dict[str, Any]:
    try:
        spec = plot_specs.specification(drawn, template)
    except UnreadablePlot as error:
        return {"kind": "nothing", **head, "errors": {**head["errors"], **dict.fromkeys(drawn.rows, str(error))}}
    return {"kind": "vega", "template": drawn.template or plot_specs.DEFAULT, "spec": spec, **head}


def _content(row: FileRow) -> Content:
    if row.bytes is not None:
        return row.bytes
    said = row.problem or {}
    return None if said.get("type") == "Missing" else UnreadablePlot(str(said.get("type")), str(said.get("msg")))


def _columns(file: str, found: Mapping[Place, FileRow], errors: Mapping[str, str]) -> dict[str, Any]:
    failed = dict(errors)
    rows: dict[str, dict[str, list[Any]]] = {}
    for (row, _), one in found.items():
        if one.bytes is None:
            if one is not PENDING and not one.is_pending:
                failed[row] = str((one.problem or {}).get("msg"))
            continue
        try:
            rows[row] = plot_lines.columns(read_table(one.bytes, file))
        except UnreadablePlot as error:
            failed[row] = str(error)
    return {
        "columns": list(dict.fromkeys(name for said in rows.values() for name in said)),
        "rows": rows,
        "errors": failed,
        "pending": sum(one.is_pending for one in found.values()),
    }


def _json(said: dict[str, Any]) -> Response:
    return Response(msgspec.json.encode(said), media_type="application/json")
