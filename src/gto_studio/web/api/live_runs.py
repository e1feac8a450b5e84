"""Live runs: what training jobs post, and what pages show of it until the commits are in Git."""

from __future__ import annotations

import asyncio
import posixpath
from typing import TYPE_CHECKING, Annotated, Any, cast

import msgspec
from fastapi import Query, Request, Response
from fastapi.params import Path
from starlette.concurrency import run_in_threadpool

from gto_studio.errors import NotFound, WrongInput
from gto_studio.identity.audit import audited
from gto_studio.live.sweeping import replacements
from gto_studio.rules import runs as rules
from gto_studio.rules.addresses import quoted
from gto_studio.rules.posts import read_post
from gto_studio.store.owned import notices, projects
from gto_studio.store.owned import runs as store_of_runs
from gto_studio.web.api import shapes
from gto_studio.web.asking import Ask

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from gto_studio.live.intake import Intake
    from gto_studio.rules.posts import Post, Said
    from gto_studio.rules.runs import Run
    from gto_studio.store.owned.projects import ProjectRow
    from gto_studio.store.owned.runs import PlotRow

Project = Annotated[str, Path(max_length=10)]
RunId = Annotated[str, Path(max_length=26)]
File = Annotated[str, Query(max_length=2_000, description="Its name, from the repository's root")]

#: A body as small as most is read at once; a larger one by a thread, so that the others need not wait.
SMALL = 32 * 1024
#: So many rows in one answer.
POINTS_MOST = 20_000
SPECIAL = {"nan": "nan", "inf": "inf", "-inf": "-inf", "infinity": "inf", "-infinity": "-inf"}
#: What browsers may show in a page; any other image is not one that clients send.
IMAGE_KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


async def post(ask: Ask, request: Request) -> shapes.PostTaken:
    """An event of a run, as DVC and DVCLive send it. Answered with 200 once it is stored."""
    body = await request.body()
    found = _post(body) if len(body) <= SMALL else await run_in_threadpool(_post, body)
    request.state.repository = found.repo_url
    intake: Intake = request.app.state.intake
    taken = await asyncio.wrap_future(intake.take(ask.actor, found))
    return shapes.PostTaken(runs=list(taken.runs), left_out=list(taken.problems))


def listing(ask: Ask, project: Project) -> shapes.LiveRuns:
    """The live runs of a project, the newest first, without those whose commit was pushed."""
    now, silent = ask.parts.clock(), ask.parts.settings.silent_minutes * 60
    with ask.parts.store.reading() as connection:
        row = projects.get(connection, project)
        found = of_project(connection, row)
        known = store_of_runs.committed(connection, row.repository, {run.baseline for run, _ in found})
    shown = [
        _shown(run, plots, row, state=rules.state(run, now, silent), detached=run.baseline not in known)
        for run, plots in found
    ]
    return shapes.LiveRuns(now=now, silent_seconds=silent, runs=shown)


def points(
    ask: Ask,
    project: Project,
    run: RunId,
    file: File,
    after: Annotated[int | None, Query(description="Only rows of later steps")] = None,
) -> Response:
    """The rows of a plot."""
    with ask.parts.store.reading() as connection:
        plot = _plot(connection, project, run, file, image=False)
        found = store_of_runs.points(connection, run, plot.number, after=after, limit=POINTS_MOST + 1)
    more, found = len(found) > POINTS_MOST, found[:POINTS_MOST]
    # the rows are JSON already
    body = b'{"file":%s,"steps":[%s],"rows":[%s],"more":%s}' % (
        msgspec.json.encode(plot.file),
        ",".join(str(step) for step, _ in found).encode(),
        ",".join(row for _, row in found).encode(),
        b"true" if more else b"false",
    )
    return Response(body, media_type="application/json")


def image(ask: Ask, project: Project, run: RunId, file: File) -> Response:
    """An image of a run."""
    with ask.parts.store.reading() as connection:
        plot = _plot(connection, project, run, file, image=True)
        content = store_of_runs.image(connection, run, plot.number) or b""
    kind = next((kind for start, kind in IMAGE_KINDS.items() if content.startswith(start)), None)
    headers = {"Content-Security-Policy": "sandbox", "Cache-Control": "private, max-age=3600"}
    if kind is None:
        headers["Content-Disposition"] = "attachment"
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


def remove(ask: Ask, project: Project, run: RunId) -> None:
    """Forget a run and all that it told. If it still goes on, it comes back with what it tells next."""
    with ask.parts.store.writing() as connection:
        row = projects.get(connection, project)
        found = store_of_runs.get(connection, row.repository, run)
        store_of_runs.remove(connection, found.id)
        audited(connection, ask.actor, "run.remove", found.name, {"baseline": found.baseline}, team=row.team)
        told = {"repository": row.repository, "runs": [found.id], "kind": "removed"}
        notices.tell(connection, "run", told, team=row.team)


def _post(body: bytes) -> Post:
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise WrongInput("The body is no JSON") from error
    return read_post(document)


def unreplaced(connection: Connection, repository: str) -> list[Run]:
    """Those of a repository whose commit it does not have."""
    found = store_of_runs.of_repository(connection, repository)
    gone = {run.id for run, _ in replacements(connection, {repository: found})}
    return [run for run in found if run.id not in gone]


def of_project(connection: Connection, row: ProjectRow) -> list[tuple[Run, list[PlotRow]]]:
    """The runs that a project shows, with the plots of each."""
    found = unreplaced(connection, row.repository)
    plots = store_of_runs.plots(connection, [run.id for run in found])
    return [(run, plots.get(run.id, [])) for run in found if _belongs(run, plots.get(run.id, []), row.directory)]


def _belongs(run: Run, plots: list[PlotRow], directory: str) -> bool:
    """Whether a run is seen in a directory: it is of a DVC project in there, or it has files in there."""
    if _is_inside(run.subdir, directory):
        return True
    return any(_is_inside(file, directory) for file in [*run.params, *run.metrics, *(plot.file for plot in plots)])


def _is_inside(path: str, directory: str) -> bool:
    return not directory or path == directory or path.startswith(f"{directory}/")


def _plot(connection: Connection, project: str, run: str, file: str, *, image: bool) -> PlotRow:
    row = projects.get(connection, project)
    found = store_of_runs.get(connection, row.repository, run)
    for plot in store_of_runs.plots(connection, [found.id]).get(found.id, []):
        if plot.file == posixpath.normpath(file) and plot.image == image and _is_inside(plot.file, row.directory):
            return plot
    raise NotFound(f"The run has no {'image' if image else 'plot'} of this name")


def _shown(run: Run, plots: list[PlotRow], row: ProjectRow, *, state: rules.State, detached: bool) -> shapes.LiveRun:
    inside = [plot for plot in plots if _is_inside(plot.file, row.directory)]
    at = f"/api/projects/{row.id}/live/{run.id}/image?file="
    return shapes.LiveRun(
        id=run.id,
        baseline=run.baseline,
        detached=detached,
        name=run.name,
        client=run.client,
        state=state,
        message=run.message,
        subdir=run.subdir,
        step=run.step,
        started=run.started,
        heard=run.heard,
        ended=run.ended,
        params=_said(run.params, row.directory),
        metrics=_said(_numbers(run.metrics), row.directory),
        plots=[
            shapes.LivePlot(file=plot.file, last=plot.last, changed=plot.changed) for plot in inside if not plot.image
        ],
        images=[
            shapes.LiveImage(
                file=plot.file,
                step=plot.last,
                url=f"{at}{quoted(plot.file)}&of={round(plot.changed * 1000)}",
                changed=plot.changed,
            )
            for plot in inside
            if plot.image
        ],
        machine=run.machine,
        problems=run.problems,
        experiment_rev=run.experiment_rev,
    )


def _numbers(value: Any) -> Any:
    """What JSON has no number for travels as text; the table spells it {"$": "nan"}."""
    if isinstance(value, dict):
        return {name: _numbers(inner) for name, inner in value.items()}
    return {"$": SPECIAL[value.lower()]} if isinstance(value, str) and value.lower() in SPECIAL else value


def _said(files: dict[str, Said], directory: str) -> dict[str, shapes.FileSays]:
    return {file: shapes.FileSays(**cast("Any", said)) for file, said in files.items() if _is_inside(file, directory)}
