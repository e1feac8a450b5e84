"""`gto show`: the registry, one artifact's versions, or what a shortcut picks."""

from __future__ import annotations

from gto.cli.opening import moment, opened
from gto.cli.render import cell, json, table
from gto.errors import ArtifactNotFound, WrongArgs
from gto.registry import listing
from gto.registry.listing import View, short
from gto.registry.oddities import quoted
from gto.verbs.details import versions_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from gto.cli.arguments import Values
    from gto.cli.render import Screen
    from gto.registry.listing import ArtifactRow, VersionRow
    from gto.registry.state import Order
    from gto.verbs.repository import Repository

COLUMNS = ("name", "version", "stage", "ref")
HEADINGS = ("artifact", "version", "stage", "created_at", "ref")


def run(values: Values, screen: Screen) -> None:
    formats = values.chosen("json", "plain", *COLUMNS)
    if len(formats) > 1:
        raise WrongArgs("Only one output format allowed")
    view = _view(values)
    repository = opened(values, screen)
    then = moment(repository, values)
    form = formats[0] if formats else "table"
    if name := values.text("artifact"):
        try:
            rows = repository.show(name, view, at=then)
        except ArtifactNotFound as error:
            if then is not None:
                error.hint = f"`gto show --at {quoted(values.need('at'))}` lists the artifacts of that time"
            raise
        _show_versions(repository, rows, form, screen)
    else:
        _show_artifacts(repository.artifacts(view, at=then), form, screen)


def _view(values: Values) -> View:
    assignments, versions = values.number("av"), values.number("vs")
    if assignments < -1:
        raise WrongArgs("'assignments_per_version' must be >= -1")
    if versions < -1:
        raise WrongArgs("'versions_per_stage' must be >=-1")
    order: Order = "semver" if values.text("sort") == "semver" else "timestamp"
    return View(values.flag("ro"), values.flag("deprecated"), assignments, versions, order)


def _show_artifacts(rows: Sequence[ArtifactRow], form: str, screen: Screen) -> None:
    if form == "json":
        screen.line(json({row.artifact: listing.artifact_data(row) for row in rows}))
        return
    ordered = sorted(rows, key=lambda row: row.artifact)
    names = [row.artifact if row.registered else f"*{row.artifact}" for row in ordered]
    if form in COLUMNS:
        if form != "name" and rows:
            raise WrongArgs(f"Cannot apply --{form}", hint=f"name an artifact: gto show NAME --{form}")
        for name in names:
            screen.line(name)
        return
    stages = list(ordered[0].stages) if ordered else []
    cells = [
        [
            name,
            cell(row.latest),
            *(cell(", ".join(map(short, row.stages[stage])) or None) for stage in stages),
        ]
        for name, row in zip(names, ordered, strict=True)
    ]
    screen.line(table(cells, ["name", "latest", *(f"#{stage}" for stage in stages)], plain=form == "plain"))


def _show_versions(repository: Repository, rows: Sequence[VersionRow], form: str, screen: Screen) -> None:
    if form == "json":
        screen.line(json(versions_data(repository, rows)))
        return
    if form == "name" and rows:
        raise WrongArgs("Cannot apply --name", hint="the name is what you asked for; --version, --stage and --ref work")
    cells = [
        {
            "artifact": row.version.artifact if row.registered else f"*{row.version.artifact}",
            "version": short(row.version.text),
            "stage": ", ".join(held.stage for held in row.stages),
            "created_at": row.created_at.iso(" "),
            "ref": short(row.ref),
        }
        for row in rows
    ]
    if form in COLUMNS:
        for one in cells:
            screen.line(one[form])
        return
    screen.line(table([list(one.values()) for one in cells], HEADINGS, plain=form == "plain"))
