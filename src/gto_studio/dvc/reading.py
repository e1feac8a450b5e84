"""One commit → its Reading: parameters, metrics, data, stages and plots, and what could not be read.

    1. survey  the structural files: what there is, and which files hold values; templates resolved
    2. held    files of parameters and metrics in Git, then those that Git has only the hash of
    3. the data that stages read and wrote, and whether they are as they last ran

Each step asks once for the whole commit, and only for what is not remembered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gto_studio.dvc import held, plot_definitions, survey
from gto_studio.dvc.held import Sources
from gto_studio.dvc.results import Results
from gto_studio.dvc.survey import Problem
from gto_studio.rules import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gto_studio.dvc.asking import Asking, Kept, Parsed
    from gto_studio.dvc.cells import Cell
    from gto_studio.dvc.plot_definitions import Definition
    from gto_studio.dvc.survey import Structure

NO_SOURCES = Sources()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a commit says. Nobody may change what is in here: it is shared between commits."""

    params: Mapping[str, Cell] = field(default_factory=dict)
    metrics: Mapping[str, Cell] = field(default_factory=dict)
    deps: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    outs: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    imports: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    plots: tuple[Definition, ...] = ()
    stages: tuple[dict[str, Any], ...] = ()
    artifacts: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    projects: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    #: What DVC keeps outside of Git, by path: outputs of every kind whose hash is known.
    kept: Mapping[str, Kept] = field(default_factory=dict)
    #: What was asked of outside Git and not given.
    lacking: tuple[Kept, ...] = ()

    def document(self) -> dict[str, Any]:
        """The whole, as JSON holds it (docs/reference/studio-readings.md)."""
        return {
            "params": dict(self.params),
            "metrics": dict(self.metrics),
            "deps": dict(self.deps),
            "outs": dict(self.outs),
            "imports": dict(self.imports),
            "plots": [one.document() for one in self.plots],
            "stages": list(self.stages),
            "artifacts": dict(self.artifacts),
            "projects": list(self.projects),
            "problems": [{"file": one.file, "type": one.type, "msg": one.msg} for one in self.problems],
        }


def read(files: Structure, parsed: Parsed, sources: Sources = NO_SOURCES) -> Asking[Reading]:
    """Read a commit. Never raises on bad input."""
    found = yield from survey.look_around(files, parsed)
    resolved = yield from survey.resolved(found, parsed)
    tracked = survey.track(found, parsed)
    pipelines = [*resolved, *found.old]
    stages = [stage for one in pipelines for stage in one.stages]
    results = Results(stages, found.runs, tracked, found.projects)
    named = held.named(pipelines, found.projects, sources, is_dvc=bool(found.projects or found.said))
    values = yield from held.values(named, found.ignoring, results, parsed)
    problems = [*found.problems, *(Problem(one.file, why.type, why.msg) for one in pipelines for why in one.problems)]
    return Reading(
        params=values.params(),
        metrics=values.metrics(),
        deps=results.deps(),
        outs=results.outs(),
        imports=results.imports(),
        plots=(yield from plot_definitions.read(pipelines, values.inside, results.owner)),
        stages=tuple(results.stage(stage, values.said) for stage in stages),
        artifacts=(yield from survey.artifacts(found, parsed)),
        projects=found.projects,
        problems=tuple(Problem(storable.name(one.file), one.type, storable.text(one.msg)) for one in problems),
        kept=results.kept,
        lacking=values.lacking,
    )
